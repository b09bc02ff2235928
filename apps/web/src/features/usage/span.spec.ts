import { describe, expect, it } from 'vitest';
import { periodOf, periodWords, someDays, spanOf } from './span.ts';

const now = new Date('2026-03-30T10:20:30.000Z');
const ZONE = 'Europe/Berlin';

describe('the span of a period', () => {
  it('of hours begins with a whole hour', () => {
    expect(spanOf({ hours: 24 }, ZONE, now)).toEqual({
      from: '2026-03-29T11:00:00.000Z',
      to: now.toISOString(),
      interval: 'hour',
    });
  });

  it('of days begins with a day of the zone, whatever the clocks did', () => {
    expect(spanOf({ days: 30 }, ZONE, now)).toEqual({
      from: '2026-02-28T23:00:00.000Z',
      to: now.toISOString(),
      interval: 'day',
    });
  });

  it('between days takes both whole', () => {
    expect(spanOf({ from: '2026-03-29', to: '2026-03-29' }, ZONE, now)).toEqual({
      from: '2026-03-28T23:00:00.000Z',
      to: '2026-03-29T22:00:00.000Z',
      interval: 'hour',
    });
  });

  it('ends now where its last day is not over', () => {
    expect(spanOf({ from: '2026-03-01', to: '2026-03-30' }, ZONE, now)).toMatchObject({
      to: now.toISOString(),
      interval: 'day',
    });
  });
});

describe('the period of the address', () => {
  it('is the last 24 hours where nothing else is said, or nothing that makes sense', () => {
    const day = { hours: 24 };
    expect(periodOf({})).toEqual(day);
    expect(periodOf({ range: 'custom', from: '2026-03-02' })).toEqual(day);
    expect(periodOf({ range: 'custom', from: '2026-03-02', to: '2026-03-01' })).toEqual(day);
  });

  it('ignores days that belong to no custom range', () => {
    expect(periodOf({ range: '90d', from: '2026-03-02', to: '2026-03-03' })).toEqual({ days: 90 });
  });

  it('is told in words', () => {
    expect(
      [{ hours: 24 }, { hours: 168 }, { days: 30 }, { from: '2026-03-02', to: '2026-03-03' }].map(periodWords),
    ).toEqual(['the last 24 hours', 'the last 7 days', 'the last 30 days', 'Mar 2, 2026 to Mar 3, 2026']);
  });
});

it('a custom range begins with seven days, today among them', () => {
  expect(someDays(ZONE, now)).toEqual({ from: '2026-03-24', to: '2026-03-30' });
});
