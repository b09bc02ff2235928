import { expect, it } from 'vitest';
import { z } from 'zod';
import { cursorCodec } from './cursor.ts';

const shape = z.strictObject({ offset: z.int().nonnegative() });
const codec = cursorCodec(shape, ['https://acme.com', 'project = A']);
const refused = expect.objectContaining({ errorClass: 'invalid_config' });
const forged = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

it('comes back as the position it was made of', () => {
  expect(codec.decode(codec.encode({ offset: 50 }))).toEqual({ offset: 50 });
});

it('can go into an address as it is', () => {
  expect(codec.encode({ offset: 50 })).toMatch(/^[\w-]+$/);
});

it('is refused after the query has changed', () => {
  const cursor = cursorCodec(shape, ['https://acme.com', 'project = B']).encode({ offset: 50 });
  expect(() => codec.decode(cursor)).toThrow(refused);
});

it.each(['', 'hello', '%%%', forged({ offset: 1 }), forged({ v: 1, at: { offset: 1 } }), 'a'.repeat(20_000)])(
  'refuses what it did not make (%j)',
  (cursor) => {
    expect(() => codec.decode(cursor)).toThrow(refused);
  },
);

it('refuses a position that does not fit', () => {
  const loose = cursorCodec(z.looseObject({}), ['https://acme.com', 'project = A']);
  expect(() => codec.decode(loose.encode({ offset: -1 }))).toThrow(refused);
  expect(() => codec.decode(loose.encode({ offset: 1, url: 'https://evil.example' }))).toThrow(refused);
});
