import type { ErrorClass } from '@ims/connector-sdk';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Pauses after the first, second, … attempt that failed; there is one attempt more than pauses. */
const PAUSES_MS = [30 * SECOND_MS, 2 * MINUTE_MS, 10 * MINUTE_MS, HOUR_MS, 4 * HOUR_MS];

/** Faults that time does not mend: somebody has to change the integration first. */
const permanent: ReadonlySet<ErrorClass> = new Set([
  'auth_invalid',
  'invalid_config',
  'endpoint_gone',
  'not_found_wrong_base_url',
  'secret_unreadable',
]);

/**
 * When to try again after attempt number `attempt` (from 1) failed; undefined when that was the last. Never before the
 * time the system named.
 */
export function nextAttempt(
  attempt: number,
  fault: { errorClass: ErrorClass; retryAt: Date | undefined },
  now: Date,
): Date | undefined {
  const pause = PAUSES_MS[attempt - 1];
  if (pause === undefined || permanent.has(fault.errorClass)) return undefined;
  return new Date(Math.max(now.getTime() + pause, fault.retryAt?.getTime() ?? 0));
}
