import type { UsageTimeseries } from '@ims/api-client';

type Slots = Pick<UsageTimeseries, 'interval' | 'time_zone' | 'from' | 'to'>;

const DAYS_MS = 2 * 86_400_000;

/** How slots of time are called under the chart, and in full; all in the zone of the tenant, where its days begin. */
export function slotWords({ interval, time_zone, from, to }: Slots) {
  const within = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat('en', { ...options, timeZone: time_zone });
  const clock = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = { day: 'numeric', month: 'short' } as const;
  const isLong = Date.parse(to) - Date.parse(from) > DAYS_MS;
  const showsDays = interval === 'day' || isLong;
  const tick = within(showsDays ? day : clock);
  const full = within({ weekday: 'short', ...day, ...(interval === 'hour' && { ...clock, timeZoneName: 'short' }) });
  return {
    tick: (at: string) => tick.format(new Date(at)),
    full: (at: string) => full.format(new Date(at)),
    /** Where a name may stand: at the first of the slots that would have the same one. */
    ticks: (slots: readonly string[]) => {
      const names = slots.map((at) => tick.format(new Date(at)));
      return slots.filter((_, index) => names[index] !== names[index - 1]);
    },
  };
}
