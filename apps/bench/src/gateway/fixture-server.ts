/*
 * The AI provider that everybody is measured in front of: answers at once, always the same, and does as little as can be
 * besides, so that what is compared is what lies before it.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setImmediate } from 'node:timers/promises';
import { CHUNKS, CONTENT, DIMENSIONS, MODEL } from './fixture.ts';

const head = {
  id: 'chatcmpl-0123456789abcdef0123456789',
  created: 1_760_000_000,
  model: MODEL,
  service_tier: 'default',
};
const usage = {
  prompt_tokens: 20,
  completion_tokens: CHUNKS,
  total_tokens: 20 + CHUNKS,
  prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
};
const text = CONTENT.repeat(CHUNKS);

const bytes = (value: unknown) => Buffer.from(JSON.stringify(value));
const completion = bytes({
  ...head,
  object: 'chat.completion',
  choices: [{ index: 0, message: { role: 'assistant', content: text, refusal: null }, finish_reason: 'stop' }],
  usage,
});
const embedding = bytes({
  object: 'list',
  data: [
    { object: 'embedding', index: 0, embedding: Array.from({ length: DIMENSIONS }, (_, at) => Math.sin(at) / 40) },
  ],
  model: MODEL,
  usage: { prompt_tokens: 20, total_tokens: 20 },
});
const models = bytes({ object: 'list', data: [{ id: MODEL, object: 'model', created: 0, owned_by: 'bench' }] });

const event = (data: unknown) => Buffer.from(`data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
const chunk = (delta: object, finish_reason: string | null = null) =>
  event({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason }] });
const opening = chunk({ role: 'assistant', content: '' });
const piece = chunk({ content: CONTENT });
const closing = chunk({}, 'stop');
const usageChunk = event({ ...head, object: 'chat.completion.chunk', choices: [], usage });
const done = event('[DONE]');

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let body = '';
  for await (const part of request) body += part;
  if (request.url?.endsWith('/embeddings')) return send(response, embedding);
  if (request.url?.endsWith('/models')) return send(response, models);
  if (/"stream": ?true/.test(body)) return stream(response, /"include_usage": ?true/.test(body));
  send(response, completion);
}

function send(response: ServerResponse, body: Buffer): void {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length }).end(body);
}

async function stream(response: ServerResponse, tellsUsage: boolean): Promise<void> {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write(opening);
  for (let sent = 0; sent < CHUNKS; sent += 1) {
    if (!response.write(piece)) await Promise.race([once(response, 'drain'), once(response, 'close')]);
    // Each in a packet of its own, as from a model at work.
    await setImmediate();
    if (response.destroyed) return;
  }
  response.write(closing);
  if (tellsUsage) response.write(usageChunk);
  response.end(done);
}

const server = createServer((request, response) => void answer(request, response).catch(() => response.destroy()));
server.listen(Number(process.env.PORT), '127.0.0.1');

process.once('SIGINT', () => {
  server.close();
  server.closeAllConnections();
});
