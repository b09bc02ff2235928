import { createServer } from 'node:http';
import { connect, type Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import type { ClientOptions } from './egress.ts';
import { BoundSecret } from './secret.ts';
import { makeAuthority, makeCertificate } from './testing/certificates.ts';
import { client, egressError, outside } from './testing/outside.ts';
import { closedPort, serve, serveHttp, serveHttps, serveTcp } from './testing/servers.ts';

/** A proxy that tunnels where it is told to, or answers with another status. */
async function tunnelling(status = 200) {
  const asked: { target: string; authorization: string | undefined }[] = [];
  const proxy = createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, near: Socket) => {
    asked.push({ target: request.url ?? '', authorization: request.headers['proxy-authorization'] });
    if (status !== 200) {
      near.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const far = connect(Number(port), hostname, () => {
      near.write('HTTP/1.1 200 Connection established\r\n\r\n');
      near.pipe(far).pipe(near);
    });
    far.on('error', () => near.destroy());
    near.on('close', () => far.destroy());
  });
  const { port, connections } = await serve(proxy);
  return { asked, connections, url: `http://proxy.test:${port}` };
}

const names = { 'proxy.test': ['127.0.0.1'], 'far.test': ['127.0.0.1'] };
const allow = 'proxy.test, service.test, far.test';
const through = (proxy: ClientOptions['proxy'], ca?: string) => client({ names, allow, client: { proxy, ca } });

describe('a proxy', () => {
  it('carries requests to the address that was checked', async () => {
    const { port } = await serveHttp((request, response) => response.end(request.headers.host));
    const proxy = await tunnelling();
    const answer = await through(proxy).request({ url: `http://service.test:${port}/` });
    expect(await answer.text()).toBe(`service.test:${port}`);
    expect(answer.trace.remote).toBe('proxy');
    expect(proxy.asked).toEqual([{ target: `127.0.0.1:${port}`, authorization: undefined }]);
  });

  it('sees nothing of what TLS protects', async () => {
    const authority = await makeAuthority();
    const { port } = await serveHttps(await makeCertificate('service.test', { ca: authority }), (_request, response) =>
      response.end('safe'),
    );
    const proxy = await tunnelling();
    const answer = await through(proxy, authority.cert).request({ url: `https://service.test:${port}/` });
    expect(await answer.text()).toBe('safe');
    const stranger = await egressError(through(proxy).request({ url: `https://service.test:${port}/` }));
    expect(stranger.code).toBe('tls_untrusted');
  });

  it('may be reached by TLS itself', async () => {
    const authority = await makeAuthority();
    const secure = await serveHttps(await makeCertificate('proxy.test', { ca: authority }), () => {});
    secure.server.on('connect', (request, near: Socket) => {
      const far = connect(Number(new URL(`http://${request.url}`).port), '127.0.0.1', () => {
        near.write('HTTP/1.1 200 OK\r\n\r\n');
        near.pipe(far).pipe(near);
      });
      far.on('error', () => near.destroy());
      near.on('error', () => far.destroy()).on('close', () => far.destroy());
    });
    const { port } = await serveHttps(await makeCertificate('service.test', { ca: authority }), (_request, response) =>
      response.end('twice'),
    );
    const proxy = { url: `https://proxy.test:${secure.port}` };
    const answer = await through(proxy, authority.cert).request({ url: `https://service.test:${port}/` });
    expect(await answer.text()).toBe('twice');
  });

  it('gets its own password and no other', async () => {
    const { port } = await serveHttp((request, response) => response.end(JSON.stringify(request.headers)));
    const proxy = await tunnelling();
    const password = new BoundSecret(proxy.url, 's3cret');
    const answer = await through({ url: proxy.url, username: 'ann', password }).request({
      url: `http://service.test:${port}/`,
    });
    expect(await answer.text()).not.toContain('proxy-authorization');
    expect(proxy.asked[0]?.authorization).toBe(`Basic ${Buffer.from('ann:s3cret').toString('base64')}`);
    const foreign = new BoundSecret('http://elsewhere.test', 's3cret');
    expect(() => through({ url: proxy.url, password: foreign })).toThrow(
      expect.objectContaining({ code: 'secret_misdirected' }),
    );
  });

  it('is not asked for destinations that are refused', async () => {
    const proxy = await tunnelling();
    const caller = through(proxy);
    for (const url of ['http://169.254.169.254/', 'http://10.0.0.1/', 'http://localhost/', 'https://127.0.0.1/']) {
      expect((await egressError(caller.request({ url }))).code).toBe('destination_blocked');
    }
    expect(proxy.connections).toEqual([]);
  });

  it('must be a permitted destination itself', async () => {
    const { port } = await serveHttp((_request, response) => response.end());
    const proxy = await tunnelling();
    const caller = client({ names, allow: 'service.test', client: { proxy } });
    expect((await egressError(caller.request({ url: `http://service.test:${port}/` }))).code).toBe(
      'destination_blocked',
    );
    expect(proxy.connections).toEqual([]);
  });

  it.each([403, 407, 502])('that answers %i has failed', async (status) => {
    const proxy = await tunnelling(status);
    const error = await egressError(through(proxy).request({ url: 'http://service.test/' }));
    expect(error.code).toBe('proxy_failed');
    expect(error.message).toContain(String(status));
  });

  it('that is not there, unknown, hangs up or speaks something else has failed', async () => {
    const rude = await serveTcp((socket) => socket.once('data', () => socket.destroy()));
    const odd = await serveTcp((socket) => socket.once('data', () => socket.end('220 mail.example.com ESMTP\r\n')));
    const ports = [await closedPort(), rude.port, odd.port];
    for (const url of [...ports.map((port) => `http://proxy.test:${port}`), 'http://unknown.test']) {
      expect((await egressError(through({ url }).request({ url: 'http://service.test/' }))).code, url).toBe(
        'proxy_failed',
      );
    }
  });

  it('that says nothing takes the time of a connection', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    const proxy = { url: `http://proxy.test:${silent.port}` };
    const caller = client({ names, allow, limits: { connectMs: 50 }, client: { proxy } });
    expect((await egressError(caller.request({ url: 'http://service.test/' }))).code).toBe('connect_timeout');
  });

  it.each(['smtp://proxy.test', 'socks5://proxy.test', 'http://user:pass@proxy.test', 'proxy'])(
    'cannot be at %s',
    (url) => {
      expect(() => outside().open({ proxy: { url } })).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );

  it('is taken from no environment', async () => {
    const { port } = await serveHttp((_request, response) => response.end('direct'));
    const proxy = await tunnelling();
    const before = process.env.HTTP_PROXY;
    process.env.HTTP_PROXY = proxy.url;
    try {
      expect(await (await client().request({ url: `http://service.test:${port}/` })).text()).toBe('direct');
    } finally {
      if (before === undefined) delete process.env.HTTP_PROXY;
      else process.env.HTTP_PROXY = before;
    }
    expect(proxy.connections).toEqual([]);
  });
});
