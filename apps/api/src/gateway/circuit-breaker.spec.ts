import { describe, expect, test } from 'vitest';
import { CircuitBreaker } from './circuit-breaker.ts';

const PAUSE = 15_000;
const WINDOW = 30_000;

/** A breaker that failed as often as it takes at 0. */
function opened(): CircuitBreaker {
  const breaker = new CircuitBreaker();
  for (let count = 0; count < 5; count += 1) breaker.failed(0);
  return breaker;
}

describe('a circuit', () => {
  test('is closed as long as nothing is known', () => {
    const breaker = new CircuitBreaker();
    expect([breaker.state(0), breaker.allows(0)]).toEqual(['closed', true]);
  });

  test('opens after five failures in a row, and tells so once', () => {
    const breaker = new CircuitBreaker();
    expect([1, 2, 3, 4, 5, 6].map((at) => breaker.failed(at))).toEqual([false, false, false, false, true, false]);
    expect([breaker.state(6), breaker.allows(6)]).toEqual(['open', false]);
  });

  test('stays closed while a success comes between failures, few as they are', () => {
    const breaker = new CircuitBreaker();
    for (let at = 0; at < 4; at += 1) breaker.failed(at);
    breaker.succeeded(4);
    for (let at = 5; at < 9; at += 1) breaker.failed(at);
    expect(breaker.state(9)).toBe('closed');
  });

  test('opens when half of ten attempts within the window fail', () => {
    const breaker = new CircuitBreaker();
    const failed = [1, 2, 3, 4].flatMap((at) => {
      const opens = breaker.failed(at);
      breaker.succeeded(at);
      return [opens];
    });
    expect([...failed, breaker.failed(5), breaker.failed(6)]).toEqual([false, false, false, false, false, true]);
  });

  test('forgets what lies before the window', () => {
    const breaker = new CircuitBreaker();
    for (const at of [1, 2, 3, 4]) {
      breaker.failed(at);
      breaker.succeeded(at);
    }
    expect([breaker.failed(WINDOW + 5), breaker.failed(WINDOW + 6)]).toEqual([false, false]);
  });

  test('remembers no more of a busy provider than it needs', () => {
    const breaker = new CircuitBreaker();
    breaker.failed(0);
    for (let count = 0; count < 5000; count += 1) breaker.succeeded(1);
    expect([breaker.failed(2), breaker.state(2)]).toEqual([false, 'closed']);
  });
});

describe('an open circuit', () => {
  test('lets one call through after a pause', () => {
    const breaker = opened();
    expect([breaker.allows(PAUSE - 1), breaker.state(PAUSE - 1)]).toEqual([false, 'open']);
    expect(breaker.state(PAUSE)).toBe('half_open');
    expect([breaker.allows(PAUSE), breaker.allows(PAUSE), breaker.state(PAUSE)]).toEqual([true, false, 'half_open']);
  });

  test('closes when that one succeeds, and forgets what was', () => {
    const breaker = opened();
    breaker.allows(PAUSE);
    breaker.succeeded(PAUSE + 1);
    expect([breaker.state(PAUSE + 1), breaker.allows(PAUSE + 1), breaker.allows(PAUSE + 1)]).toEqual([
      'closed',
      true,
      true,
    ]);
    expect(breaker.failed(PAUSE + 2)).toBe(false);
    expect(breaker.state(PAUSE + 2)).toBe('closed');
  });

  test('waits again as long when that one fails, without opening anew', () => {
    const breaker = opened();
    breaker.allows(PAUSE);
    expect(breaker.failed(PAUSE + 1)).toBe(false);
    expect([breaker.allows(2 * PAUSE), breaker.allows(2 * PAUSE + 1)]).toEqual([false, true]);
  });

  test('lets another through when the one told nothing', () => {
    const breaker = opened();
    breaker.allows(PAUSE);
    breaker.unknown();
    expect(breaker.allows(PAUSE)).toBe(true);
  });

  test('does not wait longer because of calls that had gone out before', () => {
    const breaker = opened();
    breaker.failed(PAUSE - 1);
    expect(breaker.allows(PAUSE)).toBe(true);
  });
});
