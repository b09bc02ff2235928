import { errorClasses } from '@ims/connector-sdk';
import { expect, test } from 'vitest';
import { nextAttempt } from './attempts.ts';

const now = new Date('2026-03-01T10:00:00Z');
const waits = (attempt: number, fault: Partial<Parameters<typeof nextAttempt>[1]> = {}) => {
  const at = nextAttempt(attempt, { errorClass: 'upstream_5xx', retryAt: undefined, ...fault }, now);
  return at && (at.getTime() - now.getTime()) / 1000;
};

test('six attempts are made, each pause longer than the one before', () => {
  expect([1, 2, 3, 4, 5, 6, 7].map((attempt) => waits(attempt))).toEqual([
    30,
    120,
    600,
    3600,
    14_400,
    undefined,
    undefined,
  ]);
});

test('the time a system names is waited for, and never makes the pause shorter', () => {
  const retryAt = (seconds: number) => new Date(now.getTime() + seconds * 1000);
  expect(waits(1, { errorClass: 'rate_limited', retryAt: retryAt(90) })).toBe(90);
  expect(waits(1, { errorClass: 'rate_limited', retryAt: retryAt(7) })).toBe(30);
  expect(waits(6, { errorClass: 'rate_limited', retryAt: retryAt(7) })).toBeUndefined();
});

test('what only a person can mend is not tried again', () => {
  const classes = Object.keys(errorClasses) as (keyof typeof errorClasses)[];
  expect(classes.filter((errorClass) => waits(1, { errorClass }) === undefined)).toEqual([
    'invalid_config',
    'auth_invalid',
    'not_found_wrong_base_url',
    'endpoint_gone',
    'secret_unreadable',
  ]);
});
