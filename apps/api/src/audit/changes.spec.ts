import fc from 'fast-check';
import { expect, test } from 'vitest';
import { changesBetween } from './changes.ts';

test('only what differs is kept, with both values', () => {
  expect(changesBetween({ a: 1, b: 2, gone: 'x' }, { a: 1, b: 3, come: 'y' })).toEqual({
    b: { before: 2, after: 3 },
    gone: { before: 'x', after: null },
    come: { before: null, after: 'y' },
  });
});

test('absent, undefined and null are the same', () => {
  expect(changesBetween({ a: null, b: undefined }, { c: null })).toEqual({});
});

test('objects are compared by content, whatever the order of their keys', () => {
  expect(changesBetween({ a: { x: 1, y: [2] } }, { a: { y: [2], x: 1 } })).toEqual({});
  expect(changesBetween({ a: { y: [2] } }, { a: { y: [3] } })).toHaveProperty('a');
});

test('of a secret only that it changed is kept, at any depth', () => {
  expect(
    changesBetween(
      { password: 'old', config: { api_key: 'old', top_p: 1 } },
      { password: 'new', config: { api_key: 'new', top_p: 1 } },
    ),
  ).toEqual({
    password: { before: '[redacted]', after: '[redacted]' },
    config: { before: { api_key: '[redacted]', top_p: 1 }, after: { api_key: '[redacted]', top_p: 1 } },
  });
  expect(changesBetween({ password: null }, { password: 'new' })).toEqual({
    password: { before: null, after: '[redacted]' },
  });
});

test('two equal states have no changes, and every change has two sides', () => {
  const state = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(state, (one) => {
      expect(changesBetween(one, structuredClone(one))).toEqual({});
    }),
  );
  fc.assert(
    fc.property(state, state, (one, two) => {
      for (const change of Object.values(changesBetween(one, two)))
        expect(Object.keys(change)).toEqual(['before', 'after']);
    }),
  );
});
