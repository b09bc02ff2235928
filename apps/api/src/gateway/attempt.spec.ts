import { ConnectorFault } from '@ims/connector-sdk';
import { EgressError, type EgressErrorCode, type TimeLimit } from '@ims/egress';
import { describe, expect, test } from 'vitest';
import { failureOf, failureOfStatus } from './attempt.ts';
import { StreamFault } from './stream-events.ts';

const egress = (code: EgressErrorCode, limit?: TimeLimit) => new EgressError(code, 'At secret.example.', { limit });

describe('no answer', () => {
  test.each([
    ['connect_refused', 'connect_refused', 'again'],
    ['dns_failed', 'dns_failed', 'again'],
    ['tls_untrusted', 'tls_untrusted', 'again'],
    ['tls_hostname', 'tls_hostname', 'again'],
    ['connection_lost', 'upstream_5xx', 'again'],
    ['proxy_failed', 'proxy_failed', 'again'],
    ['response_too_large', 'unexpected_content', 'again'],
    ['destination_blocked', 'destination_blocked', 'elsewhere'],
    ['secret_misdirected', 'invalid_config', 'elsewhere'],
  ] as const)('because of %s is %s, and worth trying %s', (code, outcome, remedy) => {
    const failure = failureOf(egress(code));
    expect(failure).toMatchObject({ outcome, remedy, status: null });
    expect(failure.message).not.toContain('secret.example');
  });

  test.each([
    ['connect_timeout', 'connect', 'connect_timeout', 'again'],
    ['timeout', 'first_byte', 'timeout', 'again'],
    ['timeout', 'idle', 'timeout', 'again'],
    ['timeout', 'total', 'timeout', 'elsewhere'],
  ] as const)('in time (%s, %s) is %s and named by its limit', (code, limit, outcome, remedy) => {
    const failure = failureOf(egress(code, limit));
    expect(failure).toMatchObject({ outcome, remedy });
    expect(failure.message).toContain(`(${limit.replace('_', ' ')})`);
  });

  test('for a reason of the connector is passed on to others', () => {
    expect(failureOf(new ConnectorFault('invalid_config', { message: 'A field is wrong.' }))).toEqual({
      outcome: 'invalid_config',
      message: 'a field is wrong',
      status: null,
      remedy: 'elsewhere',
    });
  });

  test('for a reason of our own is thrown on', () => {
    const error = new TypeError('x is undefined');
    expect(() => failureOf(error)).toThrow(error);
  });
});

describe('an answer that is none', () => {
  test.each(['malformed', 'too_large', 'unfinished'] as const)('because it is %s is worth another try', (kind) => {
    expect(failureOf(new StreamFault(kind, 'Not readable.'))).toEqual({
      outcome: 'interrupted',
      message: 'not readable',
      status: 200,
      remedy: 'again',
    });
  });

  test('because it is something else is content nobody expected', () => {
    const fault = new StreamFault('unexpected', 'The answer is no stream of events.');
    expect(failureOf(fault)).toMatchObject({ outcome: 'unexpected_content', remedy: 'again' });
  });

  test('because of an error within it says which', () => {
    const fault = new StreamFault('reported', 'The provider reported an error.', { message: 'Too busy.', code: null });
    expect(failureOf(fault)).toEqual({
      outcome: 'server_error',
      message: 'the provider reported an error ("Too busy.")',
      status: 200,
      remedy: 'again',
    });
  });
});

describe('a status', () => {
  test.each([
    [408, 'timeout', 'again'],
    [409, 'server_error', 'again'],
    [425, 'server_error', 'again'],
    [429, 'rate_limited', 'again'],
    [500, 'upstream_5xx', 'again'],
    [502, 'upstream_5xx', 'again'],
    [503, 'upstream_5xx', 'again'],
    [529, 'upstream_5xx', 'again'],
    [401, 'auth_invalid', 'elsewhere'],
    [402, 'rate_limited', 'elsewhere'],
    [403, 'permission_missing', 'elsewhere'],
    [407, 'proxy_failed', 'elsewhere'],
    [301, 'redirect_blocked', 'elsewhere'],
    [302, 'redirect_blocked', 'elsewhere'],
  ])('%i is %s, and worth trying %s', (status, outcome, remedy) => {
    expect(failureOfStatus(status, undefined)).toMatchObject({ status, outcome, remedy, message: `HTTP ${status}` });
  });

  test.each([400, 404, 405, 410, 413, 415, 422])(
    '%i is about the request, which no other provider would mend',
    (status) => {
      expect(failureOfStatus(status, undefined)).toBeUndefined();
    },
  );

  test('keeps when the provider wants to be asked again', () => {
    expect(failureOfStatus(429, 1500)?.retryAfterMs).toBe(1500);
    expect(failureOfStatus(503, 0)?.retryAfterMs).toBe(0);
  });
});
