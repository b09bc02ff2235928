import { createServer, rootCertificates } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Certificate, makeAuthority, makeCertificate } from './testing/certificates.ts';
import { client, egressError, outside } from './testing/outside.ts';
import { closing, serve, serveHttps, serveTcp } from './testing/servers.ts';

let authority: Certificate;
let good: Certificate;

beforeAll(async () => {
  authority = await makeAuthority();
  good = await makeCertificate('service.test', { ca: authority });
});

const hello = (certificate: Certificate) => serveHttps(certificate, (_request, response) => response.end('hello'));

const ask = (port: number, ca: string | undefined, host = 'service.test') =>
  client({ client: { ca } }).request({ url: `https://${host}:${port}/` });

describe('TLS', () => {
  it('trusts the authorities of a client in addition to the usual ones', async () => {
    const { port } = await hello(good);
    const other = await makeAuthority('Another authority');
    expect(await (await ask(port, `${other.cert}\n# ours\n${authority.cert}`)).text()).toBe('hello');
  });

  it('names the host without its final dot', async () => {
    const { port } = await hello(good);
    expect(await (await ask(port, authority.cert, 'service.test.')).text()).toBe('hello');
  });

  it('trusts nobody else', async () => {
    const { port } = await hello(good);
    const other = await makeAuthority('Another authority');
    expect((await egressError(ask(port, undefined))).code).toBe('tls_untrusted');
    expect((await egressError(ask(port, other.cert))).code).toBe('tls_untrusted');
  });

  it('keeps what one client trusts from the others', async () => {
    const { port } = await hello(good);
    const egress = outside();
    const url = `https://service.test:${port}/`;
    await (await egress.open({ ca: authority.cert }).request({ url })).discard();
    expect((await egressError(egress.open().request({ url }))).code).toBe('tls_untrusted');
  });

  it('refuses a certificate that signs itself', async () => {
    const { port } = await hello(await makeCertificate('service.test'));
    expect((await egressError(ask(port, authority.cert))).code).toBe('tls_untrusted');
  });

  it('refuses an expired certificate', async () => {
    const { port } = await hello(await makeCertificate('service.test', { ca: authority, expired: true }));
    const error = await egressError(ask(port, authority.cert));
    expect(error.code).toBe('tls_untrusted');
    expect(error.message).toContain('CERT_HAS_EXPIRED');
  });

  it('refuses a certificate for another host', async () => {
    const { port } = await hello(await makeCertificate('other.test', { ca: authority }));
    expect((await egressError(ask(port, authority.cert))).code).toBe('tls_hostname');
  });

  it('refuses for an address a certificate that does not name it', async () => {
    const { port } = await hello(good);
    const caller = client({ allow: '127.0.0.1', client: { ca: authority.cert } });
    expect((await egressError(caller.request({ url: `https://127.0.0.1:${port}/` }))).code).toBe('tls_hostname');
  });

  it('refuses protocols of the past', async () => {
    const old = await serve(
      createServer({ ...good, minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' }),
    );
    expect((await egressError(ask(old.port, authority.cert))).code).toBe('tls_failed');
  });

  it('tells a server without TLS from one that hangs up', async () => {
    const plain = await serveTcp((socket) => socket.end('220 mail.example.com ESMTP\r\n'));
    expect((await egressError(ask(plain.port, undefined))).code).toBe('tls_failed');
    const hanging = await serveTcp((socket) => socket.once('data', () => socket.destroy()));
    expect((await egressError(ask(hanging.port, undefined))).code).toBe('connection_lost');
  });

  it('names the host it wants and speaks HTTP/1.1 only', async () => {
    const seen: unknown[] = [];
    const server = createServer({ ...good, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
      seen.push(socket.servername, socket.alpnProtocol);
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n'));
    });
    const { port } = await serve(server);
    await (await ask(port, authority.cert)).discard();
    expect(seen).toEqual(['service.test', 'http/1.1']);
  });

  it('gives room back for connections whose handshake fails', async () => {
    const { port, connections } = await hello(good);
    const egress = outside({ maxSockets: 1 });
    const stranger = egress.open();
    for (let tried = 0; tried < 3; tried += 1) {
      expect((await egressError(stranger.request({ url: `https://service.test:${port}/` }))).code).toBe(
        'tls_untrusted',
      );
    }
    await (await egress.open({ ca: authority.cert }).request({ url: `https://service.test:${port}/` })).discard();
    expect(connections).toHaveLength(4);
    await Promise.all(connections.slice(0, 3).map(closing));
  });

  it.each(['nonsense', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'])(
    'refuses %j as a bundle of authorities',
    (ca) => {
      expect(() => outside().open({ ca })).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );

  it('is left to the caller of a plain connection, with what to insist on', async () => {
    const { port } = await serveTcp((socket) => socket.end('220 ready\r\n'));
    const egress = outside();
    const own = await egress.open({ ca: authority.cert }).connect(`smtp://Service.test.:${port}`);
    expect(own.servername).toBe('service.test');
    expect(own.ca?.length).toBeGreaterThan(rootCertificates.length / 2);
    expect(own.ca?.at(-1)?.trim()).toBe(authority.cert.trim());
    const chunks = await own.socket.toArray();
    expect(Buffer.concat(chunks).toString()).toBe('220 ready\r\n');
    const plain = await egress.open().connect(`smtp://service.test:${port}`);
    expect(plain.ca).toBeUndefined();
    plain.socket.destroy();
  });
});
