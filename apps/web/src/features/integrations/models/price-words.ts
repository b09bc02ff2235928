import type { Model, ModelPrice } from '@ims/api-client';

/** As exact as it is charged: a price of $0.0375 must not read $0.04. */
const dollars = new Intl.NumberFormat('en', {
  style: 'currency',
  currency: 'USD',
  minimumFractionDigits: 2,
  maximumFractionDigits: 6,
});

const tokens = new Intl.NumberFormat('en');

type Amounts = Pick<ModelPrice, 'state' | 'input' | 'output'>;

/** "$0.15 in / $0.60 out per 1M"; of embeddings, which write nothing, "$0.02 per 1M". */
export function priceWords({ state, input, output }: Amounts, purpose: Model['purpose']): string {
  if (state === 'free') return 'Free';
  if (state === 'unknown') return 'Unknown price';
  const read = dollars.format(input ?? 0);
  if (purpose === 'embedding' && !output) return `${read} per 1M`;
  return `${read} in / ${dollars.format(output ?? 0)} out per 1M`;
}

/** "128,000 tokens". */
export const tokenCount = (count: number) => `${tokens.format(count)} tokens`;

/** The next price that has not begun yet. */
export const upcomingPrice = ({ prices }: Model, now = Date.now()) =>
  prices.findLast(({ effective_from }) => Date.parse(effective_from) > now);
