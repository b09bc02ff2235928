import { generate } from 'selfsigned';

export interface KeyPair {
  key: string;
  cert: string;
}

export interface Certificates {
  ca: string;
  /** For localhost and 127.0.0.1. */
  good: KeyPair;
  wrongHost: KeyPair;
  /** Right in everything but its issuer, which is not our CA. */
  untrusted: KeyPair;
  expired: KeyPair;
}

const day = 24 * 60 * 60 * 1000;
const here = ['localhost', '127.0.0.1'];

export async function makeCertificates(): Promise<Certificates> {
  const [ca, otherCa] = await Promise.all([authority('Sandbox CA'), authority('Other Sandbox CA')]);
  const now = Date.now();
  const [good, wrongHost, untrusted, expired] = await Promise.all([
    issue(ca, here),
    issue(ca, ['elsewhere.example']),
    issue(otherCa, here),
    issue(ca, here, { notBeforeDate: new Date(now - 30 * day), notAfterDate: new Date(now - day) }),
  ]);
  return { ca: ca.cert, good, wrongHost, untrusted, expired };
}

async function authority(commonName: string): Promise<KeyPair> {
  const made = await generate([{ name: 'commonName', value: commonName }], {
    keyType: 'ec',
    algorithm: 'sha256',
    notBeforeDate: new Date(Date.now() - 60 * day),
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

async function issue(ca: KeyPair, names: string[], validity: Validity = {}): Promise<KeyPair> {
  const made = await generate([{ name: 'commonName', value: names[0] ?? '' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    ca,
    ...validity,
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (/^[\d.]+$/.test(name) ? { type: 7, ip: name } : { type: 2, value: name })),
      },
    ],
  });
  return { key: made.private, cert: made.cert };
}

interface Validity {
  notBeforeDate?: Date;
  notAfterDate?: Date;
}
