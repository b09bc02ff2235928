import type { ChangeModelBody, Model, NewModelBody } from '@ims/api-client';
import { noPrice, type PriceValues, priceBody, priceRules } from './price-form.ts';

/** What stands in the fields; numbers and names as they are typed. */
export interface ModelValues {
  name: string;
  aliases: string;
  purpose: Model['purpose'];
  context_window: string;
  max_output_tokens: string;
  base_model: string;
  is_default: boolean;
  price: PriceValues;
}

export const modelFields = [
  'name',
  'aliases',
  'purpose',
  'context_window',
  'max_output_tokens',
  'base_model',
  'is_default',
] as const;

const typed = (count: number | null) => (count === null ? '' : String(count));

export const newModel = (name: string): ModelValues => ({
  name,
  aliases: '',
  purpose: purposeOf(name),
  context_window: '',
  max_output_tokens: '',
  base_model: '',
  is_default: false,
  price: noPrice,
});

export const modelValues = (model: Model): ModelValues => ({
  name: model.name,
  aliases: model.aliases.join(', '),
  purpose: model.purpose,
  context_window: typed(model.context_window),
  max_output_tokens: typed(model.max_output_tokens),
  base_model: model.base_model ?? '',
  is_default: model.is_default,
  price: noPrice,
});

const count = (text: string) =>
  text.trim() === '' || /^[1-9]\d{0,8}$/.test(text.trim()) ? null : 'Enter a number of tokens, such as 128000.';

/** What can be told without asking the API, which has the last word. */
export const modelRules = {
  name: (text: string) => (text.trim() === '' ? 'Enter a name.' : null),
  context_window: count,
  max_output_tokens: count,
  price: priceRules,
};

/** What providers name so is for vectors. */
export const purposeOf = (name: string): Model['purpose'] => (/embed/i.test(name) ? 'embedding' : 'chat');

const numeric = (text: string) => (text.trim() === '' ? null : Number(text));

export function changeBody(values: ModelValues): ChangeModelBody & { name: string } {
  const { name, purpose, base_model, is_default } = values;
  const aliases = values.aliases.split(/[\s,]+/).filter((alias) => alias !== '');
  const context_window = numeric(values.context_window);
  const max_output_tokens = numeric(values.max_output_tokens);
  return { name, aliases, purpose, context_window, max_output_tokens, base_model, is_default };
}

/** A price that nobody knows now is not worth a row. */
export function createBody(values: ModelValues, timeZone: string): NewModelBody {
  const { price } = values;
  const isSaid = price.state !== 'unknown' || price.from !== '';
  return { ...changeBody(values), ...(isSaid ? { price: priceBody(price, timeZone) } : {}) };
}
