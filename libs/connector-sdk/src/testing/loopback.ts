import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Egress, type EgressClient, parseAllowList } from '@ims/egress';
import { afterAll, beforeAll, beforeEach } from 'vitest';

export interface Loopback {
  readonly url: string;
  /** What the server does; each test begins with one that answers 404. */
  answer: RequestListener;
  /** Lines such as `GET /path?query`, of the present test. */
  readonly seen: string[];
  readonly client: EgressClient;
}

/** A server on the loopback for the tests of one file, and a client that may call it. */
export function useLoopback(): Loopback {
  const missing: RequestListener = (_, response) => json(response, { error: 'no such path' }, 404);
  const loopback = { url: '', answer: missing, seen: [] as string[], client: undefined as unknown as EgressClient };
  const server = createServer((request: IncomingMessage, response) => {
    loopback.seen.push(`${request.method} ${request.url}`);
    loopback.answer(request, response);
  });
  const egress = new Egress({ allow: parseAllowList('127.0.0.1') });

  beforeAll(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    loopback.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    loopback.client = egress.open();
  });
  beforeEach(() => {
    loopback.answer = missing;
    loopback.seen.length = 0;
  });
  afterAll(async () => {
    await egress.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  });
  return loopback;
}

export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}
