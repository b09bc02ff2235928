import { describe, expect, it } from 'vitest';
import { dayOf, laterDay, startOfDay } from './zoned-days.ts';

describe('the day in a time zone', () => {
  it.each([
    ['UTC', '2026-03-29'],
    ['America/Los_Angeles', '2026-03-28'],
    ['Pacific/Kiritimati', '2026-03-29'],
  ])('is that of %s', (zone, day) => {
    expect(dayOf(new Date('2026-03-29T05:00:00Z'), zone)).toBe(day);
  });
});

describe('the beginning of a day', () => {
  it.each([
    ['UTC', '2026-03-29', '2026-03-29T00:00:00.000Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00.000Z'],
    ['Europe/Berlin', '2026-03-30', '2026-03-29T22:00:00.000Z'],
    ['America/New_York', '2026-11-01', '2026-11-01T04:00:00.000Z'],
    ['America/New_York', '2026-11-02', '2026-11-02T05:00:00.000Z'],
    ['Asia/Kolkata', '2026-01-01', '2025-12-31T18:30:00.000Z'],
  ])('in %s, %s, is %s', (zone, day, at) => {
    expect(startOfDay(day, zone).toISOString()).toBe(at);
  });
});

it('counts days across months and leap days', () => {
  expect([laterDay('2026-03-01', -1), laterDay('2028-02-28', 1), laterDay('2026-12-31', 1)]).toEqual([
    '2026-02-28',
    '2028-02-29',
    '2027-01-01',
  ]);
});
