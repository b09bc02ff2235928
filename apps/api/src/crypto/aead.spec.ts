import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bind, decrypt, encrypt } from './aead.ts';

const key = randomBytes(32);
const context = bind('a', 1);

test('what is sealed opens for the same key and context', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.array(fc.string()), (bytes, parts) => {
      const sealed = encrypt(key, Buffer.from(bytes), bind(...parts));
      expect(decrypt(key, sealed, bind(...parts))).toEqual(Buffer.from(bytes));
    }),
  );
});

test('nothing else opens it', () => {
  const sealed = encrypt(key, Buffer.from('text'), context);
  expect(() => decrypt(randomBytes(32), sealed, context)).toThrow();
  expect(() => decrypt(key, sealed, bind('a', 2))).toThrow();
  expect(() => decrypt(key, sealed, bind('a1'))).toThrow();
});

test('the same text is sealed differently each time', () => {
  const sealed = Array.from({ length: 100 }, () => encrypt(key, Buffer.from('text'), context));
  expect(new Set(sealed).size).toBe(100);
});

test('every shorter tag is refused', () => {
  const [iv, data = ''] = encrypt(key, Buffer.from(''), context).split('.');
  const tag = Buffer.from(data, 'base64url');
  expect(tag).toHaveLength(16);
  for (const length of [0, 4, 8, 12, 13, 14, 15])
    expect(() => decrypt(key, `${iv}.${tag.subarray(0, length).toString('base64url')}`, context)).toThrow();
});

test.each(['', '.', 'a.b', 'a.b.c', `${'A'.repeat(16)}.`, `.${'A'.repeat(32)}`, `${'A'.repeat(15)}.${'A'.repeat(32)}`])(
  '%j is no envelope',
  (text) => {
    expect(() => decrypt(key, text, context)).toThrow('not an envelope');
  },
);

test('no two lists of parts are bound to the same bytes', () => {
  fc.assert(
    fc.property(
      fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }),
      fc.array(fc.string({ maxLength: 3 }), { maxLength: 3 }),
      (one, two) => {
        expect(bind(...one).equals(bind(...two))).toBe(JSON.stringify(one) === JSON.stringify(two));
      },
    ),
  );
});
