import { selfTimeZone } from './jira-data.ts';
import { fromZone, startOfDay } from './zoned-time.ts';

const minute = 60_000;
const units: Record<string, number> = { m: minute, h: 60 * minute, d: 1440 * minute, w: 7 * 1440 * minute };

/** `2026-03-01 10:15`, `2026/03/01`, `-5d`, `4w 2d`; undefined when it is none of these. */
export function parseJqlDate(text: string, now: number): number | undefined {
  const absolute = /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?: (\d{1,2}):(\d{2}))?$/.exec(text);
  if (absolute) {
    const [year = 0, month = 0, day = 0, hours = 0, minutes = 0] = absolute.slice(1).map((part) => Number(part ?? 0));
    const wallClock = Date.UTC(year, month - 1, day, hours, minutes);
    const isReal = new Date(wallClock).getUTCDate() === day && month <= 12 && hours < 24 && minutes < 60;
    return isReal ? fromZone(wallClock, selfTimeZone) : undefined;
  }
  const period = parsePeriod(text);
  return period === undefined ? undefined : now + period;
}

const functions: Record<string, (now: number) => number> = {
  now: (now) => now,
  startofday: (now) => startOfDay(now, selfTimeZone),
};

export function callDateFunction(name: string, [shift]: string[], now: number): number | undefined {
  const call = functions[name.toLowerCase()];
  const period = shift === undefined ? 0 : parsePeriod(/[a-z]$/.test(shift) ? shift : `${shift}d`);
  return call && period !== undefined ? call(now) + period : undefined;
}

function parsePeriod(text: string): number | undefined {
  if (!/^[+-]?(\d+[wdhm]\s*)+$/.test(text)) return undefined;
  const size = [...text.matchAll(/(\d+)([wdhm])/g)].reduce(
    (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
    0,
  );
  return text.startsWith('-') ? -size : size;
}
