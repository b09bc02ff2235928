import { z } from 'zod';

export const resolveQuery = z.strictObject({
  purpose: z.enum(['chat', 'embedding']).default('chat'),
  model: z
    .string()
    .trim()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Where to begin, in the words of the gateway: a provider, `provider/model` or an alias. Absent: with whom nobody falls back to.',
    ),
});
export type ResolveQuery = z.output<typeof resolveQuery>;

const resolved = z
  .object({
    integration_id: z.number().int(),
    provider: z.string(),
    display_name: z.string(),
    base_url: z.string(),
    model: z.string().describe('As the provider knows it.'),
    model_config: z.record(z.string(), z.unknown()).describe('Default parameters of calls.'),
    context_window: z.number().int().nullable(),
    max_output_tokens: z.number().int().nullable(),
  })
  .meta({ id: 'ResolvedProvider' });
export type ResolvedProvider = z.output<typeof resolved>;

export const resolution = z
  .object({
    purpose: z.enum(['chat', 'embedding']),
    chain: z.array(resolved).describe('Ask the first; if it fails, the next. Active ones that have money left.'),
  })
  .meta({ id: 'Resolution' });
export type Resolution = z.output<typeof resolution>;
