import { EventEmitter } from 'node:events';
import type { Request, Response } from 'express';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readBehaviour } from './behaviours.ts';
import { dripping, slowFirstByte } from './broken-answers.ts';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
});
afterEach(() => {
  vi.useRealTimers();
});

/** As much of an answer as these handlers touch. */
function answer(behaviour: string) {
  const sent: string[] = [];
  const end = vi.fn();
  const write = (chunk: Buffer) => sent.push(chunk.toString());
  const locals = { visit: readBehaviour(behaviour) };
  return { sent, end, res: Object.assign(new EventEmitter(), { write, end, locals }) as unknown as Response };
}

it('slow lets the system answer after a minute', () => {
  const { res } = answer('slow');
  const next = vi.fn();
  slowFirstByte({} as Request, res, next);
  vi.advanceTimersByTime(59_999);
  expect(next).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1);
  expect(next).toHaveBeenCalledOnce();
});

it('slow forgets a client that has gone', () => {
  const { res } = answer('slow');
  slowFirstByte({} as Request, res, vi.fn());
  res.emit('close');
  expect(vi.getTimerCount()).toBe(0);
});

it('slow takes as long as its name says', () => {
  const { res } = answer('slow-50ms');
  const next = vi.fn();
  slowFirstByte({} as Request, res, next);
  vi.advanceTimersByTime(50);
  expect(next).toHaveBeenCalledOnce();
});

it('drip sends a byte a second until all are sent', () => {
  const { res, sent, end } = answer('drip');
  dripping({} as Request, res, () => res.end('abc'));
  expect(sent).toEqual(['a']);
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual(['a', 'b']);
  expect(end).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(sent).toEqual(['a', 'b', 'c']);
  expect(end).toHaveBeenCalledOnce();
});

it('drip forgets a client that has gone', () => {
  const { res } = answer('drip');
  dripping({} as Request, res, () => res.end('abc'));
  res.emit('close');
  expect(vi.getTimerCount()).toBe(0);
});
