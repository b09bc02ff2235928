import { generate } from 'selfsigned';

/** Certificates for tests: an authority and what it signs, or what nobody signs. */
export interface Certificate {
  key: string;
  cert: string;
}

const keys = { keyType: 'ec', algorithm: 'sha256' } as const;

export async function makeAuthority(name = 'Test authority'): Promise<Certificate> {
  const made = await generate([{ name: 'commonName', value: name }], {
    ...keys,
    extensions: [
      { name: 'basicConstraints', cA: true, critical: true },
      { name: 'keyUsage', keyCertSign: true, critical: true },
    ],
  });
  return { key: made.private, cert: made.cert };
}

export async function makeCertificate(
  host: string,
  { ca, expired = false }: { ca?: Certificate; expired?: boolean } = {},
): Promise<Certificate> {
  const day = 86_400_000;
  const made = await generate([{ name: 'commonName', value: host }], {
    ...keys,
    ca,
    notBeforeDate: new Date(Date.now() - 10 * day),
    notAfterDate: new Date(Date.now() + (expired ? -day : 10 * day)),
    extensions: [{ name: 'subjectAltName', altNames: [{ type: 2, value: host }] }],
  });
  return { key: made.private, cert: made.cert };
}
