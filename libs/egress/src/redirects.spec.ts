import type { IncomingHttpHeaders } from 'node:http';
import { describe, expect, it } from 'vitest';
import { redirectTarget } from './redirects.ts';
import { BoundSecret } from './secret.ts';
import { client, egressError } from './testing/outside.ts';
import { serveHttp } from './testing/servers.ts';

/** Answers `/to?<address>` (whatever else the query holds) with a redirect there, everything else with 200; notes every request. */
async function turnstile(status = 302) {
  const seen: { url: string; host: string; headers: IncomingHttpHeaders }[] = [];
  const server = await serveHttp((request, response) => {
    const url = request.url ?? '';
    seen.push({ url, host: request.headers.host ?? '', headers: request.headers });
    const to = url.startsWith('/to?') ? decodeURIComponent(url.slice(4).split('&')[0] ?? '') : undefined;
    if (to === undefined) response.end('arrived');
    else response.writeHead(status, { location: to }).end('elsewhere');
  });
  const at = (host: string, to: string) => `http://${host}:${server.port}/to?${encodeURIComponent(to)}`;
  return { ...server, seen, at };
}

describe('redirects', () => {
  it('are handed to the caller unless asked for', async () => {
    const { at, seen } = await turnstile();
    const answer = await client().request({ url: at('service.test', '/there') });
    expect(answer).toMatchObject({ status: 302, headers: { location: '/there' } });
    expect(seen).toHaveLength(1);
  });

  it.each([301, 302, 303, 307, 308])('are followed when asked for: %i', async (status) => {
    const { at, port } = await turnstile(status);
    const answer = await client().request({ url: at('service.test', '/there?x=1'), redirects: 1 });
    expect(answer.url).toBe(`http://service.test:${port}/there?x=1`);
    expect(await answer.text()).toBe('arrived');
    expect(answer.trace.attempts).toBe(2);
  });

  it('keep credentials and headers within the origin', async () => {
    const { at, port, seen } = await turnstile();
    const secret = new BoundSecret(`http://service.test:${port}`, 's3cret');
    await client().request({
      url: at('service.test', '/there'),
      redirects: 3,
      credentials: [{ place: 'bearer', secret }],
      headers: { 'x-custom': 'kept' },
    });
    expect(seen[1]?.headers).toMatchObject({ authorization: 'Bearer s3cret', 'x-custom': 'kept' });
  });

  it('lose credentials, cookies and unknown headers with the origin, also on the way back', async () => {
    const { at, port, seen } = await turnstile();
    const secret = new BoundSecret(`http://service.test:${port}`, 's3cret');
    const back = `http://service.test:${port}/end`;
    await client().request({
      url: at('service.test', at('other.test', back)),
      redirects: 3,
      credentials: [
        { place: 'bearer', secret },
        { place: 'query', name: 'key', secret },
        { place: 'header', name: 'x-api-key', secret },
      ],
      headers: { cookie: 'session=s3cret', 'x-auth-token': 's3cret', 'private-token': 's3cret', accept: 'text/plain' },
    });
    expect(seen.map(({ host }) => host)).toEqual([
      `service.test:${port}`,
      `other.test:${port}`,
      `service.test:${port}`,
    ]);
    for (const hop of seen.slice(1)) {
      expect(JSON.stringify(hop)).not.toContain('s3cret');
      expect(hop.headers.accept).toBe('text/plain');
    }
  });

  it('put the secret of a path only where there is a place for it', async () => {
    const turning = await serveHttp((request, response) => {
      const hops: Record<string, string> = { '/s3cret/a': '/{secret}/b', '/s3cret/b': '/c' };
      const location = hops[request.url ?? ''];
      if (location) response.writeHead(302, { location }).end();
      else response.end(request.url);
    });
    const secret = new BoundSecret(`http://service.test:${turning.port}`, 's3cret');
    const url = `http://service.test:${turning.port}/{secret}/a`;
    const answer = await client().request({ url, redirects: 3, credentials: [{ place: 'path', secret }] });
    expect(await answer.text()).toBe('/c');
    expect(answer.trace.attempts).toBe(3);
  });

  it.each([
    'http://127.0.0.1/',
    'http://169.254.169.254/latest',
    'http://localhost/',
    'http://2130706433/',
    'http://[::1]/',
    'http://service.test.internal/',
  ])('do not lead to %s', async (inside) => {
    const { at, seen } = await turnstile();
    const error = await egressError(client().request({ url: at('service.test', inside), redirects: 3 }));
    expect(error.code).toBe('destination_blocked');
    expect(seen).toHaveLength(1);
  });

  it('are counted, never beyond three', async () => {
    const { at, seen } = await turnstile();
    const chain = [1, 2, 3, 4, 5].reduce((to) => at('service.test', to), '/end');
    const error = await egressError(client().request({ url: chain, redirects: 99 }));
    expect(error.code).toBe('redirect_blocked');
    expect(seen).toHaveLength(4);
  });

  it('are not followed by what is no GET or HEAD', async () => {
    const { at, seen } = await turnstile(307);
    const answer = await client().request({
      url: at('service.test', '/there'),
      method: 'POST',
      body: 'x',
      redirects: 3,
    });
    expect(answer.status).toBe(307);
    expect(seen).toHaveLength(1);
  });

  it('are not seen in a Refresh header or in HTML', async () => {
    const { port } = await serveHttp((_request, response) => {
      response
        .writeHead(200, { refresh: '0; url=http://127.0.0.1/' })
        .end('<meta http-equiv=refresh content="0;url=/x">');
    });
    const answer = await client().request({ url: `http://service.test:${port}/`, redirects: 3 });
    expect(answer.trace.attempts).toBe(1);
  });
});

describe('redirectTarget', () => {
  const from = new URL('https://a.test/x/y?z');
  it.each([
    ['z', 'https://a.test/x/z'],
    ['//b.test/z#part', 'https://b.test/z'],
    ['HTTPS://B.test', 'https://b.test/'],
  ])('reads %s', (location, to) => {
    expect(redirectTarget(302, location, from)?.href).toBe(to);
  });

  it.each([
    'http://a.test/',
    'ftp://a.test/',
    'javascript:1',
    'data:,x',
    'https://u:p@a.test/',
    'https://u@a.test/',
    'https://',
    'http://[',
  ])('refuses %s', (location) => {
    expect(() => redirectTarget(302, location, from)).toThrow(expect.objectContaining({ code: 'redirect_blocked' }));
  });

  it.each([
    [200, '/x'],
    [300, '/x'],
    [304, '/x'],
    [302, undefined],
  ])('sees none in status %i with %s', (status, location) => {
    expect(redirectTarget(status, location, from)).toBeUndefined();
  });
});
