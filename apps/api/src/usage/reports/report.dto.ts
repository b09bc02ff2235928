import { z } from 'zod';
import { operations } from '../usage-event.ts';

const MOST = 2_147_483_647;
const time = z.iso.datetime({ offset: true }).refine((text) => /^(19|20|21)/.test(text), 'must be a time of our days');

const dimensions = ['integration', 'model', 'service_account', 'operation'] as const;
export type Dimension = (typeof dimensions)[number];
export type Grouping = Dimension | 'all';
const intervals = ['hour', 'day'] as const;
export type Interval = (typeof intervals)[number];

const spanQuery = z.strictObject({
  from: time.optional().describe('Begin of the time; a day before its end unless told.'),
  to: time.optional().describe('End of the time; now unless told.'),
});

const filters = spanQuery.extend({
  integration_id: z.coerce.number().int().min(1).max(MOST).optional().describe('A deleted one as well.'),
  model: z.string().max(200).optional().describe('As the provider knows it.'),
  service_account_id: z.coerce.number().int().min(0).max(MOST).optional().describe('0 for calls without one.'),
  operation: z.enum(operations).optional(),
});
export type ReportFilters = z.output<typeof filters>;

export const summaryQuery = filters.extend({ group_by: z.enum(dimensions).default('integration') });
export type SummaryQuery = z.output<typeof summaryQuery>;

export const timeseriesQuery = filters.extend({
  group_by: z.enum(dimensions).optional().describe('All in one unless told.'),
  interval: z
    .enum(intervals)
    .optional()
    .describe('Hours for 8 days at most; unless told, hours as far as that and days beyond.'),
});
export type TimeseriesQuery = z.output<typeof timeseriesQuery>;

export const integrationUsageQuery = spanQuery;
export type IntegrationUsageQuery = z.output<typeof integrationUsageQuery>;

const count = z.int();
const percentiles = z
  .object({ p50: count, p95: count, p99: count })
  .nullable()
  .describe('Milliseconds, estimated to a few per cent; null when nothing was timed.');

const numbers = z
  .object({
    requests: count,
    attempts: count.describe('Each try at a provider; a request has several when it was retried or fell back.'),
    failures: count.describe('Attempts that failed.'),
    error_rate: z.number().min(0).max(1).describe('Failures of attempts.'),
    input_tokens: count,
    cached_input_tokens: count.describe('Part of `input_tokens`.'),
    output_tokens: count,
    reasoning_tokens: count.describe('Part of `output_tokens`.'),
    cost_usd: z.number(),
    unpriced: count.describe('Attempts that consumed something whose price nobody knows.'),
    estimated: count.describe('Attempts whose tokens are our estimate, because the provider did not tell them.'),
    latency_ms: percentiles,
    first_token_ms: percentiles,
  })
  .meta({ id: 'UsageNumbers' });
export type UsageNumbers = z.output<typeof numbers>;

const whole = 'Parts of an hour, or of a day beyond 8 days, count whole.';

export const usageSummary = z
  .object({
    from: z.iso.datetime().describe(whole),
    to: z.iso.datetime(),
    totals: numbers,
    previous: numbers.describe('Of the time before, of the same length.'),
    groups: z
      .array(
        z.object({
          key: z.string(),
          name: z.string().describe('For people.'),
          integration_id: count.nullable(),
          model: z.string().nullable(),
          service_account_id: count.nullable(),
          operation: z.enum(operations).nullable(),
          numbers,
        }),
      )
      .describe('Largest cost first, 100 at most.'),
  })
  .meta({ id: 'UsageSummary' });
export type UsageSummary = z.output<typeof usageSummary>;

export const usageTimeseries = z
  .object({
    from: z.iso.datetime().describe(whole),
    to: z.iso.datetime(),
    interval: z.enum(intervals),
    time_zone: z.string().describe('Where days begin.'),
    series: z
      .array(
        z.object({
          key: z.string(),
          name: z.string(),
          points: z
            .array(z.object({ at: z.iso.datetime().describe('When the hour or day begins.'), numbers }))
            .describe('One for each hour or day, also for those without usage.'),
        }),
      )
      .describe('The eight that cost most; the rest together under the key `other`.'),
  })
  .meta({ id: 'UsageTimeseries' });
export type UsageTimeseries = z.output<typeof usageTimeseries>;
