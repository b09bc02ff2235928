import type { LatencyCounts } from './latency-classes.ts';

/** What is counted of attempts: columns of the tables of sums, in whichever slot of time. */
export const counted = [
  'requests',
  'attempts',
  'failures',
  'unpriced',
  'estimated',
  'input_tokens',
  'cached_input_tokens',
  'output_tokens',
  'reasoning_tokens',
  'cost_nanos',
] as const;

/** How many attempts took how long. */
export const histograms = ['latency', 'first_token'] as const;

/** The same as the database packs them, for those who add up many rows. */
export const packed = ['latency_packed', 'first_token_packed'] as const;

export type Sums = Record<(typeof counted)[number], number> & Record<(typeof histograms)[number], LatencyCounts>;

/** Of a time in which nothing was used; to be added to. */
export const noSums = (): Sums => ({
  requests: 0,
  attempts: 0,
  failures: 0,
  unpriced: 0,
  estimated: 0,
  input_tokens: 0,
  cached_input_tokens: 0,
  output_tokens: 0,
  reasoning_tokens: 0,
  cost_nanos: 0,
  latency: [],
  first_token: [],
});
