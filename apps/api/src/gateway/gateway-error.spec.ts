import { describe, expect, test } from 'vitest';
import { errorKind } from '../platform/errors/coded-error.ts';
import { GatewayError, gatewayErrorOf, invalidRequest, refusedByPolicy } from './gateway-error.ts';

describe('an error has the shape of OpenAI', () => {
  test.each([
    [400, 'invalid_request_error'],
    [401, 'authentication_error'],
    [403, 'permission_error'],
    [404, 'invalid_request_error'],
    [429, 'rate_limit_error'],
    [500, 'api_error'],
    [504, 'api_error'],
  ])('%i is %s', (status, type) => {
    expect(new GatewayError({ status, code: 'some_code', message: 'No.' }).body).toEqual({
      error: { message: 'No.', type, param: null, code: 'some_code' },
    });
  });

  test('with the field at fault and members of its own', () => {
    expect(invalidRequest('No.', { param: 'model' }).body).toMatchObject({ error: { param: 'model' } });
    const refusal = refusedByPolicy({
      status: 429,
      code: 'c',
      message: 'No.',
      members: { budget: 1 },
      headers: { a: 'b' },
    });
    expect(refusal.body).toMatchObject({ error: { budget: 1 } });
    expect(refusal.facts.headers).toEqual({ 'x-should-retry': 'false', a: 'b' });
  });
});

describe('what the rest of the product throws', () => {
  const kind = errorKind('away', { status: 409, title: 'It is away' });

  test('keeps its status, its code, its words and its headers', () => {
    const error = gatewayErrorOf(kind({ detail: 'Back at noon.', headers: { 'Retry-After': '9' } }));
    expect([error.status, error.body]).toEqual([
      409,
      { error: { message: 'Back at noon.', type: 'invalid_request_error', param: null, code: 'away' } },
    ]);
    expect(error.facts.headers).toEqual({ 'Retry-After': '9' });
    expect(gatewayErrorOf(kind()).message).toBe('It is away.');
  });

  test('because the database is away may be tried again', () => {
    const lost = Object.assign(new Error('Connection terminated unexpectedly'), { code: '57P01' });
    expect(gatewayErrorOf(lost).status).toBe(503);
  });

  test('and nobody foresaw says nothing of what it is', () => {
    const error = gatewayErrorOf(new TypeError('cannot read secret of undefined'));
    expect([error.status, JSON.stringify(error.body)]).toEqual([500, expect.not.stringContaining('secret')]);
    expect(gatewayErrorOf('a text').status).toBe(500);
  });
});
