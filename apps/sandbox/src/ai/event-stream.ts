import { setImmediate } from 'node:timers/promises';
import type { Response } from 'express';
import { behaves, hangUp, visitOf } from '../system.ts';

/** One event; `part` says where in a regular stream it belongs, `piece` being a piece of content. */
export interface StreamEvent {
  part?: 'opening' | 'piece' | 'closing' | 'last';
  event?: string;
  data: unknown;
}

/** An event, or what happens instead: a pause, the end of the connection, silence on an open one. */
export type Step = StreamEvent | { waitMs: number } | 'cut' | 'stall';

/** Takes the steps one by one, as they would come from a model at work; stops when the client is gone. */
export async function sendEvents(res: Response, steps: Iterable<Step>, onPiece: () => void): Promise<void> {
  res.status(200).set({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  const write = behaves(res, 'stream-odd-framing') ? writeOddly : writePlainly;
  for (const step of steps) {
    if (res.destroyed || step === 'stall') return;
    if (step === 'cut') return hangUp(res);
    if ('waitMs' in step) {
      await pause(res, step.waitMs);
      continue;
    }
    await write(res, step);
    if (step.part === 'piece') {
      visitOf(res).seen.chunks_sent += 1;
      onPiece();
    }
  }
  res.end();
}

const textOf = (data: unknown, indent?: number) =>
  typeof data === 'string' ? data : JSON.stringify(data, null, indent);

async function writePlainly(res: Response, { event, data }: StreamEvent): Promise<void> {
  const name = event ? `event: ${event}\n` : '';
  await written(res, `${name}data: ${textOf(data)}\n\n`);
}

/** Everything that the format allows and a careless reader trips over. */
async function writeOddly(res: Response, { event, data }: StreamEvent): Promise<void> {
  const name = event ? [`event:${event}`] : [];
  const lines = [
    ': still there',
    ...name,
    ...textOf(data, 1)
      .split('\n')
      .map((line) => `data:${line}`),
    '',
    '',
  ];
  const bytes = Buffer.from(lines.join('\r\n'));
  const within = bytes.findIndex((byte) => byte >= 0x80) + 1 || Math.ceil(bytes.length / 2);
  await written(res, bytes.subarray(0, within));
  await written(res, bytes.subarray(within));
}

/** Goes on when there is room for more, so that a client that reads slowly is sent slowly. */
async function written(res: Response, data: string | Buffer): Promise<void> {
  if (res.write(data)) await setImmediate();
  else await pause(res, undefined);
}

/** Until so much time has passed, or else what was written has left; no longer than the client is there. */
function pause(res: Response, ms: number | undefined): Promise<void> {
  return new Promise((done) => {
    const finish = () => {
      clearTimeout(timer);
      res.off('drain', finish).off('close', finish);
      done();
    };
    const timer = ms === undefined ? undefined : setTimeout(finish, ms);
    if (ms === undefined) res.once('drain', finish);
    if (res.destroyed) finish();
    else res.once('close', finish);
  });
}
