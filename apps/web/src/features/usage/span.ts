import { counted } from '../../shared/format.ts';
import { dayOf, laterDay, startOfDay } from '../../shared/zoned-days.ts';
import type { UsageSearch } from './usage.search.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** What is asked for, however long the page stays open: it ends now, or at the end of a day. */
export type Period = { hours: number } | { days: number } | { from: string; to: string };

const fixed = {
  '24h': { hours: 24 },
  '7d': { hours: 7 * 24 },
  '30d': { days: 30 },
  '90d': { days: 90 },
} as const satisfies Record<string, Period>;

/** The period of the address; a custom one that makes no sense is the last 24 hours. */
export function periodOf({ range = '24h', from, to }: UsageSearch): Period {
  if (range !== 'custom') return fixed[range];
  return from && to && from <= to ? { from, to } : fixed['24h'];
}

/** A custom range to begin with: the last seven days. */
export const someDays = (zone: string, now: Date) => ({ from: laterDay(dayOf(now, zone), -6), to: dayOf(now, zone) });

/** "the last 30 days", to stand within a sentence. */
export function periodWords(period: Period): string {
  if ('hours' in period)
    return period.hours > 48 ? `the last ${period.hours / 24} days` : `the last ${period.hours} hours`;
  if ('days' in period) return `the last ${counted(period.days, 'day')}`;
  const from = dayWords(period.from);
  return period.from === period.to ? from : `${from} to ${dayWords(period.to)}`;
}

const dayWords = (day: string) => new Date(day).toLocaleDateString('en', { dateStyle: 'medium', timeZone: 'UTC' });

export interface Span {
  /** RFC 3339. */
  from: string;
  to: string;
  interval: 'hour' | 'day';
}

/** The times of a period as of now. It begins with a whole hour or a whole day of the zone, as the sums do. */
export function spanOf(period: Period, zone: string, now: Date): Span {
  if ('hours' in period) {
    const thisHour = Math.floor(now.getTime() / HOUR_MS) * HOUR_MS;
    return spanBetween(thisHour - (period.hours - 1) * HOUR_MS, now.getTime());
  }
  if ('days' in period) {
    const first = laterDay(dayOf(now, zone), 1 - period.days);
    return spanBetween(startOfDay(first, zone).getTime(), now.getTime());
  }
  const from = startOfDay(period.from, zone).getTime();
  const to = startOfDay(laterDay(period.to, 1), zone).getTime();
  // Nothing is known of the hours ahead.
  return spanBetween(from, from < now.getTime() ? Math.min(to, now.getTime()) : to);
}

function spanBetween(from: number, to: number): Span {
  const interval = to - from > 8 * DAY_MS ? 'day' : 'hour';
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString(), interval };
}
