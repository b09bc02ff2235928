import { expect, it } from 'vitest';
import { slotWords } from './slot-words.ts';

const slots = (from: string, to: string, interval: 'hour' | 'day') =>
  slotWords({ from, to, interval, time_zone: 'America/New_York' });

it('names hours of a day by the clock of the tenant', () => {
  const { tick, full } = slots('2026-03-10T00:00:00Z', '2026-03-11T00:00:00Z', 'hour');
  expect(tick('2026-03-10T15:00:00Z')).toBe('11:00');
  expect(full('2026-03-10T15:00:00Z')).toBe('Tue, Mar 10, 11:00 EDT');
});

it('names days by their date, as hours of a longer time', () => {
  const days = slots('2026-02-01T05:00:00Z', '2026-03-01T05:00:00Z', 'day');
  expect([days.tick('2026-02-01T05:00:00Z'), days.full('2026-02-01T05:00:00Z')]).toEqual(['Feb 1', 'Sun, Feb 1']);
  const hours = slots('2026-03-10T00:00:00Z', '2026-03-17T00:00:00Z', 'hour');
  expect(hours.tick('2026-03-10T02:00:00Z')).toBe('Mar 9');
});

it('puts one name under each day, however many slots it has', () => {
  const { ticks } = slots('2026-03-10T00:00:00Z', '2026-03-17T00:00:00Z', 'hour');
  const hours = ['2026-03-10T02:00:00Z', '2026-03-10T03:00:00Z', '2026-03-10T04:00:00Z', '2026-03-10T05:00:00Z'];
  expect(ticks(hours)).toEqual(['2026-03-10T02:00:00Z', '2026-03-10T04:00:00Z']);
});
