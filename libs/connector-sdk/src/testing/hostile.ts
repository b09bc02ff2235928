import type { ErrorClass } from '../error-class.ts';
import type { TestOptions } from '../test-connection.ts';

export type Expected = ErrorClass | readonly ErrorClass[];

/** How servers misbehave whatever the system, and the error class a test has to name. */
export const hostile = {
  html: 'unexpected_content',
  unauthorized: 'auth_invalid',
  expired: ['auth_expired', 'auth_invalid'],
  forbidden: 'permission_missing',
  missing: 'not_found_wrong_base_url',
  gone: 'endpoint_gone',
  'rate-limited': 'rate_limited',
  'rate-limited-bare': 'rate_limited',
  fault: 'upstream_5xx',
  unavailable: 'upstream_5xx',
  slow: 'timeout',
  stall: 'timeout',
  drip: 'timeout',
  redirect: 'redirect_blocked',
  'redirect-metadata': 'redirect_blocked',
  huge: 'unexpected_content',
  'gzip-bomb': 'unexpected_content',
  malformed: 'unexpected_content',
  truncated: ['upstream_5xx', 'unexpected_content'],
  hangup: 'upstream_5xx',
  'wrong-shape': 'unexpected_content',
} as const satisfies Record<string, Expected>;

/** Servers that keep silent end every wait, however short; all others get time enough on a busy machine. */
const silent = new Set<string | null>(['slow', 'stall', 'drip']);

/** Times for a test against a behaviour; null is the server that works as it should. */
export function limitsFor(behaviour: string | null): Pick<TestOptions, 'stepMs' | 'totalMs'> {
  return silent.has(behaviour) ? { stepMs: 300 } : { stepMs: 20_000, totalMs: 25_000 };
}
