import { describe, expect, it } from 'vitest';
import type { Credential } from './credentials.ts';
import { BoundSecret } from './secret.ts';
import { client, egressError, outside } from './testing/outside.ts';
import { closedPort, closing, serveHttp, serveTcp } from './testing/servers.ts';

const echo = () =>
  serveHttp(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    response
      .setHeader('content-type', 'application/json')
      .end(JSON.stringify({ method: request.method, url: request.url, headers: request.headers, body }));
  });

interface Echoed {
  method: string;
  url: string;
  headers: Record<string, string>;
  body: string;
}

const origin = (port: number) => `http://service.test:${port}`;

describe('a request', () => {
  it('brings back status, headers, body and how it went', async () => {
    const { port } = await serveHttp((_request, response) => {
      response.writeHead(418, { 'X-One': ['a', 'b'], 'Content-Type': 'text/plain' }).end('grüße');
    });
    const answer = await client().request({ url: `${origin(port)}/a?b=c` });
    expect(answer).toMatchObject({ status: 418, url: `${origin(port)}/a?b=c` });
    expect(answer.headers).toMatchObject({ 'x-one': 'a, b', 'content-type': 'text/plain' });
    expect(await answer.text()).toBe('grüße');
    expect(answer.trace).toEqual({
      attempts: 1,
      connect_ms: expect.any(Number),
      first_byte_ms: expect.any(Number),
      remote: 'direct',
    });
  });

  it('sends method, headers and a body of any kind', async () => {
    const { port } = await echo();
    const caller = client();
    async function* stream() {
      yield Buffer.from('piece ');
      yield Buffer.from('by piece');
    }
    for (const body of ['piece by piece', Buffer.from('piece by piece'), stream()]) {
      const answer = await caller.request({ url: origin(port), method: 'post', headers: { 'X-Custom': 'ü' }, body });
      const seen = JSON.parse(await answer.text()) as Echoed;
      expect(seen).toMatchObject({ method: 'POST', body: 'piece by piece' });
      expect(Buffer.from(seen.headers['x-custom'] ?? '', 'latin1').toString('latin1')).toBe('ü');
    }
  });

  it('uses a connection again', async () => {
    const { port, connections } = await echo();
    const caller = client();
    for (let sent = 0; sent < 3; sent += 1) {
      const answer = await caller.request({ url: origin(port) });
      await answer.text();
      await new Promise(setImmediate);
    }
    const last = await caller.request({ url: origin(port) });
    await last.discard();
    expect(last.trace.connect_ms).toBeNull();
    expect(connections).toHaveLength(1);
  });

  it('uses each connection once when told so, and shares none between clients', async () => {
    const { port, connections } = await echo();
    const egress = outside();
    for (const caller of [egress.open({ keepAlive: false }), egress.open(), egress.open()]) {
      await (await caller.request({ url: origin(port) })).discard();
    }
    expect(connections).toHaveLength(3);
  });

  it('tries once more when a kept connection turns out to be closed', async () => {
    let answered = 0;
    const { port, connections } = await serveTcp((socket) => {
      socket.on('data', () => {
        answered += 1;
        // The second request on the first connection meets a server that has just given it up.
        if (answered === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const caller = client();
    await (await caller.request({ url: origin(port) })).text();
    await new Promise(setImmediate);
    const second = await caller.request({ url: origin(port) });
    expect(await second.text()).toBe('ok');
    expect(second.trace.attempts).toBe(2);
    expect(connections).toHaveLength(2);
  });

  it('does not repeat what may have had an effect', async () => {
    let requests = 0;
    const { port } = await serveTcp((socket) => {
      socket.on('data', () => {
        requests += 1;
        if (requests === 2) socket.destroy();
        else socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
      });
    });
    const caller = client();
    await (await caller.request({ url: origin(port) })).text();
    await new Promise(setImmediate);
    const error = await egressError(caller.request({ url: origin(port), method: 'POST', body: 'x' }));
    expect(error.code).toBe('connection_lost');
    expect(requests).toBe(2);
  });

  it.each([
    ['x-bad', 'line\r\nbreak', 'x-bad'],
    ['x-bad', 'nul\0', 'x-bad'],
    ['x-bad', '€', 'x-bad'],
    ['bad name', 'x', 'bad name'],
    ['Host', 'evil.test', 'host'],
    ['transfer-encoding', 'chunked', 'transfer-encoding'],
    ['Connection', 'close', 'connection'],
  ])('names the header %j that cannot be sent', async (name, value, named) => {
    const { port, connections } = await echo();
    const error = await egressError(client().request({ url: origin(port), headers: { [name]: value } }));
    expect(error.code).toBe('invalid_request');
    expect(error.message).toContain(named);
    expect(connections).toEqual([]);
  });

  it.each([
    { url: 'http://user:pass@service.test/' },
    { url: 'http://user@service.test/' },
    { url: 'smtp://service.test/' },
    { url: 'ftp://service.test/' },
    { url: 'no url' },
    { url: 'http://service.test/', method: 'CONNECT' },
    { url: 'http://service.test/', method: 'BAD METHOD' },
  ])('refuses %j', async (request) => {
    expect((await egressError(client().request(request))).code).toBe('invalid_request');
  });

  it('tells refused, unknown and blocked destinations apart', async () => {
    const caller = client();
    const codes = await Promise.all(
      [origin(await closedPort()), 'http://unknown.test/', 'http://127.0.0.1/'].map(
        async (url) => (await egressError(caller.request({ url }))).code,
      ),
    );
    expect(codes).toEqual(['connect_refused', 'dns_failed', 'destination_blocked']);
  });

  it.each([
    ['closes at once', ''],
    ['speaks something else', '220 mail.example.com ESMTP\r\n'],
    ['stops within the headers', 'HTTP/1.1 200 OK\r\ncontent-le'],
  ])('reports a server that %s as a lost connection', async (_case, reply) => {
    const { port } = await serveTcp((socket) => socket.once('data', () => socket.end(reply)));
    expect((await egressError(client().request({ url: origin(port) }))).code).toBe('connection_lost');
  });

  it('reports an answer that breaks off', async () => {
    const { port } = await serveTcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'));
    });
    const answer = await client().request({ url: origin(port) });
    expect((await egressError(answer.text())).code).toBe('connection_lost');
  });

  it('ends with its client', async () => {
    const { port } = await echo();
    const caller = client();
    await caller.close();
    expect((await egressError(caller.request({ url: origin(port) }))).code).toBe('connection_lost');
  });
});

describe('a credential', () => {
  const bound = (port: number, value = 'täg/a:b?c d') => new BoundSecret(origin(port), value);

  it.each<[string, (secret: BoundSecret) => Credential, (seen: Echoed) => unknown, unknown]>([
    [
      'basic',
      (secret) => ({ place: 'basic', username: 'ann', secret }),
      ({ headers }) => headers.authorization,
      `Basic ${Buffer.from('ann:abc/d').toString('base64')}`,
    ],
    ['bearer', (secret) => ({ place: 'bearer', secret }), ({ headers }) => headers.authorization, 'Bearer abc/d'],
    [
      'a header',
      (secret) => ({ place: 'header', name: 'X-Api-Key', secret }),
      ({ headers }) => headers['x-api-key'],
      'abc/d',
    ],
    [
      'a header with a prefix',
      (secret) => ({ place: 'header', name: 'Authorization', prefix: 'GenieKey ', secret }),
      ({ headers }) => headers.authorization,
      'GenieKey abc/d',
    ],
    [
      'the query',
      (secret) => ({ place: 'query', name: 'a key', secret }),
      ({ url }) => url,
      '/x/{secret}?q=1%202&a%20key=abc%2Fd',
    ],
  ])('goes along as %s', async (_place, make, seen, expected) => {
    const { port } = await echo();
    const answer = await client().request({
      url: `${origin(port)}/x/{secret}?q=1%202`,
      headers: { authorization: 'theirs' },
      credentials: [make(bound(port, 'abc/d'))],
    });
    expect(answer.url).not.toContain('abc');
    const got = JSON.parse(await answer.text()) as Echoed;
    expect(String(seen({ ...got, url: decodeBraces(got.url) }))).toBe(expected);
  });

  const decodeBraces = (url: string) => url.replace('%7Bsecret%7D', '{secret}');

  it('takes its place in the path, segment by segment', async () => {
    const { port } = await echo();
    for (const path of ['/bot{secret}/send?x={secret}', '/bot%7Bsecret%7D/send?x={secret}']) {
      const answer = await client().request({
        url: origin(port) + path,
        credentials: [{ place: 'path', secret: bound(port) }],
      });
      expect((JSON.parse(await answer.text()) as Echoed).url).toBe('/bott%C3%A4g/a:b%3Fc%20d/send?x={secret}');
      expect(answer.url).toContain('/bot%7Bsecret%7D/send');
    }
  });

  it.each(['..', 'a/../b', '.', 'a/./b', '\ud800'])('refuses %j as part of a path', async (value) => {
    const { port, connections } = await echo();
    const error = await egressError(
      client().request({
        url: `${origin(port)}/{secret}`,
        credentials: [{ place: 'path', secret: bound(port, value) }],
      }),
    );
    expect(error.code).toBe('invalid_request');
    expect(connections).toEqual([]);
  });

  it('is refused where it has no place, or cannot be sent', async () => {
    const { port } = await echo();
    const send = (credential: Credential) =>
      egressError(client().request({ url: origin(port), credentials: [credential] }));
    expect((await send({ place: 'path', secret: bound(port) })).code).toBe('invalid_request');
    expect((await send({ place: 'basic', username: 'a:b', secret: bound(port) })).code).toBe('invalid_request');
    const error = await send({ place: 'bearer', secret: bound(port, 'pasted\n') });
    expect(error.code).toBe('invalid_request');
    expect(error.message).toContain('authorization');
    expect(error.message).not.toContain('pasted');
  });

  it('is not sent to another origin: nothing connects', async () => {
    const { port, connections } = await echo();
    const caller = client({ allow: 'service.test, other.test, 127.0.0.1' });
    const secret = bound(port);
    for (const url of [`http://other.test:${port}/`, `http://127.0.0.1:${port}/`, `http://service.test.:${port}/`]) {
      for (const place of ['bearer', 'path'] as const) {
        const error = await egressError(caller.request({ url, credentials: [{ place, secret }] }));
        expect(error.code, url).toBe('secret_misdirected');
        expect(error.message).not.toContain('täg');
      }
    }
    expect(connections).toEqual([]);
  });
});

describe('an abort', () => {
  it('closes the connection while the answer is awaited', async () => {
    const caller = client();
    const controller = new AbortController();
    const { port, connections } = await serveHttp(() => controller.abort());
    expect((await egressError(caller.request({ url: origin(port), signal: controller.signal }))).code).toBe('aborted');
    await closing(connections[0]);
  });

  it('closes the connection while the body is read', async () => {
    const { port, connections } = await serveHttp((_request, response) => void response.write('a'));
    const controller = new AbortController();
    const answer = await client().request({ url: origin(port), signal: controller.signal });
    const read = egressError(answer.text());
    controller.abort();
    expect((await read).code).toBe('aborted');
    await closing(connections[0]);
  });

  it('is heard before anything starts', async () => {
    const { port, connections } = await echo();
    const error = await egressError(client().request({ url: origin(port), signal: AbortSignal.abort() }));
    expect(error.code).toBe('aborted');
    expect(connections).toEqual([]);
  });

  it('is heard while DNS is silent', async () => {
    const controller = new AbortController();
    const caller = client({ lookup: () => controller.abort(), limits: { dnsMs: 100 } });
    expect((await egressError(caller.request({ url: origin(1), signal: controller.signal }))).code).toBe('aborted');
  });

  it('leaves no listener on the signal', async () => {
    const { port } = await echo();
    const { signal } = new AbortController();
    const added: unknown[] = [];
    const removed: unknown[] = [];
    signal.addEventListener = (...call: unknown[]) => void added.push(call[1]);
    signal.removeEventListener = (...call: unknown[]) => void removed.push(call[1]);
    await (await client().request({ url: origin(port), signal })).text();
    expect(added.length).toBeGreaterThan(0);
    expect(removed).toEqual(expect.arrayContaining(added));
  });
});
