import { describe, expect, test } from 'vitest';
import { listPriceOf } from './known-prices.ts';
import type { StoredPrice } from './models.repository.ts';
import { warningsOf } from './warnings.ts';

const priced = (input: number, output: number): StoredPrice => ({
  id: 1,
  state: 'priced',
  input,
  output,
  cached_input: null,
  cache_write: null,
  audio_input: null,
  audio_output: null,
  effective_from: '2026-01-01T00:00:00Z',
  created_by: 'somebody',
});

const free: StoredPrice = { ...priced(0, 0), state: 'free', input: null, output: null };

const codes = (given: Partial<Parameters<typeof warningsOf>[0]>) =>
  warningsOf({ name: 'some-model', base_model: null, shadowed: [], prices: [], isPriceKnown: true, ...given }).map(
    ({ code }) => code,
  );

describe('a list price', () => {
  test.each([
    ['gpt-4o-mini', 'gpt-4o-mini'],
    ['GPT-4o-mini', 'gpt-4o-mini'],
    ['gpt-4o-mini-2024-07-18', 'gpt-4o-mini'],
    ['gpt-4o-mini-audio', undefined],
    ['my-own', undefined],
    ['constructor', undefined],
  ])('of %s is that of %s', (name, base) => {
    expect(listPriceOf(name)?.model).toBe(base);
  });
});

describe('a price', () => {
  test.each([
    ['as listed', [0.15, 0.6], []],
    ['19 times the list price', [0.15 * 19, 0.6 * 19], []],
    ['a 19th of it', [0.15 / 19, 0.6 / 19], []],
    ['20 times it', [3, 0.6], ['unlikely_price']],
    ['a 20th of it', [0.15, 0.03], ['unlikely_price']],
    ['for a thousand tokens', [0.00015, 0.0006], ['unlikely_price', 'unlikely_price']],
    ['of nothing', [0, 0.6], ['unlikely_price']],
  ])('%s is warned about as it deserves', (_what, [input = 0, output = 0], expected) => {
    expect(codes({ name: 'gpt-4o-mini-2024-07-18', prices: [priced(input, output)] })).toEqual(expected);
  });

  test('is compared with the model it was made from, where its own name is not listed', () => {
    expect(codes({ name: 'ours', base_model: 'gpt-4o-mini', prices: [priced(150, 0.6)] })).toEqual(['unlikely_price']);
    expect(codes({ name: 'gpt-4o', base_model: 'gpt-4o-mini', prices: [priced(2.5, 10)] })).toEqual([]);
  });

  test('of embeddings has no output to compare', () => {
    expect(codes({ name: 'text-embedding-3-small', prices: [priced(0.02, 0)] })).toEqual([]);
    expect(codes({ name: 'text-embedding-3-small', prices: [priced(20, 0)] })).toEqual(['unlikely_price']);
  });

  test('that is free or of a model nobody lists is not compared', () => {
    expect(codes({ name: 'gpt-4o-mini', prices: [free] })).toEqual([]);
    expect(codes({ name: 'ours', prices: [priced(999, 999)] })).toEqual([]);
  });

  test('of later counts as well, and the same warning is given once', () => {
    expect(codes({ name: 'gpt-4o-mini', prices: [priced(0.15, 0.6), priced(150, 0.6)] })).toEqual(['unlikely_price']);
    expect(codes({ name: 'gpt-4o-mini', prices: [priced(150, 0.6), priced(150, 0.6)] })).toEqual(['unlikely_price']);
  });

  test('is missed for a model made from another', () => {
    expect(codes({ base_model: 'gpt-4o-mini', isPriceKnown: false })).toEqual(['base_model_without_price']);
    expect(codes({ isPriceKnown: false })).toEqual([]);
  });
});

test('an alias that names an integration by now is warned about', () => {
  expect(warningsOf({ name: 'm', base_model: null, shadowed: ['fast'], prices: [], isPriceKnown: true })).toEqual([
    { code: 'alias_shadowed', message: expect.stringContaining('fast') },
  ]);
});
