import { expect, test } from 'vitest';
import { hashServiceKey, isServiceKey, makeServiceKey } from './service-key.ts';

test('a key is a prefix and 32 random bytes, never the same twice', () => {
  const keys = Array.from({ length: 100 }, makeServiceKey);
  expect(keys.every(isServiceKey)).toBe(true);
  expect(new Set(keys).size).toBe(100);
  expect(Buffer.from(keys[0]?.slice('ims_sk_'.length) ?? '', 'base64url')).toHaveLength(32);
});

test('the digest depends on every character', () => {
  const key = `ims_sk_${'a'.repeat(43)}`;
  expect(hashServiceKey(key)).toHaveLength(32);
  expect(hashServiceKey(key)).toEqual(hashServiceKey(key));
  expect(hashServiceKey(`${key.slice(0, -1)}b`)).not.toEqual(hashServiceKey(key));
});

test.each([
  '',
  'ims_sk_',
  `IMS_SK_${'a'.repeat(43)}`,
  `ims_sk_${'a'.repeat(42)}`,
  `ims_sk_${'a'.repeat(43)}\n`,
  `ims_sk_${'ä'.repeat(43)}`,
])('%j is no key', (text) => expect(isServiceKey(text)).toBe(false));
