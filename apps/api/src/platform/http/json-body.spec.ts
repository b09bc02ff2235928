import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CodedError } from '../errors/coded-error.ts';
import { parseJson } from './json-body.ts';

function refusalOf(text: string): { status: number; detail: string | undefined } | undefined {
  try {
    parseJson(text);
    return undefined;
  } catch (error) {
    if (!(error instanceof CodedError)) throw error;
    return { status: error.kind.status, detail: error.facts.detail };
  }
}

test('reads what JSON.parse reads', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
      const text = JSON.stringify(value);
      const refusal = refusalOf(text);
      if (!refusal) expect(parseJson(text)).toEqual(JSON.parse(text));
      else expect(refusal.detail).toMatch(/not allowed|NUL|longer/);
    }),
  );
});

describe('refuses', () => {
  test.each([
    ['a key that stands twice', '{"a":1,"a":2}', 'stands twice'],
    ['a key that stands twice below', '{"x":[{"a":1,"b":{},"a":2}]}', 'stands twice'],
    ['a key that stands twice, once escaped', '{"a":1,"\\u0061":2}', 'stands twice'],
    ['__proto__', '{"__proto__":{}}', 'not allowed'],
    ['an escaped __proto__', '{"\\u005f_proto__":{}}', 'not allowed'],
    ['constructor at any depth', '{"a":[{"constructor":1}]}', 'not allowed'],
    ['prototype', '{"prototype":1}', 'not allowed'],
    ['a key of 257 characters', `{"${'k'.repeat(257)}":1}`, 'longer than 256'],
    ['33 levels of lists', '['.repeat(33) + ']'.repeat(33), 'deeper than 32'],
    ['33 levels of objects', `${'{"a":'.repeat(33)}1${'}'.repeat(33)}`, 'deeper than 32'],
    ['5,001 keys', `{${Array.from({ length: 5001 }, (_, index) => `"k${index}":1`).join()}}`, 'more than 5000'],
    ['what is not JSON', '{a:1}', 'not valid JSON'],
    ['a trailing comma', '{"a":1,}', 'not valid JSON'],
    ['a comment', '{"a":1}//', 'not valid JSON'],
    ['two values', '1 2', 'not valid JSON'],
    ['half a value', '{"a":', 'not valid JSON'],
    ['NaN', 'NaN', 'not valid JSON'],
  ])('%s', (_name, text, detail) => {
    expect(refusalOf(text)).toMatchObject({ status: 400, detail: expect.stringContaining(detail) });
  });

  test.each([
    ['a NUL', '{"a":"x\\u0000y"}'],
    ['half a character', '{"a":"\\ud800"}'],
    ['half a character in a key', '{"\\udc00":1}'],
    ['a NUL in a list', '["\\u0000"]'],
  ])('%s, as text that cannot be kept', (_name, text) => {
    expect(refusalOf(text)).toMatchObject({ status: 422, detail: expect.stringContaining('line 1, column') });
  });

  test('without quoting what it was given', () => {
    for (const text of [
      '{"password":"hunter2"',
      '{"password":hunter2}',
      'hunter2',
      '"hunter2',
      '{"password":"hunter2",}',
    ])
      expect(refusalOf(text)?.detail).not.toContain('hunter');
  });
});

test('takes as many levels, keys and characters as are allowed', () => {
  expect(refusalOf('['.repeat(32) + ']'.repeat(32))).toBeUndefined();
  expect(refusalOf(`{${Array.from({ length: 5000 }, (_, index) => `"k${index}":1`).join()}}`)).toBeUndefined();
  expect(refusalOf(`{"${'k'.repeat(256)}":1}`)).toBeUndefined();
  expect(refusalOf('{"a":"😀","b":"\\ud83d\\ude00"}')).toBeUndefined();
  expect(refusalOf('{"a":{"x":1},"b":{"x":1}}'), 'one key in two objects').toBeUndefined();
  expect(refusalOf('{"a":"constructor"}'), 'as a value').toBeUndefined();
});
