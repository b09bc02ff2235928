import { expect, test } from 'vitest';
import { spanOf } from './span.ts';

const now = new Date('2026-03-10T12:34:56Z');

test('a report is about the last day unless told', () => {
  expect(spanOf({}, now)).toEqual({ from: new Date('2026-03-09T12:34:56Z'), to: now, interval: 'hour' });
  const to = '2026-02-01T00:00:00Z';
  expect(spanOf({ to }, now)).toMatchObject({ from: new Date('2026-01-31T00:00:00Z'), to: new Date(to) });
});

test.each([
  ['2026-03-02T12:34:56Z', 'hour'],
  ['2026-03-02T12:34:55Z', 'day'],
  ['2025-03-02T00:00:00Z', 'day'],
])('from %s on it is made of sums by the %s', (from, interval) => {
  expect(spanOf({ from }, now).interval).toBe(interval);
});

test('a short time may be told by the day', () => {
  expect(spanOf({ interval: 'day' }, now).interval).toBe('day');
});

test.each([
  ['ends before it begins', { from: '2026-03-11T00:00:00Z' }, 'invalid_time'],
  ['has no length', { from: now.toISOString(), to: now.toISOString() }, 'invalid_time'],
  ['is longer than 400 days', { from: '2025-01-01T00:00:00Z' }, 'invalid_time'],
  ['has too many hours', { from: '2026-03-01T00:00:00Z', interval: 'hour' }, 'invalid_interval'],
] as const)('a time that %s is refused', (_what, query, code) => {
  expect(() => spanOf(query, now)).toThrow(expect.objectContaining({ facts: expect.objectContaining({ code }) }));
});
