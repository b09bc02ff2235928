export const periods = ['day', 'week', 'month'] as const;
export type Period = (typeof periods)[number];

/** The span a limit is for: from `startsAt` up to but without `endsAt`. */
export interface Window {
  startsAt: Date;
  endsAt: Date;
}

const SECOND_MS = 1000;
const DAY_MS = 86_400 * SECOND_MS;
/** No place on earth is further from UTC. */
const FARTHEST_MS = 16 * 3600 * SECOND_MS;
/** Of one time zone and period; reports of services may be a month old, so there are some at a time. */
const KEPT_WINDOWS = 40;

const known = new Map<string, Window[]>();
const formats = new Map<string, Intl.DateTimeFormat>();

/**
 * The day, ISO week (from Monday) or calendar month that `at` belongs to where clocks show `timeZone` (an IANA name). A
 * day begins with its first instant, wherever the clocks jump, so it has 23, 24 or 25 hours. Throws RangeError for a time
 * zone nobody knows.
 */
export function windowAt(period: Period, timeZone: string, at: Date): Window {
  const key = `${period} ${timeZone}`;
  const windows = known.get(key) ?? [];
  const found = windows.find(({ startsAt, endsAt }) => startsAt <= at && at < endsAt);
  if (found) return found;
  const [first, next] = daysOf(period, localDay(timeZone, at.getTime()));
  const made = { startsAt: firstInstantOf(first, timeZone), endsAt: firstInstantOf(next, timeZone) };
  known.set(key, [made, ...windows.slice(0, KEPT_WINDOWS - 1)]);
  return made;
}

/** The first day of the period that `day` is in, and the first day after it; days are counted from 1970-01-01. */
function daysOf(period: Period, day: number): [number, number] {
  if (period === 'day') return [day, day + 1];
  if (period === 'week') {
    // 1970 began on a Thursday.
    const monday = day - ((((day + 3) % 7) + 7) % 7);
    return [monday, monday + 7];
  }
  const date = new Date(day * DAY_MS);
  const [year, month] = [date.getUTCFullYear(), date.getUTCMonth()];
  return [Date.UTC(year, month, 1) / DAY_MS, Date.UTC(year, month + 1, 1) / DAY_MS];
}

/** Found by halving: which offset holds around a midnight is only known once the midnight is. */
function firstInstantOf(day: number, timeZone: string): Date {
  let [before, after] = [day * DAY_MS - FARTHEST_MS, day * DAY_MS + FARTHEST_MS];
  while (after - before > SECOND_MS) {
    const middle = before + Math.floor((after - before) / 2 / SECOND_MS) * SECOND_MS;
    if (localDay(timeZone, middle) < day) before = middle;
    else after = middle;
  }
  return new Date(after);
}

function localDay(timeZone: string, at: number): number {
  const parts = formatOf(timeZone).formatToParts(at);
  const number = (type: 'year' | 'month' | 'day') => Number(parts.find((part) => part.type === type)?.value);
  return Date.UTC(number('year'), number('month') - 1, number('day')) / DAY_MS;
}

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const format =
    formats.get(timeZone) ??
    new Intl.DateTimeFormat('en', { timeZone, calendar: 'gregory', year: 'numeric', month: 'numeric', day: 'numeric' });
  formats.set(timeZone, format);
  return format;
}
