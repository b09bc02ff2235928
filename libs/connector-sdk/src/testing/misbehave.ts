import type { IncomingMessage, ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import type { hostile } from './hostile.ts';
import { json } from './loopback.ts';

const page = '<!doctype html><title>Log in</title>';
const bomb = gzipSync(Buffer.alloc(20_000_000));

function raw(body: string | Buffer, status: number, headers: Record<string, string | number>) {
  return (_: IncomingMessage, response: ServerResponse) => void response.writeHead(status, headers).end(body);
}

function refused(status: number, headers: Record<string, string> = {}) {
  return (_: IncomingMessage, response: ServerResponse) => json(response, { detail: 'refused' }, status, headers);
}

/** Headers and the beginning of a body that never ends. */
function endless(_: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'application/json' }).write('{"id":');
}

const type = { 'content-type': 'application/json' };

/** What a server of each hostile behaviour does with any request. */
export const misbehave: Record<keyof typeof hostile, (request: IncomingMessage, response: ServerResponse) => void> = {
  html: raw(page, 200, { 'content-type': 'text/html' }),
  unauthorized: refused(401),
  expired: refused(401, { 'www-authenticate': 'Bearer error_description="expired"' }),
  forbidden: refused(403),
  missing: refused(404),
  gone: refused(410),
  'rate-limited': refused(429, { 'retry-after': '7' }),
  'rate-limited-bare': refused(429),
  fault: refused(500),
  unavailable: refused(503, { 'retry-after': '30' }),
  slow: () => {},
  stall: endless,
  drip: endless,
  redirect: refused(302, { location: 'http://127.0.0.1:9/' }),
  'redirect-metadata': refused(302, { location: 'http://169.254.169.254/latest/meta-data/' }),
  huge: raw(Buffer.alloc(3_000_000, 'x'), 200, type),
  'gzip-bomb': raw(bomb, 200, { ...type, 'content-encoding': 'gzip' }),
  malformed: raw('{"id": 1,', 200, type),
  truncated: (_, response) => {
    response.writeHead(200, { ...type, 'content-length': 100 });
    response.write('{"id":', () => response.socket?.destroy());
  },
  hangup: (request) => void request.socket.destroy(),
  'wrong-shape': refused(200),
};
