import assert from 'node:assert/strict';
import { type Dispatcher, Pool } from 'undici';
import type { Load } from '../load.ts';
import { CHUNKS, CONTENT } from './fixture.ts';

const content = `"content":"${CONTENT}"`;
const end = 'data: [DONE]\n\n';

interface Streams {
  /** Streams that came to their end. */
  count: number;
  perSecond: number;
  /** From the question to the first piece of content, in ms, from the shortest on. */
  firstContent: number[];
}

/** Opens streams as fast as so many connections can. One that fails, or ends without its last event, fails the run. */
export async function streams(load: Load, connections: number, seconds: number): Promise<Streams> {
  const { origin } = new URL(load.url);
  const pool = new Pool(origin, { connections, pipelining: 1 });
  const firstContent: number[] = [];
  const start = performance.now();
  const worker = async () => {
    while (performance.now() - start < seconds * 1000) firstContent.push(await readStream(pool, load));
  };
  try {
    assertWhole(await textOf(pool, load));
    await Promise.all(Array.from({ length: connections }, worker));
  } finally {
    await pool.destroy();
  }
  const count = firstContent.length;
  const perSecond = count / ((performance.now() - start) / 1000);
  return { count: count + 1, perSecond, firstContent: firstContent.sort((a, b) => a - b) };
}

/** Reads one stream to its end; gives when its first content came, in ms. */
function readStream(dispatcher: Dispatcher, load: Load): Promise<number> {
  const asked = performance.now();
  let first = Number.NaN;
  let last: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    if (Number.isNaN(first) && chunk.includes(content)) first = performance.now() - asked;
    last = chunk.length >= end.length ? chunk : Buffer.concat([last, chunk]);
  };
  return dispatch(dispatcher, load, onData).then(() => {
    if (Number.isNaN(first) || !last.subarray(-end.length).equals(Buffer.from(end))) {
      throw new Error(`${load.url}: a stream ended with ${JSON.stringify(last.toString().slice(-200))}`);
    }
    return first;
  });
}

async function textOf(dispatcher: Dispatcher, load: Load): Promise<string> {
  const parts: Buffer[] = [];
  await dispatch(dispatcher, load, (chunk) => parts.push(chunk));
  return Buffer.concat(parts).toString();
}

function assertWhole(text: string): void {
  assert.equal(text.split(content).length - 1, CHUNKS, 'content is missing');
  assert.ok(text.endsWith(end), 'the last event is missing');
}

/** Opens a stream, hands over what comes and waits for its end, or leaves it after so many chunks of the connection. */
export function dispatch(
  dispatcher: Dispatcher,
  { url, method = 'POST', headers, body }: Load,
  onData: (chunk: Buffer) => void,
  leaveAfter = Number.POSITIVE_INFINITY,
): Promise<void> {
  const { origin, pathname: path } = new URL(url);
  return new Promise((done, fail) => {
    let status = 0;
    let seen = 0;
    let hasLeft = false;
    dispatcher.dispatch(
      { origin, path, method, headers, body },
      {
        onRequestStart() {},
        onResponseStart(_controller, statusCode) {
          status = statusCode;
        },
        onResponseData(controller, chunk) {
          onData(chunk);
          seen += 1;
          if (seen < leaveAfter || hasLeft) return;
          hasLeft = true;
          controller.abort(new Error('Left'));
        },
        onResponseEnd() {
          if (status === 200) done();
          else fail(new Error(`${method} ${url} answers ${status}`));
        },
        onResponseError(_controller, error) {
          if (hasLeft) done();
          else fail(error);
        },
      },
    );
  });
}
