import { describe, expect, it } from 'vitest';
import { checkJson, describeProblem } from './check-json.ts';
import type { JsonRules } from './json-rules.ts';

const amount = { info: 'US dollars', example: 1, number: { min: 0 } };
const share = { info: 'A share', example: 0.8, number: { min: 0, max: 1 } };
const costs: JsonRules = {
  keys: { max_monthly_cost: amount, monthly_limit: amount, cost_per_token: amount, alert_threshold: share },
  strict: true,
};
const model: JsonRules = {
  keys: { temperature: { info: 'How freely', example: 0.3, number: { min: 0, max: 2 } } },
  strict: false,
};

const said = (text: string, rules = costs) => checkJson(text, rules).problems.map(describeProblem);

describe('checkJson', () => {
  it('takes blank text for an empty object', () => {
    expect(checkJson(' \n', costs)).toEqual({ value: {}, problems: [] });
  });

  it('gives the object and keeps unknown keys', () => {
    expect(checkJson('{"cost_per_token": 0.0001, "team": "core"}', costs).value).toEqual({
      cost_per_token: 0.0001,
      team: 'core',
    });
  });

  it.each([
    ['{"a": 1,}', 'Line 1, column 8: no comma may stand before }'],
    ['{\n  "a": 1\n  "b": 2\n}', 'Line 3, column 3: a comma is expected between two entries'],
    ["{'a': 1}", 'Line 1, column 2: this is not JSON; texts and keys stand in double quotes'],
    ['{"a": "x\n}', 'Line 1, column 7: the closing double quote is missing'],
    ['{"a": 1', 'Line 1, column 8: the closing } is missing'],
    ['{} // note', 'Line 1, column 4: JSON has no comments'],
  ])('places the syntax error of %j', (text, expected) => {
    expect(said(text)).toEqual([expected]);
    expect(checkJson(text, costs).value).toBeUndefined();
  });

  it.each(['[1]', '"text"', '12', 'null'])('refuses %s, which is not an object', (text) => {
    expect(said(text)).toEqual(['Line 1, column 1: must be a JSON object, such as {"key": "value"}']);
  });

  it('flags a key that stands twice, at its second place', () => {
    expect(said('{"a": {"b": 1,\n "b": 2}}')).toEqual(['Line 2, column 2: the key "b" stands twice in one object']);
  });

  it.each([
    ['{"max_monthly_cost": -1}', 'max_monthly_cost must not be negative'],
    ['{"monthly_limit": "500"}', 'monthly_limit must be a number'],
    ['{"cost_per_token": -0.1}', 'cost_per_token must not be negative'],
    ['{"alert_threshold": 80}', 'alert_threshold must be between 0 and 1'],
  ])('refuses what the server refuses in a cost configuration: %s', (text, message) => {
    expect(checkJson(text, costs).problems).toMatchObject([{ severity: 'error', message }]);
  });

  it('lets a known key be null', () => {
    expect(said('{"alert_threshold": null}')).toEqual([]);
  });

  it('only points out an odd model parameter, which the provider may yet take', () => {
    const { value, problems } = checkJson('{"temperature": 3}', model);
    expect(problems).toMatchObject([{ severity: 'warning', message: 'temperature must be between 0 and 2' }]);
    expect(value).toEqual({ temperature: 3 });
  });

  it.each(['{"a": 1e999}', '{"a": 9007199254740993}'])('refuses %s, which would be sent as another number', (text) => {
    expect(said(text)).toEqual(['Line 1, column 7: this number is too large to be kept exactly; write it as text']);
  });

  it('refuses keys that reach the prototype', () => {
    expect(said('{"__proto__": {}}')).toEqual(['Line 1, column 2: the key "__proto__" is not allowed']);
  });

  it('refuses more than ten levels and more than 16 kB', () => {
    expect(said(`${'{"a":'.repeat(10)}{}${'}'.repeat(10)}`)).toEqual([
      'Line 1, column 51: must not be nested deeper than 10 levels',
    ]);
    expect(said(`{"a": "${'x'.repeat(16_384)}"}`)).toEqual(['Line 1, column 1: must be at most 16 kB']);
  });
});
