// Making a formatter takes longer than everything done with it.
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = formatters.get(timeZone) ?? new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  formatters.set(timeZone, known);
  return known;
}

/** Minutes by which a time zone is ahead of UTC at an instant. */
function offsetAt(instant: number, timeZone: string): number {
  const name = formatterOf(timeZone)
    .formatToParts(instant)
    .find(({ type }) => type === 'timeZoneName')?.value;
  const [, sign = '+', hours = '0', minutes = '0'] = /GMT([+-])(\d{2}):(\d{2})/.exec(name ?? '') ?? [];
  return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The instant at which clocks of a zone show what `wallClock` would be in UTC. */
export function fromZone(wallClock: number, timeZone: string): number {
  const guess = wallClock - offsetAt(wallClock, timeZone) * 60_000;
  return wallClock - offsetAt(guess, timeZone) * 60_000;
}

/** Midnight, in the zone, of the day that an instant lies in. */
export function startOfDay(instant: number, timeZone: string): number {
  const local = new Date(instant + offsetAt(instant, timeZone) * 60_000);
  return fromZone(Date.UTC(local.getUTCFullYear(), local.getUTCMonth(), local.getUTCDate()), timeZone);
}

/** As Jira writes it: `2026-03-01T10:15:00.000+0100`. */
export function jiraTime(instant: number, timeZone: string): string {
  const offset = offsetAt(instant, timeZone);
  const local = new Date(instant + offset * 60_000).toISOString().slice(0, -1);
  const twoDigits = (value: number) => String(value).padStart(2, '0');
  const size = Math.abs(offset);
  return `${local}${offset < 0 ? '-' : '+'}${twoDigits(Math.floor(size / 60))}${twoDigits(size % 60)}`;
}
