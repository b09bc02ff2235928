import { z } from 'zod';
import type { BodyLimits } from '../../platform/http/json-body.ts';
import { operations } from '../usage-event.ts';

/** A thousand events with all the detail that providers give. */
export const usageReports: Record<string, BodyLimits> = { '/api/v1/service/usage': { size: '2mb', keys: 50_000 } };

const MOST = 2_147_483_647;
const OLDEST_MS = 35 * 86_400_000;
/** Clocks of services may be ahead of ours. */
const AHEAD_MS = 300_000;

const count = z.int().min(0).max(MOST);

const tokens = z.strictObject({
  input: count.describe('All that was read, from a cache or not.'),
  output: count.describe('All that was written, reasoning included.'),
  cached_input: count.default(0),
  cache_write: count.default(0),
  reasoning: count.default(0),
  audio_input: count.default(0),
  audio_output: count.default(0),
});

const time = z.iso
  .datetime({ offset: true })
  .refine(
    (text) => {
      const age = Date.now() - Date.parse(text);
      return age <= OLDEST_MS && age >= -AHEAD_MS;
    },
    { error: 'must lie within the last 35 days', params: { code: 'invalid_time' } },
  )
  .transform((text) => new Date(text));

const fault = (code: string) => ({ code: 'custom', params: { code } }) as const;

const serviceUsageEvent = z
  .strictObject({
    request_id: z
      .string()
      .regex(/^[\x21-\x7e]{1,100}$/, 'must be 1 to 100 visible ASCII characters')
      .describe('Of your choice, another one for each call: reported again it counts once.'),
    occurred_at: time.optional().describe('Now unless told.'),
    integration: z
      .union([z.int().min(1).max(MOST), z.string().trim().min(1).max(50)])
      .describe('Id or provider of an AI provider of the tenant.')
      .meta({ example: 'openai' }),
    model: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .regex(/^\P{Cc}*$/u, 'holds control characters; remove them')
      .describe('As the provider knows it, or an alias.'),
    operation: z.enum(operations).default('chat'),
    usage: z
      .record(z.string(), z.unknown())
      .optional()
      .describe('The `usage` of the provider’s answer, untouched.')
      .meta({ example: { prompt_tokens: 12, completion_tokens: 34 } }),
    tokens: tokens.optional().describe('In place of `usage`.'),
    cost_usd: z
      .number()
      .min(0)
      .max(1_000_000)
      .optional()
      .describe('What it cost, where you know better; otherwise what the price of the model makes of the tokens.'),
    latency_ms: count.optional(),
    first_token_ms: count.optional(),
    outcome: z.enum(['success', 'failure']).default('success'),
    stream: z.boolean().default(false),
  })
  .superRefine(({ usage, tokens, cost_usd, outcome }, context) => {
    if (usage && tokens)
      context.addIssue({
        ...fault('ambiguous_usage'),
        path: ['tokens'],
        message: 'is given beside usage; send one of both',
      });
    if (!usage && !tokens && cost_usd === undefined && outcome === 'success')
      context.addIssue({ ...fault('usage_required'), path: ['usage'], message: 'is required, or tokens, or cost_usd' });
  })
  .meta({ id: 'ServiceUsageEvent' });
export type ServiceUsageEvent = z.output<typeof serviceUsageEvent>;

export const reportUsageBody = z
  .strictObject({ events: z.array(serviceUsageEvent).min(1).max(1000) })
  .meta({ id: 'ReportUsageBody' });
export type ReportUsageBody = z.output<typeof reportUsageBody>;

export const reportUsageAnswer = z
  .object({
    accepted: z.number().int(),
    duplicates: z.number().int().describe('How many were reported before, or stand twice in this request.'),
  })
  .meta({ id: 'ReportUsageAnswer' });
export type ReportUsageAnswer = z.output<typeof reportUsageAnswer>;
