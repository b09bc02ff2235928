import fc from 'fast-check';
import { expect, test } from 'vitest';
import { testTransactions } from '../../../test/support/test-transactions.ts';
import { arrayLiteral, type Scalar } from './array-literal.ts';

const { owner } = await testTransactions();

async function read(values: readonly Scalar[], type: string): Promise<unknown> {
  return (await owner.query(`SELECT $1::${type}[] AS list`, [arrayLiteral(values)])).rows[0].list;
}

test('PostgreSQL reads the strings that were given', async () => {
  const text = fc.string({ unit: 'binary' }).filter((given) => !given.includes('\0') && given.isWellFormed());
  await fc.assert(
    fc.asyncProperty(fc.array(fc.option(text)), async (values) => {
      expect(await read(values, 'text')).toEqual(values);
    }),
  );
});

test.each([
  ['text', ['null', '', ' a ', '{}', 'a,b', '"', '\\', '\\n', '\n', '\\"', '\u0001', 'é😀']],
  ['int', [1, null, -2]],
  ['float8', [0.5, 1e21]],
  ['boolean', [true, null, false]],
  ['timestamptz', [new Date('2026-03-27T01:02:03.004Z'), null]],
  ['jsonb', ['{"a":"\\n\\"b\\\\"}', null]],
  ['text', []],
])('%s: %j', async (type, values) => {
  const wanted = type === 'jsonb' ? values.map((value) => value && JSON.parse(String(value))) : values;
  expect(await read(values, type)).toEqual(wanted);
});
