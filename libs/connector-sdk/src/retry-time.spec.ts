import { expect, it } from 'vitest';
import { retryTime } from './retry-time.ts';

const now = new Date('2026-03-01T12:00:00.000Z');

it.each([
  ['retry-after', '7', '2026-03-01T12:00:07.000Z'],
  ['retry-after', 'Sun, 01 Mar 2026 12:01:00 GMT', '2026-03-01T12:01:00.000Z'],
  ['retry-after-ms', '250', '2026-03-01T12:00:00.250Z'],
  ['ratelimit-reset', '30', '2026-03-01T12:00:30.000Z'],
  ['x-ratelimit-reset', '1772366700', '2026-03-01T12:05:00.000Z'],
  ['x-ratelimit-reset', '1772366700000', '2026-03-01T12:05:00.000Z'],
  ['x-ratelimit-reset', '2026-03-01T12:00:05Z', '2026-03-01T12:00:05.000Z'],
  ['x-ratelimit-reset-requests', '1m2.5s', '2026-03-01T12:01:02.500Z'],
  ['x-ratelimit-reset-requests', '20ms', '2026-03-01T12:00:00.020Z'],
  ['retry-after', 'Sun, 01 Mar 2020 12:00:00 GMT', '2026-03-01T12:00:00.000Z'],
  ['retry-after', '99999999', '2026-03-02T12:00:00.000Z'],
])('reads %s: %s', (name, value, expected) => {
  expect(retryTime({ [name]: value }, now)?.toISOString()).toBe(expected);
});

it('knows no time from what is no time', () => {
  expect(retryTime({ 'retry-after-ms': 'x', 'retry-after': 'soon', 'x-ratelimit-reset': '' }, now)).toBeUndefined();
  expect(retryTime({}, now)).toBeUndefined();
});

it('takes the finer of two times that say the same', () => {
  const at = retryTime({ 'retry-after': '1', 'retry-after-ms': '150' }, now);
  expect(at?.toISOString()).toBe('2026-03-01T12:00:00.150Z');
});

it('prefers Retry-After to the end of the window', () => {
  const at = retryTime({ 'x-ratelimit-reset': '60', 'retry-after': '1' }, now);
  expect(at?.toISOString()).toBe('2026-03-01T12:00:01.000Z');
});
