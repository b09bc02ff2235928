import { invalidField } from '../../platform/errors/common-errors.ts';
import type { Interval } from './report.dto.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const HOURLY_DAYS = 8;
const LONGEST_DAYS = 400;

/** The time a report is about, and which sums it is made of. */
export interface Span {
  from: Date;
  to: Date;
  interval: Interval;
}

/** A day that ends now unless told. Throws 422 for a time that is none or too long. */
export function spanOf(query: { from?: string; to?: string; interval?: Interval }, now: Date): Span {
  const to = query.to ? new Date(query.to) : now;
  const from = query.from ? new Date(query.from) : new Date(to.getTime() - DAY_MS);
  const length = to.getTime() - from.getTime();
  if (length <= 0) throw invalidField('?from', 'invalid_time', 'The time must begin before it ends.');
  if (length > LONGEST_DAYS * DAY_MS)
    throw invalidField('?from', 'invalid_time', `The time must be ${LONGEST_DAYS} days at most.`);
  const isShort = length <= HOURLY_DAYS * DAY_MS;
  if (query.interval === 'hour' && !isShort)
    throw invalidField('?interval', 'invalid_interval', `Hours are told for ${HOURLY_DAYS} days at most.`);
  return { from, to, interval: query.interval ?? (isShort ? 'hour' : 'day') };
}
