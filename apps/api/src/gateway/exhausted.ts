import { type Call, isSkip, type Passed } from './call.ts';
import { GatewayError, refusedByPolicy } from './gateway-error.ts';

/** The error for a call that nobody answered: what became of each who could have, and the status of what matters most. */
export function exhausted({ passed }: Call): GatewayError {
  const skips = passed.map(({ why }) => why).filter(isSkip);
  const told = passed.map(({ target, why }) => `${target.provider.name}: ${why.message}`).join('; ');
  const [policy] = skips.filter(({ reason }) => reason !== 'circuit_open');
  if (policy && skips.length === passed.length) {
    const { status, reason: code, headers, members } = policy;
    return refusedByPolicy({ status, code, headers, members, type: typeFor(code), message: sentence(told) });
  }
  const last = passed.findLast(({ why }) => !isSkip(why)) ?? passed.at(-1);
  const many =
    passed.length > 1 ? `None of ${passed.length} providers gave an answer. ` : 'The provider gave no answer. ';
  return new GatewayError({ ...statusOf(last), message: `${many}${sentence(told)}` });
}

function statusOf(last: Passed | undefined): { status: number; code: string; headers?: Record<string, string> } {
  if (!last) return { status: 502, code: 'upstream_error' };
  const { why } = last;
  if (isSkip(why)) return { status: why.status, code: why.reason, headers: why.headers };
  const retryAfter = why.retryAfterMs;
  const headers = retryAfter === undefined ? undefined : { 'retry-after': String(Math.ceil(retryAfter / 1000)) };
  if (why.outcome === 'rate_limited') return { status: 429, code: 'upstream_rate_limited', headers };
  if (why.outcome === 'timeout' || why.outcome === 'connect_timeout') return { status: 504, code: 'upstream_timeout' };
  // The client's own key is in order: a 401 would send people looking at it.
  if (why.outcome.startsWith('auth') || why.outcome === 'permission_missing')
    return { status: 502, code: 'upstream_credentials_rejected' };
  return { status: 502, code: 'upstream_error', headers };
}

const typeFor = (code: string) => (code === 'budget_exceeded' ? 'insufficient_quota' : undefined);

const sentence = (told: string) => `${told}.`;
