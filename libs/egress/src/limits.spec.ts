import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Exchange } from './exchange.ts';
import { Lifetime } from './lifetime.ts';
import { type Limits, testLimits } from './limits.ts';
import { client, egressError } from './testing/outside.ts';
import { closing, serveHttp, serveTcp, type TestServer } from './testing/servers.ts';

const ask = ({ port }: TestServer, limits: Partial<Limits> = {}) =>
  client().request({ url: `http://service.test:${port}/`, limits });

const read = async (server: TestServer, limits?: Partial<Limits>) => (await ask(server, limits)).text();

async function closed({ connections }: TestServer): Promise<void> {
  await Promise.all(connections.map(closing));
}

describe('limits of time', () => {
  it('end a request that DNS does not answer', async () => {
    const caller = client({ lookup: () => {}, limits: { dnsMs: 20 } });
    expect((await egressError(caller.request({ url: 'http://service.test/' }))).code).toBe('dns_failed');
  });

  it('end a request that gets no connection', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    const caller = client({ limits: { connectMs: 50 } });
    const error = await egressError(caller.request({ url: `https://service.test:${silent.port}/` }));
    expect(error.code).toBe('connect_timeout');
    await closed(silent);
  });

  it('end a request that gets no answer', async () => {
    const silent = await serveTcp((socket) => socket.resume());
    expect((await egressError(ask(silent, { firstByteMs: 30 }))).code).toBe('timeout');
    await closed(silent);
  });

  it('end an answer that stalls', async () => {
    const stalling = await serveHttp((_request, response) => void response.write('a'));
    expect((await egressError(read(stalling, { idleMs: 30 }))).code).toBe('timeout');
    await closed(stalling);
  });

  it('end an answer that drips', async () => {
    const dripping = await serveHttp((_request, response) => {
      const drip = setInterval(() => response.write('.'), 5);
      response.on('close', () => clearInterval(drip));
    });
    expect((await egressError(read(dripping, { totalMs: 100 }))).code).toBe('timeout');
    await closed(dripping);
  });

  it('end an answer that nobody reads', async () => {
    const endless = await serveHttp((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    const answer = await ask(endless, { totalMs: 500, responseBytes: Number.POSITIVE_INFINITY });
    await closed(endless);
    expect((await egressError(answer.text())).code).toBe('timeout');
  });

  it('count over redirects together', async () => {
    const turning = await serveHttp((_request, response) => {
      setTimeout(() => response.writeHead(302, { location: '/again' }).end(), 40);
    });
    const request = { url: `http://service.test:${turning.port}/`, redirects: 3, limits: { totalMs: 60 } };
    expect((await egressError(client().request(request))).code).toBe('timeout');
  });
});

describe('limits of size', () => {
  const zeros = Buffer.alloc(10_000_000);
  const compressed: [string, Buffer][] = [
    ['gzip', gzipSync(zeros)],
    ['deflate', deflateSync(zeros)],
    ['br', brotliCompressSync(zeros)],
    ['zstd', zstdCompressSync(zeros)],
    ['gzip, gzip', gzipSync(gzipSync(zeros))],
  ];

  it.each(compressed)('end a bomb in %s', async (encoding, bytes) => {
    const server = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding, 'content-length': bytes.length }).end(bytes);
    });
    const answer = await ask(server);
    let size = 0;
    const reading = (async () => {
      for await (const chunk of answer.body) size += chunk.byteLength;
    })();
    expect((await egressError(reading)).code).toBe('response_too_large');
    expect(size).toBeLessThanOrEqual(1_048_576);
  });

  it('refuse an answer that announces too much before a byte of it', async () => {
    const server = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-length': 11 }).write('1');
    });
    expect((await egressError(ask(server, { responseBytes: 10 }))).code).toBe('response_too_large');
    await closed(server);
  });

  it('end an answer of unknown length at the limit, and let through what just fits', async () => {
    const server = await serveHttp((_request, response) => {
      response.write('12345');
      response.end('67890');
    });
    expect(await read(server, { responseBytes: 10 })).toBe('1234567890');
    expect((await egressError(read(server, { responseBytes: 9 }))).code).toBe('response_too_large');
  });

  it('end an answer whose headers are too large', async () => {
    const server = await serveHttp((_request, response) =>
      response.writeHead(200, { 'x-large': 'a'.repeat(5_000) }).end(),
    );
    const caller = client({ limits: { headerBytes: 4_096 } });
    const error = await egressError(caller.request({ url: `http://service.test:${server.port}/` }));
    expect(error.code).toBe('response_too_large');
  });

  it('refuse a request that is too large, known beforehand or not', async () => {
    const server = await serveHttp((request, response) => request.resume().on('end', () => response.end()));
    async function* stream() {
      for (let piece = 0; piece < 3; piece += 1) yield Buffer.from('12345');
    }
    for (const body of ['ü'.repeat(6), Buffer.alloc(11), stream()]) {
      const request = {
        url: `http://service.test:${server.port}/`,
        method: 'POST',
        body,
        limits: { requestBytes: 10 },
      };
      expect((await egressError(client().request(request))).code).toBe('invalid_request');
    }
  });
});

describe('compression', () => {
  it.each([
    ['gzip', gzipSync('text')],
    ['X-GZIP', gzipSync('text')],
    ['deflate', deflateSync('text')],
    ['br', brotliCompressSync('text')],
    ['zstd', zstdCompressSync('text')],
    ['deflate, gzip', gzipSync(deflateSync('text'))],
    ['identity', Buffer.from('text')],
    ['gzip', Buffer.alloc(0)],
  ])('is undone: %s', async (encoding, bytes) => {
    const server = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
    });
    const answer = await ask(server);
    expect(await answer.text()).toBe(bytes.length === 0 ? '' : 'text');
    if (encoding !== 'identity') expect(answer.headers['content-encoding']).toBeUndefined();
  });

  it.each([
    ['compress', Buffer.from('text')],
    ['constructor', Buffer.from('text')],
    ['gzip, gzip, gzip', Buffer.from('text')],
    ['gzip', Buffer.from('text')],
    ['gzip', gzipSync('text').subarray(0, -6)],
  ])('that cannot be undone is an error: %s', async (encoding, bytes) => {
    const server = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': encoding }).end(bytes);
    });
    const error = await egressError(read(server));
    expect(error.code).toBe('connection_lost');
    expect(error.message).toContain('cannot be read');
  });

  it('of an answer without a body is left alone', async () => {
    const server = await serveHttp((request, response) => {
      response.writeHead(request.method === 'HEAD' ? 200 : 304, { 'content-encoding': 'gzip' }).end();
    });
    for (const method of ['HEAD', 'GET']) {
      const answer = await client().request({ url: `http://service.test:${server.port}/`, method });
      expect(await answer.text()).toBe('');
    }
  });
});

describe('the body', () => {
  it('arrives piece by piece as it is sent', async () => {
    const gate = Promise.withResolvers<void>();
    const server = await serveHttp(async (_request, response) => {
      response.write('first');
      await gate.promise;
      response.end('second');
    });
    const answer = await ask(server);
    const pieces: string[] = [];
    for await (const chunk of answer.body) {
      pieces.push(Buffer.from(chunk).toString());
      gate.resolve();
    }
    expect(pieces).toEqual(['first', 'second']);
  });

  it('closes the connection when its reader leaves', async () => {
    const server = await serveHttp((_request, response) => void response.write('first'));
    const answer = await ask(server);
    for await (const _ of answer.body) break;
    await closing(server.connections[0]);
  });

  it('closes the connection when the reader of a compressed one leaves', async () => {
    const server = await serveHttp((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).write(gzipSync('text'));
    });
    const answer = await ask(server);
    for await (const _ of answer.body) break;
    await closing(server.connections[0]);
  });

  it('holds the sender back while nobody reads', async () => {
    const lifetime = new Lifetime(testLimits.totalMs);
    const exchange = new Exchange(testLimits, lifetime, () => null);
    const controller = {
      aborted: false,
      paused: false,
      reason: null,
      abort() {},
      pause() {
        this.paused = true;
      },
      resume() {
        this.paused = false;
      },
    };
    exchange.onRequestStart(controller);
    exchange.onResponseStart(controller, 200, {});
    exchange.onResponseData(controller, Buffer.alloc(65_535));
    expect(controller.paused).toBe(false);
    exchange.onResponseData(controller, Buffer.alloc(1));
    expect(controller.paused).toBe(true);
    const body = exchange.body();
    await body.next();
    expect(controller.paused).toBe(false);
    exchange.onResponseEnd();
    await body.return();
    lifetime.end();
  });

  it('arrives whole when it is much larger than what is held', async () => {
    const size = 20_000_000;
    const server = await serveHttp((_request, response) => response.end(Buffer.alloc(size, 'x')));
    const body = await read(server, { responseBytes: size });
    expect(body).toHaveLength(size);
  });

  it('is dropped by discard, however it ends', async () => {
    const broken = await serveTcp((socket) => {
      socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nhalf'));
    });
    await expect((await ask(broken)).discard()).resolves.toBeUndefined();
    const endless = await serveHttp((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(65_536)));
      };
      response.on('drain', more);
      more();
    });
    await (await ask(endless, { responseBytes: Number.POSITIVE_INFINITY })).discard();
    await closed(endless);
  });
});
