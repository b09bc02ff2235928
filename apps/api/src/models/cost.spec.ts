import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromDollars, type Nanos } from '../platform/money.ts';
import { costOf, type Price, type PricePart, priceAt, priceParts, pricePerToken } from './price.ts';
import { readUsage } from './read-usage.ts';
import { noTokens, type Tokens } from './tokens.ts';

/** In dollars for a million tokens, as price lists have them: $1 for a million is 1000 nanos a token. */
const priced = (dollars: Partial<Record<PricePart, number>>): Price => ({
  ...blank,
  state: 'priced',
  ...Object.fromEntries(Object.entries(dollars).map(([part, price]) => [part, fromDollars(price)])),
});
const blank: Price = {
  id: null,
  state: 'unknown',
  input: null,
  cached_input: null,
  cache_write: null,
  output: null,
  audio_input: null,
  audio_output: null,
};
const free: Price = { ...blank, state: 'free' };
const mini = priced({ input: 0.15, output: 0.6 });
const miniCached = priced({ input: 0.15, cached_input: 0.075, output: 0.6 });
const sonnet = priced({ input: 3, cached_input: 0.3, cache_write: 3.75, output: 15 });
const audio = priced({ input: 2.5, output: 10, audio_input: 40, audio_output: 80 });
const embedding = priced({ input: 0.02, output: 0 });
const tiny = priced({ input: 0.0375, output: 0.15 });

const tokens = (some: Partial<Tokens>): Tokens => ({ ...noTokens, ...some });

type Case = [what: string, usage: unknown, read: Partial<Tokens>, price: Price, nanos: number];

const cases: Case[] = [
  [
    'a plain chat completion',
    { prompt_tokens: 1000, completion_tokens: 500, total_tokens: 1500 },
    { input: 1000, output: 500 },
    mini,
    1000 * 150 + 500 * 600,
  ],
  [
    'the last chunk of a stream, with empty details',
    {
      prompt_tokens: 9,
      completion_tokens: 12,
      total_tokens: 21,
      prompt_tokens_details: {},
      completion_tokens_details: {},
    },
    { input: 9, output: 12 },
    mini,
    9 * 150 + 12 * 600,
  ],
  [
    'Azure, which adds filters and fingerprints',
    {
      prompt_tokens: 30,
      completion_tokens: 4,
      total_tokens: 34,
      prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
      completion_tokens_details: {
        reasoning_tokens: 0,
        audio_tokens: 0,
        accepted_prediction_tokens: 0,
        rejected_prediction_tokens: 0,
      },
      latency_checkpoint: { engine_ttft_ms: 70 },
    },
    { input: 30, output: 4 },
    mini,
    30 * 150 + 4 * 600,
  ],
  [
    'a rejected prediction, which is part of the output',
    {
      prompt_tokens: 100,
      completion_tokens: 40,
      total_tokens: 140,
      completion_tokens_details: { accepted_prediction_tokens: 10, rejected_prediction_tokens: 20 },
    },
    { input: 100, output: 40 },
    mini,
    100 * 150 + 40 * 600,
  ],
  [
    'the responses API',
    {
      input_tokens: 36,
      input_tokens_details: { cached_tokens: 6 },
      output_tokens: 87,
      output_tokens_details: { reasoning_tokens: 64 },
      total_tokens: 123,
    },
    { input: 36, cached_input: 6, output: 87, reasoning: 64 },
    miniCached,
    30 * 150 + 6 * 75 + 87 * 600,
  ],
  ['embeddings', { prompt_tokens: 8, total_tokens: 8 }, { input: 8 }, embedding, 8 * 20],
  ['embeddings that tell a total only', { total_tokens: 25 }, { input: 25 }, embedding, 25 * 20],
  [
    'cached input at its own price',
    { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } },
    { input: 2006, cached_input: 1920, output: 300 },
    miniCached,
    86 * 150 + 1920 * 75 + 300 * 600,
  ],
  [
    'cached input without a price of its own, at the price of input',
    { prompt_tokens: 2006, completion_tokens: 300, prompt_tokens_details: { cached_tokens: 1920 } },
    { input: 2006, cached_input: 1920, output: 300 },
    mini,
    2006 * 150 + 300 * 600,
  ],
  [
    'cached input that costs nothing',
    { prompt_tokens: 100, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 90 } },
    { input: 100, cached_input: 90, output: 1 },
    priced({ input: 1, cached_input: 0, output: 2 }),
    10 * 1000 + 90 * 0 + 1 * 2000,
  ],
  [
    'reasoning, which is part of the output and charged once',
    { prompt_tokens: 50, completion_tokens: 900, completion_tokens_details: { reasoning_tokens: 832 } },
    { input: 50, output: 900, reasoning: 832 },
    priced({ input: 1.1, output: 4.4 }),
    50 * 1100 + 900 * 4400,
  ],
  [
    'reasoning that the completion leaves out and the total counts',
    {
      prompt_tokens: 32,
      completion_tokens: 9,
      total_tokens: 235,
      completion_tokens_details: { reasoning_tokens: 194 },
    },
    { input: 32, output: 203, reasoning: 194 },
    priced({ input: 0.3, output: 0.5 }),
    32 * 300 + (9 + 194) * 500,
  ],
  [
    'audio both ways',
    {
      prompt_tokens: 110,
      completion_tokens: 250,
      prompt_tokens_details: { text_tokens: 10, audio_tokens: 100, cached_tokens: 0 },
      completion_tokens_details: { text_tokens: 50, audio_tokens: 200 },
    },
    { input: 110, audio_input: 100, output: 250, audio_output: 200 },
    audio,
    10 * 2500 + 100 * 40_000 + 50 * 10_000 + 200 * 80_000,
  ],
  [
    'audio without a price of its own',
    {
      prompt_tokens: 110,
      completion_tokens: 250,
      prompt_tokens_details: { audio_tokens: 100 },
      completion_tokens_details: { audio_tokens: 200 },
    },
    { input: 110, audio_input: 100, output: 250, audio_output: 200 },
    mini,
    110 * 150 + 250 * 600,
  ],
  ['explicit zeros', { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }, {}, mini, 0],
  [
    'an explicit zero of output',
    { prompt_tokens: 7, completion_tokens: 0, total_tokens: 7 },
    { input: 7 },
    mini,
    7 * 150,
  ],
  [
    'missing details and no total',
    { prompt_tokens: 3, completion_tokens: 5 },
    { input: 3, output: 5 },
    mini,
    3 * 150 + 5 * 600,
  ],
  [
    'nulls for all that is not known',
    {
      prompt_tokens: 3,
      completion_tokens: 5,
      total_tokens: null,
      prompt_tokens_details: null,
      completion_tokens_details: { reasoning_tokens: null },
    },
    { input: 3, output: 5 },
    mini,
    3 * 150 + 5 * 600,
  ],
  [
    'a null completion beside a total',
    { prompt_tokens: 10, completion_tokens: null, total_tokens: 14 },
    { input: 10, output: 4 },
    mini,
    10 * 150 + 4 * 600,
  ],
  [
    'a completion and a total, without the prompt',
    { completion_tokens: 5, total_tokens: 12 },
    { input: 7, output: 5 },
    mini,
    7 * 150 + 5 * 600,
  ],
  [
    "DeepSeek's hits and misses",
    {
      prompt_tokens: 120,
      completion_tokens: 30,
      total_tokens: 150,
      prompt_cache_hit_tokens: 64,
      prompt_cache_miss_tokens: 56,
    },
    { input: 120, cached_input: 64, output: 30 },
    priced({ input: 0.27, cached_input: 0.07, output: 1.1 }),
    56 * 270 + 64 * 70 + 30 * 1100,
  ],
  [
    "Anthropic's input, which leaves out what the cache took and gave",
    { input_tokens: 21, cache_creation_input_tokens: 188, cache_read_input_tokens: 2048, output_tokens: 393 },
    { input: 21 + 188 + 2048, cached_input: 2048, cache_write: 188, output: 393 },
    sonnet,
    21 * 3000 + 188 * 3750 + 2048 * 300 + 393 * 15_000,
  ],
  [
    "Anthropic's fields beside a prompt that counts them",
    {
      prompt_tokens: 2257,
      completion_tokens: 393,
      total_tokens: 2650,
      cache_creation_input_tokens: 188,
      cache_read_input_tokens: 2048,
    },
    { input: 2257, cached_input: 2048, cache_write: 188, output: 393 },
    sonnet,
    21 * 3000 + 188 * 3750 + 2048 * 300 + 393 * 15_000,
  ],
  [
    'a cache write without a price of its own',
    { input_tokens: 10, cache_creation_input_tokens: 90, cache_read_input_tokens: 0, output_tokens: 1 },
    { input: 100, cache_write: 90, output: 1 },
    mini,
    100 * 150 + 1 * 600,
  ],
  [
    'more cached than there was, limited to what there was',
    { prompt_tokens: 10, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 4000 } },
    { input: 10, cached_input: 10, output: 1 },
    miniCached,
    10 * 75 + 1 * 600,
  ],
  [
    'parts that overlap, each token charged once, the dearest kind first',
    { prompt_tokens: 100, completion_tokens: 0, prompt_tokens_details: { cached_tokens: 80, audio_tokens: 60 } },
    { input: 100, cached_input: 80, audio_input: 60 },
    priced({ input: 2.5, cached_input: 1.25, output: 10, audio_input: 40 }),
    60 * 40_000 + 40 * 1250,
  ],
  [
    'details that are no counts, ignored',
    {
      prompt_tokens: 10,
      completion_tokens: 10,
      prompt_tokens_details: { cached_tokens: -4, audio_tokens: 1e12 },
      completion_tokens_details: { reasoning_tokens: '7', audio_tokens: 0.5 },
    },
    { input: 10, output: 10 },
    miniCached,
    10 * 150 + 10 * 600,
  ],
  [
    'a total that is no count, ignored',
    { prompt_tokens: 10, completion_tokens: 10, total_tokens: 1e300 },
    { input: 10, output: 10 },
    mini,
    10 * 150 + 10 * 600,
  ],
  [
    'both names at once: those of the chat API count',
    { prompt_tokens: 10, completion_tokens: 5, input_tokens: 0, output_tokens: 0 },
    { input: 10, output: 5 },
    mini,
    10 * 150 + 5 * 600,
  ],
  ['a free model', { prompt_tokens: 1_000_000, completion_tokens: 1 }, { input: 1_000_000, output: 1 }, free, 0],
  [
    'one price for every token',
    { prompt_tokens: 1000, completion_tokens: 500, prompt_tokens_details: { cached_tokens: 900 } },
    { input: 1000, cached_input: 900, output: 500 },
    pricePerToken(0.000_000_03),
    1000 * 30 + 500 * 30,
  ],
  ['nothing for every token', { prompt_tokens: 5, completion_tokens: 5 }, { input: 5, output: 5 }, pricePerToken(0), 0],
  [
    'one token at $0.0375 a million: 37.5 nanos, half up',
    { prompt_tokens: 1, completion_tokens: 0 },
    { input: 1 },
    tiny,
    37.5 + 0.5,
  ],
  [
    'three at that price: 112.5, rounded once and not three times',
    { prompt_tokens: 3, completion_tokens: 0 },
    { input: 3 },
    tiny,
    3 * 37.5 + 0.5,
  ],
  [
    'halves of input and of output that make a whole',
    { prompt_tokens: 1, completion_tokens: 1 },
    { input: 1, output: 1 },
    priced({ input: 0.0375, output: 0.0375 }),
    37.5 + 37.5,
  ],
  [
    'less than half a nano: nothing',
    { prompt_tokens: 4, completion_tokens: 0 },
    { input: 4 },
    priced({ input: 0.0001, output: 0 }),
    0,
  ],
  [
    'a million tokens each way',
    { prompt_tokens: 1_000_000, completion_tokens: 1_000_000, total_tokens: 2_000_000 },
    { input: 1_000_000, output: 1_000_000 },
    mini,
    150_000_000 + 600_000_000,
  ],
  [
    'a price that no binary fraction meets, a hundred million times',
    { prompt_tokens: 100_000_000, completion_tokens: 0 },
    { input: 100_000_000 },
    priced({ input: 0.1, output: 0.1 }),
    100 * 100_000_000,
  ],
];

test.each(cases)('the cost is exact to the nano for %s', (_what, usage, read, price, nanos) => {
  const counted = readUsage(usage);
  expect(counted).toEqual(tokens(read));
  expect(costOf(counted as Tokens, price)).toBe(nanos);
});

test.each([
  ['nothing', undefined],
  ['null', null],
  ['a number', 12],
  ['a text', '12'],
  ['an array', [{ prompt_tokens: 1 }]],
  ['an empty object', {}],
  ['nulls only', { prompt_tokens: null, completion_tokens: null, total_tokens: null }],
  ['names nobody knows', { tokens: 12 }],
  ['a negative prompt', { prompt_tokens: -1, completion_tokens: 5 }],
  ['a negative completion', { prompt_tokens: 5, completion_tokens: -1 }],
  ['a fraction', { prompt_tokens: 1.5, completion_tokens: 5 }],
  ['more than can be counted', { prompt_tokens: 1e15, completion_tokens: 5 }],
  ['a prompt written as text', { prompt_tokens: '12', completion_tokens: 5 }],
  ['not a number', { prompt_tokens: Number.NaN, completion_tokens: 5 }],
  ['infinity', { prompt_tokens: 5, completion_tokens: Number.POSITIVE_INFINITY }],
  ['a truth value', { input_tokens: true, output_tokens: 1 }],
  ['a total alone that is no count', { total_tokens: -3 }],
  [
    'a sum beyond what can be counted',
    { input_tokens: 2_000_000_000, output_tokens: 1, cache_read_input_tokens: 2_000_000_000 },
  ],
])('%s is no usage', (_what, usage) => {
  expect(readUsage(usage)).toBeUndefined();
});

const count = fc.nat({ max: 10_000_000 });
const anyTokens = fc.record<Tokens>({
  input: count,
  cached_input: count,
  cache_write: count,
  output: count,
  reasoning: count,
  audio_input: count,
  audio_output: count,
});
const rate = fc.nat({ max: 1_000_000_000_000 }) as fc.Arbitrary<Nanos>;
const anyPrice = fc
  .record({
    input: rate,
    output: rate,
    cached_input: fc.option(rate),
    cache_write: fc.option(rate),
    audio_input: fc.option(rate),
    audio_output: fc.option(rate),
  })
  .map((rates): Price => ({ id: null, state: 'priced', ...rates }));

describe('a cost', () => {
  test('lies between all tokens at the lowest rate and all at the highest', () => {
    fc.assert(
      fc.property(anyTokens, anyPrice, (used, price) => {
        const rates = priceParts.map((part) => price[part]).filter((each) => each !== null);
        const all = used.input + used.output;
        const cost = costOf(used, price);
        expect(cost).toBeGreaterThanOrEqual(Math.floor((all * Math.min(...rates)) / 1e6) - 1);
        expect(cost).toBeLessThanOrEqual(Math.ceil((all * Math.max(...rates)) / 1e6) + 1);
      }),
    );
  });

  test('is worked out from whole numbers only, whatever a provider sends', () => {
    fc.assert(
      fc.property(fc.anything(), (usage) => {
        const counted = readUsage(usage);
        for (const value of Object.values(counted ?? {})) expect(Number.isSafeInteger(value) && value >= 0).toBe(true);
      }),
    );
  });

  test.each([
    ['is unknown', blank],
    ['lacks a price of output', priced({ input: 1 })],
  ])('is refused for a price that %s', (_why, price) => {
    expect(() => costOf(tokens({ input: 1 }), price)).toThrow(RangeError);
  });
});

describe('the price in force', () => {
  const since = (time: string, input: number) => ({
    ...priced({ input, output: input }),
    effectiveFrom: new Date(time),
  });
  const prices = [since('2026-03-01T00:00:00Z', 3), since('2026-02-01T00:00:00Z', 2), since('2026-01-01T00:00:00Z', 1)];

  test.each([
    ['2025-12-31T23:59:59.999Z', undefined],
    ['2026-01-01T00:00:00.000Z', 1],
    ['2026-01-31T23:59:59.999Z', 1],
    ['2026-02-01T00:00:00.000Z', 2],
    ['2026-02-28T23:59:59.999Z', 2],
    ['2030-01-01T00:00:00.000Z', 3],
  ])('at %s is $%s', (at, dollars) => {
    expect(priceAt(prices, new Date(at))?.input).toBe(dollars === undefined ? undefined : fromDollars(dollars));
  });

  test('does not exist where there are no prices', () => {
    expect(priceAt([], new Date())).toBeUndefined();
  });
});
