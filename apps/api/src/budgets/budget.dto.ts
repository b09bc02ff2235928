import { z } from 'zod';
import { filledLine } from '../platform/http/text.ts';
import { subjects } from './budget.ts';
import { MAX_DOLLARS } from './budgets.sql.ts';
import { periods } from './window.ts';

const MAX_BUDGETS = 200;
const dollars = z.number().min(0).max(MAX_DOLLARS);
const id = z.number().int().min(1).max(2_147_483_647);

/** What a budget must name, and what else it may, to be for its subject. */
const named = {
  tenant: [],
  integration: ['integration_id'],
  model: ['model'],
  service_account: ['service_account_id'],
} as const;

const budgetBody = z
  .strictObject({
    subject: z.enum(subjects),
    integration_id: id.nullish().describe('An AI provider. For a model: null or absent counts it in all integrations.'),
    model: filledLine(200).nullish().describe('As its provider knows it.'),
    service_account_id: id.nullish(),
    period: z.enum(periods).describe('Begins in the time zone of the tenant; weeks on Monday.'),
    limit_usd: dollars,
    hard: z.boolean().describe('Whether calls are refused once it is spent.'),
    thresholds: z
      .array(z.number().gt(0).max(1).multipleOf(0.0001))
      .max(10)
      .transform((given) => [...new Set(given)].sort((a, b) => a - b))
      .describe('Parts of the limit that people are told of, each once in a window.'),
    override: z
      .strictObject({
        limit_usd: dollars,
        windows: z.number().int().min(1).max(12).describe('For how many windows, the current one included.'),
      })
      .nullish()
      .describe('Another limit for a time. Absent keeps the one there is, null ends it.'),
  })
  .superRefine((budget, context) => {
    const fault = (field: string, code: string, message: string) =>
      context.addIssue({ code: 'custom', path: [field], message, params: { code } });
    const needed: readonly string[] = named[budget.subject];
    for (const field of ['integration_id', 'model', 'service_account_id'] as const) {
      const isGiven = budget[field] !== undefined && budget[field] !== null;
      if (needed.includes(field) && !isGiven) fault(field, 'required', 'must be given for this subject');
      const isAllowed = needed.includes(field) || (budget.subject === 'model' && field === 'integration_id');
      if (isGiven && !isAllowed) fault(field, 'not_of_subject', 'does not go with this subject');
    }
  })
  .meta({ id: 'BudgetBody' });
export type BudgetBody = z.output<typeof budgetBody>;

export const budgetsBody = z
  .strictObject({ budgets: z.array(budgetBody).max(MAX_BUDGETS) })
  .meta({ id: 'BudgetsBody' });
export type BudgetsBody = z.output<typeof budgetsBody>;

export const budgetView = z
  .object({
    id: z.number().int(),
    source: z.enum(['integration', 'tenant']).describe('`integration`: made by the cost_config of its integration.'),
    subject: z.enum(subjects),
    integration_id: z.number().int().nullable(),
    model: z.string().nullable(),
    service_account_id: z.number().int().nullable(),
    name: z.string().describe('For people: "All AI", the name of the integration, model or service account.'),
    period: z.enum(periods),
    limit_usd: z.number().describe('In force in the current window.'),
    base_limit_usd: z.number().describe('In force in windows without an override.'),
    hard: z.boolean(),
    thresholds: z.array(z.number()),
    override: z
      .object({ limit_usd: z.number(), until: z.iso.datetime().describe('Windows that begin before have it.') })
      .nullable(),
    window: z.object({
      starts_at: z.iso.datetime(),
      ends_at: z.iso.datetime(),
      spent_usd: z.number(),
      reserved_usd: z.number().describe('Set aside for calls under way and those expected next.'),
      unaccounted_usd: z.number().describe('Held by instances that ended without telling what they spent of it.'),
      left_usd: z.number(),
    }),
    forecast_usd: z
      .number()
      .nullable()
      .describe('Spent by the end of the window at the pace so far; null in its first hour.'),
    burn: z
      .array(z.object({ at: z.iso.datetime(), spent_usd: z.number() }))
      .describe(
        'What was spent from the start of the window up to `at`: the ends of its days, or of the hours of a day. The last one is not over.',
      ),
    alerts: z
      .array(z.object({ threshold: z.number(), at: z.iso.datetime() }))
      .describe('Told of in the current window.'),
  })
  .meta({ id: 'Budget' });
export type BudgetView = z.output<typeof budgetView>;

export const budgetsOfIntegration = z.object({ budgets: z.array(budgetView) }).meta({ id: 'IntegrationBudgets' });
