export type HealthStatus = 'unknown' | 'healthy' | 'degraded' | 'failing';

/** A status and the time it was found, in ms since the epoch. */
export interface Observation {
  at: number;
  status: HealthStatus;
}

export interface Period {
  from: number;
  to: number;
  status: HealthStatus;
}

interface Window {
  from: number;
  to: number;
  /** How long an observation counts where none follows, in ms. */
  holdsMs: number;
}

/** The window as an unbroken row of periods, neighbours of one status joined. `observations` are oldest first. */
export function periodsOf(observations: Observation[], { from, to, holdsMs }: Window): Period[] {
  const periods: Period[] = [];
  const add = (status: HealthStatus, start: number, end: number) => {
    const begin = Math.max(start, from);
    const until = Math.min(end, to);
    const last = periods.at(-1);
    if (begin >= until) return;
    if (last?.status === status) last.to = until;
    else periods.push({ from: begin, to: until, status });
  };
  add('unknown', from, observations[0]?.at ?? to);
  for (const [index, { at, status }] of observations.entries()) {
    const next = observations[index + 1]?.at ?? to;
    const end = Math.min(next, at + holdsMs);
    add(status, at, end);
    add('unknown', end, next);
  }
  return periods;
}

/** The part of the known time in which it worked, `degraded` included; null when nothing is known. */
export function uptimeOf(periods: Period[]): number | null {
  const lasting = (wanted: (status: HealthStatus) => boolean) =>
    periods.filter(({ status }) => wanted(status)).reduce((sum, { from, to }) => sum + to - from, 0);
  const known = lasting((status) => status !== 'unknown');
  return known === 0 ? null : lasting((status) => status === 'healthy' || status === 'degraded') / known;
}

/** Percentiles by the nearest rank; null without values. */
export function percentilesOf(values: number[]): { p50: number; p95: number; p99: number } | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (percent: number) => sorted[Math.ceil((percent / 100) * sorted.length) - 1] as number;
  return { p50: rank(50), p95: rank(95), p99: rank(99) };
}
