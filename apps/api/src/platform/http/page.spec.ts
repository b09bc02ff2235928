import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeCursor, encodeCursor } from './page.ts';

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const refusal = { name: 'unreadable_request' };

test('a cursor comes back as it was', () => {
  const text = fc.string({ unit: 'grapheme', maxLength: 100 }).filter((value) => !value.includes('\0'));
  fc.assert(
    fc.property(fc.tuple(fc.option(text), fc.integer({ min: 0, max: 2_147_483_647 })), ([value, id]) => {
      const cursor = { sort: 'provider', value, id };
      const token = encodeCursor(cursor);
      expect(token).toMatch(/^[\w-]+$/);
      expect(decodeCursor(token, 'provider')).toEqual(cursor);
    }),
  );
});

test('no cursor is the beginning', () => {
  expect(decodeCursor(undefined, 'provider')).toBeUndefined();
});

test('a cursor of another order is refused', () => {
  const token = encodeCursor({ sort: 'provider', value: 'a', id: 1 });
  for (const sort of ['-provider', 'type', 'newest'])
    expect(() => decodeCursor(token, sort)).toThrow(expect.objectContaining(refusal));
});

test.each([
  '',
  'x',
  '!!!',
  encoded(null),
  encoded({}),
  encoded(['provider']),
  encoded(['provider', 'a', 1, 2]),
  encoded(['provider', 1, 1]),
  encoded(['provider', 'a', '1']),
  encoded(['provider', 'a', 1.5]),
  encoded(['provider', 'a', -1]),
  encoded(['provider', 'a', 2_147_483_648]),
  encoded(['provider', 'a\0', 1]),
  encoded(['provider', 'x'.repeat(301), 1]),
])('%j is no cursor', (token) => {
  expect(() => decodeCursor(token, 'provider')).toThrow(expect.objectContaining(refusal));
});
