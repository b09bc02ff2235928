import type { ModelPrice, ModelPriceBody } from '@ims/api-client';
import { startOfDay } from '../../../shared/zoned-days.ts';

type State = ModelPrice['state'];

export const parts = ['input', 'output', 'cached_input', 'cache_write', 'audio_input', 'audio_output'] as const;
type Part = (typeof parts)[number];

/** What stands in the fields; amounts as they are typed. */
export interface PriceValues extends Record<Part, string> {
  state: State;
  /** A day, `2026-03-29`; empty for now. */
  from: string;
}

export const priceFields = ['state', ...parts, 'effective_from'].map((name) => `price.${name}`);

const typed = (amount: number | null) => (amount === null ? '' : String(amount));

export const valuesOf = (price: ModelPrice): PriceValues => ({
  state: price.state,
  input: typed(price.input),
  output: typed(price.output),
  cached_input: typed(price.cached_input),
  cache_write: typed(price.cache_write),
  audio_input: typed(price.audio_input),
  audio_output: typed(price.audio_output),
  from: '',
});

export const noPrice: PriceValues = {
  state: 'unknown',
  input: '',
  output: '',
  cached_input: '',
  cache_write: '',
  audio_input: '',
  audio_output: '',
  from: '',
};

const AMOUNT = /^\d{1,6}(\.\d{1,6})?$/;

/** What can be told of an amount without asking the API. */
const fault = (text: string, needed: boolean) => {
  if (text.trim() === '') return needed ? 'Enter an amount.' : null;
  return AMOUNT.test(text.trim()) ? null : 'Enter dollars, such as 0.15.';
};

const amount = (needed: boolean) => (text: string, values: { price: PriceValues }) =>
  values.price.state === 'priced' ? fault(text, needed) : null;

export const priceRules = {
  input: amount(true),
  output: amount(true),
  cached_input: amount(false),
  cache_write: amount(false),
  audio_input: amount(false),
  audio_output: amount(false),
};

/** A day begins at midnight where the tenant is. */
export function priceBody({ state, from, ...amounts }: PriceValues, timeZone: string): ModelPriceBody {
  const begin = from === '' ? {} : { effective_from: startOfDay(from, timeZone).toISOString() };
  if (state !== 'priced') return { state, ...begin };
  const entered = Object.entries(amounts).map(([part, text]) => [part, text.trim() === '' ? null : Number(text)]);
  return { state, ...Object.fromEntries(entered), ...begin };
}
