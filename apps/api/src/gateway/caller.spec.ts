import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setImmediate as pause } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { Caller } from './caller.ts';

/** The response as far as a caller uses it. */
class FakeResponse extends EventEmitter {
  writableFinished = false;
  hasRoom = true;
  readonly sent: unknown[] = [];
  readonly socket = { destroySoon: () => this.sent.push('closed') };

  writeHead(status: number, headers: object): void {
    this.sent.push([status, headers]);
  }

  write(...given: [string, ...unknown[]]): boolean {
    this.sent.push(given[0]);
    const flushed = given.at(-1);
    if (typeof flushed === 'function') flushed();
    return this.hasRoom;
  }

  destroy(): void {
    this.emit('close');
  }

  end(body?: unknown): void {
    this.sent.push(body, 'ended');
  }
}

function newCaller() {
  const response = new FakeResponse();
  return { response, caller: new Caller(response as unknown as ServerResponse, 'a-request') };
}

describe('a client', () => {
  test('is gone when its connection closes before the answer has left', () => {
    const { response, caller } = newCaller();
    let stopped = 0;
    caller.onGone = () => {
      stopped += 1;
    };
    expect(caller.isGone).toBe(false);
    response.emit('close');
    caller.leave();
    expect([caller.isGone, stopped]).toEqual([true, 1]);
  });

  test('that is sent away is gone, and its connection closed', () => {
    const { response, caller } = newCaller();
    let closed = 0;
    let stopped = 0;
    response.on('close', () => {
      closed += 1;
    });
    caller.onGone = () => {
      stopped += 1;
    };
    caller.sendAway();
    expect([caller.isGone, stopped, closed]).toEqual([true, 1, 1]);
    expect(caller.isSentAway).toBe(true);
  });

  test('that is gone cannot be sent away', () => {
    const { caller } = newCaller();
    caller.leave();
    caller.sendAway();
    expect(caller.isSentAway).toBe(false);
  });

  test('gets an answer in one piece at the end of the turn', async () => {
    const { response, caller } = newCaller();
    caller.whole(200, { 'x-ims-attempts': '1' }, Buffer.from('grün'));
    expect(response.sent).toEqual([]);
    await pause();
    expect(response.sent).toEqual([
      [200, expect.objectContaining({ 'content-length': '5', 'x-ims-attempts': '1', 'x-request-id': 'a-request' })],
      Buffer.from('grün').toString('latin1'),
      'ended',
    ]);
  });

  test('that goes away is not waited for, nor is one that is gone', async () => {
    const { caller } = newCaller();
    const paused = caller.pause(3_600_000);
    caller.leave();
    await paused;
    await caller.pause(3_600_000);
    expect(caller.isGone).toBe(true);
  });

  test('that stays is waited for', async () => {
    const { caller } = newCaller();
    await caller.pause(1);
    expect(caller.isGone).toBe(false);
  });

  test('is not gone when its connection closes after that', () => {
    const { response, caller } = newCaller();
    response.writableFinished = true;
    response.emit('close');
    expect(caller.isGone).toBe(false);
  });

  test('is sent bytes as they are, and nothing for nothing', () => {
    const { response, caller } = newCaller();
    expect([caller.write('a'), caller.write('')]).toEqual([undefined, undefined]);
    expect(response.sent).toEqual(['a']);
  });

  test.each(['drain', 'close'])('that reads slowly is waited for until %s', async (event) => {
    const { response, caller } = newCaller();
    response.hasRoom = false;
    const written = caller.write('a');
    expect(written).toBeInstanceOf(Promise);
    response.emit(event);
    await written;
    expect([response.listenerCount('drain'), caller.isGone]).toEqual([0, event === 'close']);
  });

  test('that reads nothing at all is let go', async () => {
    vi.useFakeTimers();
    const { response, caller } = newCaller();
    response.hasRoom = false;
    const written = caller.write('a');
    vi.advanceTimersByTime(60_000);
    await written;
    expect(caller.isGone).toBe(true);
    vi.useRealTimers();
  });

  test('that is gone is not waited for', () => {
    const { response, caller } = newCaller();
    response.hasRoom = false;
    response.emit('close');
    expect(caller.write('a')).toBeUndefined();
  });

  test('gets JSON with its length in bytes', () => {
    const { response, caller } = newCaller();
    caller.json(429, { error: 'ü' }, { 'retry-after': '1' });
    const headers = { 'retry-after': '1', 'content-type': 'application/json; charset=utf-8', 'content-length': '14' };
    expect(response.sent).toEqual([[429, expect.objectContaining(headers)], '{"error":"ü"}', 'ended']);
  });

  test('whose answer is not whole gets the last of it and a closed connection, not an end', () => {
    const { response, caller } = newCaller();
    caller.breakOff('data: {}\n\n');
    expect(response.sent).toEqual(['data: {}\n\n', 'closed']);
  });
});
