import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonSchema } from './contract.ts';

/** A field's value that no request may carry, and how it is spelt in a raw JSON body. */
interface Fault {
  name: string;
  json: string;
}

const text = (name: string, value: string): Fault => ({ name, json: JSON.stringify(value) });

/** Wrong values for a property, by its schema. */
export function faultsOf(name: string, schema: JsonSchema): Fault[] {
  const types = typesOf(schema);
  const isText = types.includes('string') && !schema.enum;
  return [
    ...(types.includes('null') ? [] : [{ name: 'null', json: 'null' }]),
    ...(isText ? [{ name: 'a number', json: '7' }] : [text('a text', 'not what is wanted')]),
    types.includes('array')
      ? { name: 'an array of another kind', json: '[{"a":1}]' }
      : { name: 'an array', json: '["a"]' },
    ...(types.includes('object') ? [] : [{ name: 'an object', json: '{"a":1}' }]),
    ...(isText
      ? [text('a far too long text', 'x'.repeat(20_000)), { name: 'half a character', json: '"\\ud800"' }]
      : []),
    ...(isText ? [{ name: 'a NUL', json: '"a\\u0000b"' }] : []),
    // A password may hold whatever its owner can type, and a tenant is only looked up.
    ...(isText && !/password|tenant/.test(name) ? [text('control characters', 'a\u0007\u001b[31mb')] : []),
  ];
}

function typesOf(schema: JsonSchema): string[] {
  if (schema.anyOf) return schema.anyOf.flatMap(typesOf);
  return [schema.type ?? (schema.enum ? 'string' : [])].flat();
}

/** `body` with one property replaced by raw JSON. */
export function withRaw(body: Record<string, unknown>, name: string, json: string): string {
  const mark = '\u0001raw\u0001';
  return JSON.stringify({ ...body, [name]: mark }).replace(JSON.stringify(mark), () => json);
}

/** `body` with a member put before its own: duplicates, prototypes, bombs. */
const withFirst = (body: object, member: string) => `{${member},${JSON.stringify(body).slice(1)}`;

/** Whole bodies that no operation may take, made from one it does take. */
export function hostileBodies(body: Record<string, unknown>): { name: string; raw: string }[] {
  const [first = 'a'] = Object.keys(body);
  const nested = (count: number) => '['.repeat(count) + ']'.repeat(count);
  return [
    { name: 'cut off', raw: JSON.stringify(body).slice(0, -1) },
    { name: 'with a trailing comma', raw: `${JSON.stringify(body).slice(0, -1)},}` },
    { name: 'in an array', raw: `[${JSON.stringify(body)}]` },
    { name: 'an empty array', raw: '[]' },
    { name: 'a text', raw: '"text"' },
    { name: 'a number', raw: '1' },
    { name: 'null', raw: 'null' },
    { name: 'nothing', raw: '' },
    { name: 'blanks', raw: '   ' },
    { name: 'with a key twice', raw: withFirst(body, `"${first}":"first"`) },
    {
      name: 'with a key twice, once escaped',
      raw: withFirst(body, `"\\u${first.charCodeAt(0).toString(16).padStart(4, '0')}${first.slice(1)}":"first"`),
    },
    { name: 'with __proto__', raw: withFirst(body, '"__proto__":{"polluted":true}') },
    { name: 'with an escaped __proto__', raw: withFirst(body, '"\\u005f_proto__":{"polluted":true}') },
    { name: 'with constructor', raw: withFirst(body, '"constructor":{"prototype":{"polluted":true}}') },
    { name: 'with an unknown field', raw: withFirst(body, '"tenant_id":1') },
    { name: 'nested 10,000 deep', raw: withFirst(body, `"deep":${nested(10_000)}`) },
    {
      name: 'with 6,000 keys',
      raw: withFirst(body, Array.from({ length: 6000 }, (_, index) => `"k${index}":1`).join()),
    },
    { name: 'of 300 kB', raw: withFirst(body, `"filler":"${'x'.repeat(300_000)}"`) },
  ];
}

interface Abuse {
  n: string;
  raw: string;
  expect: string;
}

/** Bodies that were used against other products; a byte order mark alone is no abuse. */
export const corpus: Abuse[] = readFileSync(join(import.meta.dirname, '../fixtures/json_abuse.jsonl'), 'utf8')
  .trim()
  .split('\n')
  .map((line): Abuse => JSON.parse(line))
  .filter((abuse) => !abuse.expect.includes('2xx'));
