/** When the prices below stood at https://developers.openai.com/api/docs/pricing. */
export const LISTED_IN = '2026-06';

/**
 * What OpenAI lists for its own models, in dollars for a million tokens: input and output. It only catches slips of the
 * keyboard; nothing is charged by it.
 */
const listPrices: Record<string, readonly [input: number, output: number]> = {
  'gpt-3.5-turbo': [0.5, 1.5],
  'gpt-4': [30, 60],
  'gpt-4-turbo': [10, 30],
  'gpt-4o': [2.5, 10],
  'gpt-4o-mini': [0.15, 0.6],
  'gpt-4.1': [2, 8],
  'gpt-4.1-mini': [0.4, 1.6],
  'gpt-4.1-nano': [0.1, 0.4],
  'gpt-5': [1.25, 10],
  'gpt-5-mini': [0.25, 2],
  'gpt-5-nano': [0.05, 0.4],
  'gpt-5.2': [1.75, 14],
  'gpt-5.4': [2.5, 15],
  o1: [15, 60],
  o3: [2, 8],
  'o3-mini': [1.1, 4.4],
  'o4-mini': [1.1, 4.4],
  'text-embedding-3-small': [0.02, 0],
  'text-embedding-3-large': [0.13, 0],
  'text-embedding-ada-002': [0.1, 0],
};

/** The list price of a model or of a dated version of it, such as `gpt-4o-mini-2024-07-18`. */
export function listPriceOf(model: string): { model: string; input: number; output: number } | undefined {
  const base = model.toLowerCase().replace(/-\d{4}-\d{2}-\d{2}$/, '');
  const listed = Object.hasOwn(listPrices, base) ? listPrices[base] : undefined;
  return listed && { model: base, input: listed[0], output: listed[1] };
}
