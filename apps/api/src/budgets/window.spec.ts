import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Period, periods, windowAt } from './window.ts';

const spanOf = (period: Period, timeZone: string, at: string) => {
  const { startsAt, endsAt } = windowAt(period, timeZone, new Date(at));
  return [startsAt.toISOString(), endsAt.toISOString()];
};
const HOUR_MS = 3_600_000;

test.each<[Period, string, string, string, string]>([
  ['day', 'UTC', '2026-05-15T12:00:00Z', '2026-05-15T00:00:00.000Z', '2026-05-16T00:00:00.000Z'],
  ['week', 'UTC', '2026-05-15T12:00:00Z', '2026-05-11T00:00:00.000Z', '2026-05-18T00:00:00.000Z'],
  ['week', 'UTC', '2026-05-17T23:59:59.999Z', '2026-05-11T00:00:00.000Z', '2026-05-18T00:00:00.000Z'],
  ['week', 'UTC', '2026-05-18T00:00:00Z', '2026-05-18T00:00:00.000Z', '2026-05-25T00:00:00.000Z'],
  ['month', 'UTC', '2026-05-15T12:00:00Z', '2026-05-01T00:00:00.000Z', '2026-06-01T00:00:00.000Z'],
  ['month', 'UTC', '2026-12-31T23:59:59Z', '2026-12-01T00:00:00.000Z', '2027-01-01T00:00:00.000Z'],
  ['month', 'UTC', '2028-02-29T12:00:00Z', '2028-02-01T00:00:00.000Z', '2028-03-01T00:00:00.000Z'],
  ['day', 'America/New_York', '2026-05-15T03:59:59Z', '2026-05-14T04:00:00.000Z', '2026-05-15T04:00:00.000Z'],
  ['day', 'Asia/Kathmandu', '2026-05-15T18:15:00Z', '2026-05-15T18:15:00.000Z', '2026-05-16T18:15:00.000Z'],
  ['day', 'Pacific/Kiritimati', '2026-05-15T10:00:00Z', '2026-05-15T10:00:00.000Z', '2026-05-16T10:00:00.000Z'],
  ['month', 'Europe/Berlin', '2026-03-31T21:59:59Z', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
])('the %s in %s at %s lasts from %s to %s', (period, timeZone, at, start, end) => {
  expect(spanOf(period, timeZone, at)).toEqual([start, end]);
});

describe('when clocks jump', () => {
  test.each([
    ['forward at two', 'Europe/Berlin', '2026-03-29T12:00:00Z', 23],
    ['back at three', 'Europe/Berlin', '2026-10-25T12:00:00Z', 25],
    ['forward at midnight, which there is not', 'Africa/Cairo', '2026-04-24T12:00:00Z', 23],
    ['back at midnight', 'Africa/Cairo', '2026-10-29T12:00:00Z', 25],
    ['by half an hour', 'Australia/Lord_Howe', '2026-04-05T06:00:00Z', 24.5],
  ])('%s, a day of %s has %s hours', (_how, timeZone, at, hours) => {
    const { startsAt, endsAt } = windowAt('day', timeZone, new Date(at));
    expect((endsAt.getTime() - startsAt.getTime()) / HOUR_MS).toBe(hours);
  });

  test('over a whole day, there is no window of it', () => {
    // Samoa went over the date line and had no 30 December.
    expect(spanOf('day', 'Pacific/Apia', '2011-12-30T09:00:00Z')).toEqual([
      '2011-12-29T10:00:00.000Z',
      '2011-12-30T10:00:00.000Z',
    ]);
  });
});

test('every moment is in its window, and the windows of a period follow on each other', () => {
  const zones = fc.constantFrom(
    'UTC',
    'Europe/Berlin',
    'America/Havana',
    'Africa/Cairo',
    'Asia/Kathmandu',
    'Pacific/Apia',
  );
  const moment = fc.date({ min: new Date('2000-01-01'), max: new Date('2060-01-01'), noInvalidDate: true });
  fc.assert(
    fc.property(fc.constantFrom(...periods), zones, moment, (period, timeZone, at) => {
      const window = windowAt(period, timeZone, at);
      expect(window.startsAt <= at && at < window.endsAt).toBe(true);
      expect(windowAt(period, timeZone, window.startsAt)).toEqual(window);
      expect(windowAt(period, timeZone, new Date(window.endsAt.getTime() - 1))).toEqual(window);
      expect(windowAt(period, timeZone, window.endsAt).startsAt).toEqual(window.endsAt);
    }),
  );
});

test('a time zone nobody knows is refused', () => {
  expect(() => windowAt('day', 'Mars/Olympus_Mons', new Date())).toThrow(RangeError);
});
