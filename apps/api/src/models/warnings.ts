import { LISTED_IN, listPriceOf } from './known-prices.ts';
import type { StoredPrice } from './models.repository.ts';

/** Something about a model that its admin should look at; calls work all the same. */
export interface ModelWarning {
  code: 'unlikely_price' | 'base_model_without_price' | 'alias_shadowed';
  message: string;
}

interface Warned {
  name: string;
  base_model: string | null;
  /** Aliases that meanwhile name an integration, which goes first. */
  shadowed: readonly string[];
  /** In force now or later. */
  prices: readonly StoredPrice[];
  isPriceKnown: boolean;
}

/** So far from the list price, a decimal point or the unit is wrong. */
const FAR_OFF = 20;

export function warningsOf({ name, base_model, shadowed, prices, isPriceKnown }: Warned): ModelWarning[] {
  const listed = listPriceOf(name) ?? (base_model === null ? undefined : listPriceOf(base_model));
  const unlikely = new Set(listed && prices.flatMap((price) => unlikelyParts(price, listed)));
  return [
    ...[...unlikely].map((message): ModelWarning => ({ code: 'unlikely_price', message })),
    ...(base_model !== null && !isPriceKnown ? [withoutPrice(base_model)] : []),
    ...shadowed.map(shadow),
  ];
}

function unlikelyParts(price: StoredPrice, listed: { model: string; input: number; output: number }): string[] {
  if (price.state !== 'priced') return [];
  return (['input', 'output'] as const).flatMap((part) => {
    const [own, usual] = [price[part] ?? 0, listed[part]];
    if (usual === 0 || (own < usual * FAR_OFF && own > usual / FAR_OFF)) return [];
    return [
      `$${own} for a million tokens of ${part} is far from the $${usual} that OpenAI listed for ${listed.model} in ${LISTED_IN}. Check the decimal point and the unit.`,
    ];
  });
}

const withoutPrice = (baseModel: string): ModelWarning => ({
  code: 'base_model_without_price',
  message: `A model made from ${baseModel} has a price of its own. Enter it, or what its calls cost stays unknown.`,
});

const shadow = (alias: string): ModelWarning => ({
  code: 'alias_shadowed',
  message: `The alias ${alias} is the provider of an integration by now, which goes first. Choose another alias.`,
});
