import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { afterAll } from 'vitest';

type Value = string | number | boolean;

interface RawSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  status: { code: number };
  attributes: { key: string; value: Record<string, Value> }[];
}

export interface ReceivedSpan extends Omit<RawSpan, 'attributes' | 'status'> {
  attributes: Record<string, Value>;
  isError: boolean;
}

interface Batch {
  resourceSpans: { resource: Pick<RawSpan, 'attributes'>; scopeSpans: { spans: RawSpan[] }[] }[];
}

/** Takes spans by OTLP over HTTP as an operator's collector does. */
export async function startCollector() {
  const batches: Batch[] = [];
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') batches.push((await json(request)) as Batch);
    response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    /** All that came, as it came. */
    text: () => JSON.stringify(batches),
    spans: () =>
      batches.flatMap(({ resourceSpans }) =>
        resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans.map(toSpan))),
      ),
  };
}

const toSpan = ({ attributes, status, ...span }: RawSpan): ReceivedSpan => ({
  ...span,
  isError: status.code === 2,
  attributes: Object.fromEntries(
    attributes.map(({ key, value }) => [
      key,
      'intValue' in value ? Number(value.intValue) : (Object.values(value)[0] as Value),
    ]),
  ),
});
