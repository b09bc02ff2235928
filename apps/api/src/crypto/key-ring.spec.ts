import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { Secret } from '../platform/config/secret.ts';
import { KeyRing } from './key-ring.ts';

const salt = randomBytes(32);
const makeKey = () => new Secret(randomBytes(32).toString('base64'));
const [first, second] = [makeKey(), makeKey()];

test('a key’s id tells it from others, and is the same after a restart', () => {
  const ring = KeyRing.from(first, [], salt);
  expect(ring.current.id).toMatch(/^[0-9a-f]{16}$/);
  expect(KeyRing.from(first, [], salt).current.id).toBe(ring.current.id);
  expect(KeyRing.from(second, [], salt).current.id).not.toBe(ring.current.id);
  expect(KeyRing.from(first, [], randomBytes(32)).current.id, 'in another installation').not.toBe(ring.current.id);
});

test('keys for different purposes have nothing in common', () => {
  const { current } = KeyRing.from(first, [], salt);
  const derived = (['jwt', 'refresh-hash', 'logo-url', 'login-attempts'] as const).map((purpose) =>
    current.subkey(purpose).toString('hex'),
  );
  expect(new Set(derived).size).toBe(4);
  for (const key of derived) expect(Buffer.from(key, 'hex')).toHaveLength(32);
});

test('the ring knows the current key and its predecessors, and seals with the current', () => {
  const ring = KeyRing.from(second, [first], salt);
  const old = KeyRing.from(first, [], salt).current;
  expect(ring.ids).toEqual([ring.current.id, old.id]);
  expect(ring.find(old.id)?.id).toBe(old.id);
  expect(ring.find('0000000000000000')).toBeUndefined();
});

test('a canary opens for whoever has its key, current or previous, and for nobody else', () => {
  const ring = KeyRing.from(first, [], salt);
  const canary = ring.makeCanary();
  expect(ring.opensCanary(ring.current.id, canary)).toBe(true);
  expect(KeyRing.from(second, [first], salt).opensCanary(ring.current.id, canary)).toBe(true);
  expect(KeyRing.from(second, [], salt).opensCanary(ring.current.id, canary)).toBe(false);
  expect(ring.opensCanary(ring.current.id, 'nonsense')).toBe(false);
  const other = KeyRing.from(second, [first], salt);
  expect(other.opensCanary(other.current.id, canary), 'under another key’s name').toBe(false);
});

test('a wrapped key opens in its context only', () => {
  const { current } = KeyRing.from(first, [], salt);
  const wrapped = current.wrap(Buffer.from('key'), Buffer.from('here'));
  expect(current.unwrap(wrapped, Buffer.from('here'))).toEqual(Buffer.from('key'));
  expect(() => current.unwrap(wrapped, Buffer.from('there'))).toThrow();
  expect(wrapped).not.toContain('key');
});
