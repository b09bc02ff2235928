import type { IntegrationHealth } from '@ims/api-client';
import type { Tone } from '../../../shared/status-badge.tsx';
import type { HealthPeriod } from './detail.search.ts';

export type HealthStatus = IntegrationHealth['status'];
export type Period = IntegrationHealth['periods'][number];
export type Check = IntegrationHealth['checks'][number];

export const statusWords: Record<HealthStatus, { label: string; tone: Tone }> = {
  healthy: { label: 'Healthy', tone: 'ok' },
  degraded: { label: 'Degraded', tone: 'warn' },
  failing: { label: 'Failing', tone: 'bad' },
  unknown: { label: 'Not known', tone: 'unknown' },
};

const healthStatuses = ['healthy', 'degraded', 'failing', 'unknown'] as const satisfies HealthStatus[];

export const periodWords: Record<HealthPeriod, string> = { '24h': '24 hours', '7d': '7 days', '30d': '30 days' };

const percent = new Intl.NumberFormat('en', { style: 'percent', maximumFractionDigits: 2 });

/** Never rounded up to all of it. */
export const percentOf = (share: number) => percent.format(share < 1 ? Math.min(share, 0.9999) : share);

export const timeOf = (iso: string) => Date.parse(iso);
export const lengthOf = ({ from, to }: Period) => timeOf(to) - timeOf(from);

/** The part of the time that had each status, of those that occur. */
export function sharesOf(periods: readonly Period[]) {
  const total = periods.reduce((sum, period) => sum + lengthOf(period), 0);
  return healthStatuses
    .map((status) => {
      const ms = periods.filter((period) => period.status === status).reduce((sum, one) => sum + lengthOf(one), 0);
      return { status, share: total === 0 ? 0 : ms / total };
    })
    .filter(({ share }) => share > 0);
}

const UNITS = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['min', 60_000],
] as const;

/** "2 d 3 h", "40 min", "less than a minute". */
export function durationOf(ms: number): string {
  const first = UNITS.findIndex(([, size]) => ms >= size);
  if (first < 0) return 'less than a minute';
  const parts: string[] = [];
  let rest = ms;
  for (const [unit, size] of UNITS.slice(first, first + 2)) {
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count} ${unit}`);
    rest -= count * size;
  }
  return parts.join(' ');
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const day = new Intl.DateTimeFormat(undefined, { month: 'short', day: 'numeric' });

/** For an axis: the time of day within two days, else the day. */
export const axisTime = (at: number, spanMs: number) => (spanMs > 2 * 86_400_000 ? day : clock).format(at);
