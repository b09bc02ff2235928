import { describe, expect, it } from 'vitest';
import { counted, relativeTime, waitingTime } from './format.ts';

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
