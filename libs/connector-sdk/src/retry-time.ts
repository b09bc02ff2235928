const day = 24 * 60 * 60 * 1000;
const headerNames = [
  'retry-after-ms',
  'retry-after',
  'ratelimit-reset',
  'x-ratelimit-reset',
  'x-ratelimit-reset-requests',
];
const duration = /^(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+(?:\.\d+)?)s)?(?:(\d+(?:\.\d+)?)ms)?$/;

/**
 * When an answer asks us to come back: seconds, a date, an epoch (in s or ms) or a duration such as `6m0s`, from the
 * headers systems use for it. Never in the past, never more than a day away; undefined when it does not say.
 */
export function retryTime(headers: Readonly<Record<string, string | undefined>>, now: Date): Date | undefined {
  for (const name of headerNames) {
    const text = headers[name]?.trim().slice(0, 64) ?? '';
    const at = name.endsWith('-ms')
      ? now.getTime() + (text === '' ? Number.NaN : Number(text))
      : moment(text, now.getTime());
    if (!Number.isNaN(at)) return new Date(Math.min(Math.max(at, now.getTime()), now.getTime() + day));
  }
  return undefined;
}

function moment(text: string, now: number): number {
  if (text === '') return Number.NaN;
  if (/^\d+(\.\d+)?$/.test(text)) return ofNumber(Number(text), now);
  const parts = duration.exec(text);
  if (!parts) return Date.parse(text);
  const [hours = 0, minutes = 0, seconds = 0, ms = 0] = parts.slice(1).map((part) => Number(part ?? 0));
  return now + ((hours * 60 + minutes) * 60 + seconds) * 1000 + ms;
}

/** Nobody asks for thirty years of patience, and no clock still shows 1970: the size tells which it is. */
function ofNumber(value: number, now: number): number {
  if (value >= 1e12) return value;
  return value >= 1e9 ? value * 1000 : now + value * 1000;
}
