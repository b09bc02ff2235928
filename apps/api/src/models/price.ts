import { fromDollars, type Nanos } from '../platform/money.ts';
import type { Tokens } from './tokens.ts';

export const priceStates = ['priced', 'free', 'unknown'] as const;
export type PriceState = (typeof priceStates)[number];

/** The kinds of tokens that can have a price of their own, in the order people read them. */
export const priceParts = ['input', 'cached_input', 'cache_write', 'output', 'audio_input', 'audio_output'] as const;
export type PricePart = (typeof priceParts)[number];

/** What a MILLION tokens of each kind cost. A kind without a price of its own costs what input or output does. */
export interface Price extends Record<PricePart, Nanos | null> {
  /** Null for a price that no row holds. */
  id: number | null;
  state: PriceState;
}

const MILLION = 1_000_000n;

/**
 * What the tokens cost: exact, and rounded half up to a billionth once, at the end. Each token is charged as one kind
 * only, should a provider's parts add up to more than the whole. Throws RangeError for a price nobody knows.
 */
export function costOf(tokens: Tokens, price: Price): Nanos {
  if (price.state === 'free') return 0 as Nanos;
  const { input, output } = price;
  if (price.state === 'unknown' || input === null || output === null) throw new RangeError('The price is not known');
  const millionths =
    charged(tokens.input, input, [
      [tokens.audio_input, price.audio_input],
      [tokens.cache_write, price.cache_write],
      [tokens.cached_input, price.cached_input],
    ]) + charged(tokens.output, output, [[tokens.audio_output, price.audio_output]]);
  return Number((millionths + MILLION / 2n) / MILLION) as Nanos;
}

/** The price in force at a time: the newest of `prices`, which are newest first, that has begun by then. */
export const priceAt = <P extends Price & { effectiveFrom: Date }>(prices: readonly P[], at: Date): P | undefined =>
  prices.find(({ effectiveFrom }) => effectiveFrom <= at);

/** The same dollars for every token, read or written; nothing at all is free. */
export function pricePerToken(costPerTokenUsd: number): Price {
  const each = fromDollars(costPerTokenUsd * 1_000_000);
  const others = { cached_input: null, cache_write: null, audio_input: null, audio_output: null };
  return { id: null, state: costPerTokenUsd === 0 ? 'free' : 'priced', input: each, output: each, ...others };
}

/** A whole at its rate, less the parts that have a rate of their own; a part takes no more than the earlier ones left. */
function charged(whole: number, rate: Nanos, parts: readonly (readonly [count: number, own: Nanos | null])[]): bigint {
  let left = whole;
  let sum = 0n;
  for (const [count, own] of parts) {
    const share = Math.min(count, left);
    left -= share;
    sum += BigInt(share) * BigInt(own ?? rate);
  }
  return sum + BigInt(left) * BigInt(rate);
}
