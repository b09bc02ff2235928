import { expect, test } from 'vitest';
import { localDays } from './local-days.ts';

test.each([
  ['UTC', '2026-03-29T23:59:59.999Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
  ['Europe/Berlin', '2026-03-28T23:00:00Z', '2026-03-29'],
  // The day on which clocks go forward has 23 hours, the one on which they go back 25.
  ['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
  ['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
  ['Europe/Berlin', '2026-10-24T22:00:00Z', '2026-10-25'],
  ['Europe/Berlin', '2026-10-25T22:59:59Z', '2026-10-25'],
  ['Europe/Berlin', '2026-10-25T23:00:00Z', '2026-10-26'],
  ['Asia/Kathmandu', '2026-01-01T18:14:59Z', '2026-01-01'],
  ['Asia/Kathmandu', '2026-01-01T18:15:00Z', '2026-01-02'],
  ['Pacific/Kiritimati', '2026-01-01T10:00:00Z', '2026-01-02'],
  ['Pacific/Pago_Pago', '2026-01-01T10:59:59Z', '2025-12-31'],
])('in %s, %s falls on %s', (zone, at, day) => {
  const dayOf = localDays(zone);
  expect([dayOf(new Date(at)), dayOf(new Date(at))]).toEqual([day, day]);
});

test('a zone that does not exist is an error', () => {
  expect(() => localDays('Atlantis/Capital')).toThrow(RangeError);
});
