import { setImmediate } from 'node:timers/promises';
import type { Response } from 'express';

export interface StreamEvent {
  event?: string;
  data: unknown;
}

/** Sends events one by one, as they would come from a model at work; stops when the client is gone. */
export async function sendEvents(res: Response, events: Iterable<StreamEvent>): Promise<void> {
  res.status(200).set({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-cache' });
  for (const { event, data } of events) {
    if (res.destroyed) return;
    const name = event ? `event: ${event}\n` : '';
    res.write(`${name}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`);
    await setImmediate();
  }
  res.end();
}
