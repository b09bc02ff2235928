import { describe, expect, it } from 'vitest';
import { compact, counted, duration, money, percent, relativeTime, waitingTime } from './format.ts';

describe('a time as seen from now', () => {
  const now = new Date('2026-03-10T12:00:00Z');

  it.each([
    [0, 'just now'],
    [59, 'just now'],
    [60, '1 min ago'],
    [3599, '59 min ago'],
    [7200, '2 hr ago'],
    [86_400, 'yesterday'],
    [14 * 86_400, '2 wk ago'],
    [-120, 'in 2 min'],
  ])('%d seconds ago is "%s"', (seconds, text) => {
    expect(relativeTime(new Date(now.getTime() - seconds * 1000), now)).toBe(text);
  });
});

describe('a wait', () => {
  it.each([
    [40, '40 s'],
    [120, '2 min'],
    [125, '2 min 5 s'],
  ])('of %d seconds is "%s"', (seconds, text) => {
    expect(waitingTime(seconds)).toBe(text);
  });
});

it('counts in words', () => {
  expect([counted(1, 'entry', 'entries'), counted(2, 'entry', 'entries'), counted(0, 'row')]).toEqual([
    '1 entry',
    '2 entries',
    '0 rows',
  ]);
});

describe('money', () => {
  it.each([
    [0, '$0.00'],
    [0.0000000031, '<$0.000001'],
    [0.0000042, '$0.0000042'],
    [0.00318, '$0.0032'],
    [0.034, '$0.034'],
    [0.5, '$0.50'],
    [3.4, '$3.40'],
    [1234.5, '$1,234.50'],
    [12_345.6, '$12,346'],
  ])('of %d dollars says as much as matters: %s', (usd, text) => {
    expect(money(usd)).toBe(text);
  });
});

it('writes counts, shares and durations short', () => {
  expect([compact(870), compact(1234), compact(3_400_000)]).toEqual(['870', '1.2k', '3.4M']);
  expect([percent(0.034), percent(0.5), percent(0)]).toEqual(['3.4%', '50%', '0%']);
  expect([duration(240.4), duration(1300), duration(12_000)]).toEqual(['240 ms', '1.3 s', '12 s']);
});
