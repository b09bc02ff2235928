import { randomBytes } from 'node:crypto';
import { afterEach, expect, test, vi } from 'vitest';
import { KeyRing } from '../crypto/index.ts';
import { Secret } from '../platform/config/secret.ts';
import { LogoSigner } from './logo-signer.ts';

const HOUR_MS = 3_600_000;
const salt = randomBytes(32);
const key = new Secret(randomBytes(32).toString('base64'));
const signer = new LogoSigner(KeyRing.from(key, [], salt));

afterEach(() => vi.useRealTimers());

function at(time: string): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
}

test('an address holds for at least one hour and at most two, the same for all within the hour', () => {
  at('2026-01-01T10:00:00Z');
  const early = signer.window('acme');
  expect(early.expires * 1000 - Date.now()).toBe(2 * HOUR_MS);
  at('2026-01-01T10:59:59Z');
  expect(signer.window('acme')).toEqual(early);
  at('2026-01-01T11:00:00Z');
  expect(signer.window('acme').expires).toBe(early.expires + 3600);
});

test('each tenant and hour has a key of its own, and so has each installation', () => {
  at('2026-01-01T10:00:00Z');
  const keys = [signer.window('acme').key, signer.window('globex').key];
  at('2026-01-01T11:00:00Z');
  keys.push(signer.window('acme').key, new LogoSigner(KeyRing.from(key, [], randomBytes(32))).window('acme').key);
  expect(new Set(keys.map((each) => each.toString('hex'))).size).toBe(4);
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, -3600, 0, 1.5, 2 ** 53])('an end of %d is none', (expires) => {
  const address = { tenantSlug: 'acme', filename: 'a.svg', version: 'a'.repeat(16), signature: '0'.repeat(32) };
  expect(signer.verify({ ...address, expires })).toBe(false);
});
