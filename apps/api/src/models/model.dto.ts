import { z } from 'zod';
import { filledLine, line } from '../platform/http/text.ts';
import { fromDollars } from '../platform/money.ts';
import { priceParts, priceStates } from './price.ts';

const modelPurposes = ['chat', 'embedding'] as const;
export type ModelPurpose = (typeof modelPurposes)[number];

/** ASCII, so that its lower case is the same everywhere; no `/`, which parts a provider from its model. */
const alias = z
  .string()
  .trim()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]*$/, 'must be letters, digits, "_", "-", "." or ":", such as fast-chat')
  .transform((text) => text.toLowerCase());

const aliases = z
  .array(alias)
  .max(20)
  .transform((all) => [...new Set(all)])
  .describe('Names calls may use instead, in any case; unique in the tenant and no provider.');

const NANOS_OF_SMALLEST_PRICE = 1000;

const dollars = z
  .number()
  .min(0)
  .max(999_999)
  .refine((price) => fromDollars(price) % NANOS_OF_SMALLEST_PRICE === 0, 'has more than six decimals')
  .nullable();

const parts = {
  input: dollars.optional().describe('US dollars for a million tokens; needed for `priced`.'),
  cached_input: dollars.optional().describe('Null: the price of input.'),
  cache_write: dollars.optional().describe('Null: the price of input.'),
  output: dollars.optional().describe('Needed for `priced`; 0 for embeddings.'),
  audio_input: dollars.optional().describe('Null: the price of input.'),
  audio_output: dollars.optional().describe('Null: the price of output.'),
};

const price = z
  .strictObject({
    state: z.enum(priceStates),
    ...parts,
    effective_from: z.iso
      .datetime({ offset: true })
      .transform((text) => new Date(text))
      .optional()
      .describe('Now when absent; may lie in the past or in the future. A price of the same time is replaced.'),
  })
  .superRefine((given, context) => {
    const fault = (path: string, code: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message, params: { code } });
    const isPriced = given.state === 'priced';
    for (const part of priceParts) {
      const amount = given[part] ?? null;
      if (isPriced && amount === null && (part === 'input' || part === 'output')) fault(part, 'required', 'is needed');
      if (!isPriced && amount !== null) fault(part, 'not_priced', `has no place in a price that is ${given.state}`);
    }
  })
  .meta({ id: 'ModelPriceBody' });
export type ModelPriceBody = z.output<typeof price>;

const tokens = z.number().int().min(1).max(100_000_000).nullable();

export const newModelBody = z
  .strictObject({
    name: filledLine(100).describe('As the provider knows it.').meta({ example: 'gpt-4o-mini' }),
    aliases: aliases.optional(),
    purpose: z.enum(modelPurposes).optional().describe('`chat` when absent.'),
    is_default: z.boolean().optional().describe('Whether calls that name only the integration get this model.'),
    context_window: tokens.optional().describe('Tokens of question and answer together.'),
    max_output_tokens: tokens.optional(),
    base_model: line(100)
      .transform((text) => text || null)
      .nullable()
      .optional()
      .describe('What a custom-trained model was made from.'),
    active: z.boolean().optional(),
    price: price.optional(),
  })
  .meta({ id: 'NewModelBody' });
export type NewModelBody = z.output<typeof newModelBody>;

/** Absent fields stay as they are. */
export const changeModelBody = newModelBody.partial().meta({ id: 'ChangeModelBody' });
export type ChangeModelBody = z.output<typeof changeModelBody>;

const amount = z.number().nullable();
const shownParts = {
  state: z.enum(priceStates),
  input: amount.describe('US dollars for a million tokens.'),
  cached_input: amount,
  cache_write: amount,
  output: amount,
  audio_input: amount,
  audio_output: amount,
};

const datedPriceView = z
  .object({
    id: z.number().int(),
    ...shownParts,
    effective_from: z.iso.datetime(),
    created_by: z.string().nullable().describe('Null for those who may not change integrations.'),
  })
  .meta({ id: 'DatedModelPrice' });

export const modelView = z
  .object({
    id: z.number().int(),
    integration_id: z.number().int(),
    name: z.string(),
    aliases: z.array(z.string()),
    purpose: z.enum(modelPurposes),
    is_default: z.boolean().describe('Whether the integration names it as its model.'),
    context_window: z.number().int().nullable(),
    max_output_tokens: z.number().int().nullable(),
    base_model: z.string().nullable(),
    active: z.boolean(),
    price: z
      .object({ ...shownParts, effective_from: z.iso.datetime().nullable() })
      .meta({ id: 'ModelPrice' })
      .describe('The one in force now; `unknown` when there is none.'),
    prices: z.array(datedPriceView).describe('Each holds until the next begins; newest first.'),
    warnings: z.array(
      z.object({
        code: z.enum(['unlikely_price', 'base_model_without_price', 'alias_shadowed']),
        message: z.string(),
      }),
    ),
    version: z.number().int(),
    created_at: z.iso.datetime(),
    last_updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Model' });
export type ModelView = z.output<typeof modelView>;

export const discoveredModels = z
  .object({
    models: z.array(
      z.object({
        id: z.string(),
        owned_by: z.string().nullable(),
        registered: z.boolean(),
      }),
    ),
  })
  .meta({ id: 'DiscoveredModels' });
export type DiscoveredModels = z.output<typeof discoveredModels>;
