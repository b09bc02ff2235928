import { expect, test } from 'vitest';
import { expiryAfter, type KnownExpiry } from './secret-expiry.ts';

const DAY_MS = 86_400_000;
const now = new Date('2026-03-01T10:00:00Z');
const inDays = (days: number, from = now) => new Date(from.getTime() + days * DAY_MS);
const known = (days: number | null, told: number | null = null): KnownExpiry => ({
  secret_expires_at: days === null ? null : inDays(days),
  secret_expiry_told: told,
});

test('each mark is warned of once on the way to the expiry', () => {
  let state = known(40);
  const warnings: number[] = [];
  for (let day = 0; day <= 42; day += 0.25) {
    const { warnOf, ...next } = expiryAfter(state, null, inDays(day));
    if (warnOf !== null) warnings.push(warnOf);
    state = next;
  }
  expect(warnings).toEqual([30, 14, 7, 1]);
});

test('of several marks that passed unseen only the nearest is warned of', () => {
  expect(expiryAfter(known(null), inDays(5), now)).toEqual({ ...known(5, 7), warnOf: 7 });
});

test('a secret that has been renewed is warned of anew', () => {
  expect(expiryAfter(known(0.5, 1), inDays(90), now)).toEqual({ ...known(90, null), warnOf: null });
  expect(expiryAfter(known(0.5, 1), inDays(20), now)).toEqual({ ...known(20, 30), warnOf: 30 });
});

test('a time that a system tells a little differently each time is the same expiry', () => {
  expect(expiryAfter(known(10, 14), inDays(10.01), now)).toEqual({ ...known(10.01, 14), warnOf: null });
});

test('what is known stays known when a check does not tell it', () => {
  expect(expiryAfter(known(60), null, now)).toEqual({ ...known(60), warnOf: null });
  expect(expiryAfter(known(null), null, now)).toEqual({ ...known(null), warnOf: null });
});
