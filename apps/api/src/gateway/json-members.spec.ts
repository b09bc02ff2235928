import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GatewayError } from './gateway-error.ts';
import { membersOf } from './json-members.ts';

const edited = (text: string, changes: Record<string, string>) =>
  membersOf(text).edit(text, new Map(Object.entries(changes)));

describe('members of a JSON object', () => {
  it.each([
    ['{"model":"a","n":1}', { model: '"b"' }, '{"model":"b","n":1}'],
    [
      '{ "model" : "a\\"}" , "n" : 12345678901234567890 }',
      { model: '"b"' },
      '{ "model" : "b" , "n" : 12345678901234567890 }',
    ],
    ['{"a":{"model":"x"},"model":"a"}', { model: '"b"' }, '{"a":{"model":"x"},"model":"b"}'],
    ['{"a":["]","}",{"b":"\\\\"}],"model":"a"}', { model: '"b"' }, '{"a":["]","}",{"b":"\\\\"}],"model":"b"}'],
    ['{"model":"a"}', { temperature: '0.3' }, '{"temperature":0.3,"model":"a"}'],
    ['\n{ }', { n: '1' }, '\n{"n":1 }'],
    ['{"m\\u006fdel":"a"}', { model: '"b"' }, '{"m\\u006fdel":"b"}'],
    ['{"a":true,"b":null,"c":-1.5e3}', { b: '2', a: 'false', c: '"x"' }, '{"a":false,"b":2,"c":"x"}'],
  ])('%s with %j', (text, changes, expected) => expect(edited(text, changes as never)).toBe(expected));

  it('are refused when a name stands twice, however it is written', () => {
    expect(() => membersOf('{"model":"a","m\\u006fdel":"b"}')).toThrow(GatewayError);
  });

  it('are found wherever they stand, and everything else stays as it was', () => {
    fc.assert(
      fc.property(
        fc.dictionary(fc.string(), fc.jsonValue()),
        fc.jsonValue(),
        fc.integer({ min: 0, max: 3 }),
        (object, value, indent) => {
          const text = JSON.stringify({ ...object, model: 'x' }, undefined, indent);
          const result = edited(text, { model: JSON.stringify(value), extra: '[1]' });
          expect(JSON.parse(result)).toEqual(JSON.parse(JSON.stringify({ ...object, extra: [1], model: value })));
        },
      ),
    );
  });
});
