import { describe, expect, test } from 'vitest';
import type { Failure } from './attempt.ts';
import type { Passed, Skip } from './call.ts';
import { exhausted } from './exhausted.ts';
import { fakeCall, fakeProvider } from './testing/fakes.ts';

const failed = (outcome: Failure['outcome'], more: Partial<Failure> = {}): Failure => ({
  outcome,
  message: 'HTTP 500',
  status: 500,
  remedy: 'again',
  ...more,
});
const overBudget: Skip = {
  reason: 'budget_exceeded',
  status: 429,
  message: 'the budget is spent',
  headers: { 'retry-after': '60' },
  members: { budget: { id: 1 } },
};
const open: Skip = { reason: 'circuit_open', status: 503, message: 'left alone', headers: { 'retry-after': '5' } };
const unpriced: Skip = { reason: 'price_unknown', status: 403, message: 'nobody has entered a price' };

function errorFor(...whys: (Failure | Skip)[]) {
  const passed = whys.map(
    (why, index): Passed => ({
      target: { provider: fakeProvider({ name: `p${index + 1}` }), model: 'm', registered: undefined },
      why,
    }),
  );
  const { status, body, facts } = exhausted(fakeCall(passed));
  const { error } = body as { error: { message: string; code: string; type: string } };
  return { status, headers: facts.headers, ...error };
}

describe('a call that nobody answered', () => {
  test.each([
    ['upstream_5xx', 502, 'upstream_error', 'api_error'],
    ['connect_refused', 502, 'upstream_error', 'api_error'],
    ['interrupted', 502, 'upstream_error', 'api_error'],
    ['timeout', 504, 'upstream_timeout', 'api_error'],
    ['connect_timeout', 504, 'upstream_timeout', 'api_error'],
    ['auth_invalid', 502, 'upstream_credentials_rejected', 'api_error'],
    ['auth_expired', 502, 'upstream_credentials_rejected', 'api_error'],
    ['permission_missing', 502, 'upstream_credentials_rejected', 'api_error'],
    ['rate_limited', 429, 'upstream_rate_limited', 'rate_limit_error'],
  ] as const)('after %s ends with %i %s', (outcome, status, code, type) => {
    expect(errorFor(failed(outcome))).toMatchObject({ status, code, type, param: null });
  });

  test('tells of each who was asked, and why not', () => {
    const { message } = errorFor(failed('timeout', { message: 'no answer within the limit (first byte)' }), overBudget);
    expect(message).toBe(
      'None of 2 providers gave an answer. p1: no answer within the limit (first byte); p2: the budget is spent.',
    );
    expect(errorFor(failed('upstream_5xx')).message).toBe('The provider gave no answer. p1: HTTP 500.');
  });

  test('says when it is worth asking again, in whole seconds', () => {
    expect(errorFor(failed('rate_limited', { retryAfterMs: 6400 })).headers).toEqual({ 'retry-after': '7' });
    expect(errorFor(failed('rate_limited')).headers).toBeUndefined();
  });

  test('has the status of the last one that was asked, whoever was skipped after it', () => {
    expect(errorFor(failed('timeout'), overBudget)).toMatchObject({ status: 504, code: 'upstream_timeout' });
    expect(errorFor(failed('timeout'), failed('upstream_5xx'))).toMatchObject({ status: 502 });
  });
});

describe('a call that nobody was asked', () => {
  test('for a budget is refused for good, with what clients need to act on it', () => {
    expect(errorFor(overBudget)).toEqual({
      status: 429,
      code: 'budget_exceeded',
      type: 'insufficient_quota',
      param: null,
      message: 'p1: the budget is spent.',
      budget: { id: 1 },
      headers: { 'x-should-retry': 'false', 'retry-after': '60' },
    });
  });

  test('for want of a price is forbidden', () => {
    expect(errorFor(unpriced)).toMatchObject({
      status: 403,
      code: 'price_unknown',
      type: 'permission_error',
      headers: { 'x-should-retry': 'false' },
    });
  });

  test('has the first reason of a rule, whichever circuit is open besides', () => {
    expect(errorFor(open, overBudget, unpriced)).toMatchObject({ status: 429, code: 'budget_exceeded' });
  });

  test('because circuits are open may be tried again', () => {
    expect(errorFor(open, open)).toMatchObject({
      status: 503,
      code: 'circuit_open',
      type: 'api_error',
      headers: { 'retry-after': '5' },
    });
  });
});
