import { expect, test } from 'vitest';
import { jsonObject } from './json-object.ts';

const nested = (depth: number): object => (depth === 1 ? {} : { a: nested(depth - 1) });

test('takes any object and keeps it as it is', () => {
  const value = { temperature: 0.3, list: [1, { a: null }], '': '', ключ: true };
  expect(jsonObject.parse(value)).toEqual(value);
});

test.each([null, undefined, 'x', 1, true, [], [{}]])('refuses %j', (value) => {
  expect(jsonObject.safeParse(value).success).toBe(false);
});

test('takes ten levels and refuses eleven, through lists as well', () => {
  expect(jsonObject.safeParse(nested(10)).success).toBe(true);
  expect(jsonObject.safeParse(nested(11)).success).toBe(false);
  expect(jsonObject.safeParse({ a: [[[[[[[[[[1]]]]]]]]]] }).success).toBe(false);
});

test('takes 16 kB and refuses more', () => {
  const ofSize = (size: number) => ({ a: 'x'.repeat(size - '{"a":""}'.length) });
  expect(jsonObject.safeParse(ofSize(16_384)).success).toBe(true);
  expect(jsonObject.safeParse(ofSize(16_385)).success).toBe(false);
});
