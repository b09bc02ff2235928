import { z } from 'zod';
import { testResult } from '../connections/index.ts';

const nullableTime = z.iso.datetime().nullable();
const time = z.iso.datetime({ offset: true }).refine((text) => /^(19|20|21)/.test(text), 'must be a time of our days');

export const healthQuery = z.strictObject({
  from: time
    .optional()
    .describe('Begin of the time to show, at most 31 days before its end; a day before unless told.'),
  to: time.optional().describe('End of the time to show; now unless told.'),
});
export type HealthQuery = z.output<typeof healthQuery>;

const status = z.enum(['unknown', 'healthy', 'degraded', 'failing']);
const message = z.string().nullable().describe('Null for viewers.');

export const integrationHealth = z
  .object({
    status,
    since: nullableTime.describe('When the present status began.'),
    checked_at: nullableTime,
    latency_ms: z.number().int().nullable(),
    error_class: z.string().nullable(),
    message,
    secret_expires_at: nullableTime,
    uptime: z
      .number()
      .min(0)
      .max(1)
      .nullable()
      .describe('Part of the known time in which it worked, `degraded` included; null when nothing is known.'),
    latency: z
      .object({ p50: z.number().int(), p95: z.number().int(), p99: z.number().int() })
      .nullable()
      .describe('Milliseconds of the checks that did not fail.'),
    checks: z
      .array(
        z.object({
          at: z.iso.datetime(),
          status,
          error_class: z.string().nullable(),
          message,
          latency_ms: z.number().int(),
          trigger: z.enum(['scheduled', 'manual']),
        }),
      )
      .describe('Newest first, 500 at most.'),
    periods: z
      .array(z.object({ from: z.iso.datetime(), to: z.iso.datetime(), status }))
      .describe('The whole time without gaps, oldest first.'),
    last_test: testResult.nullable().describe('The last check with its stages. Null for viewers.'),
  })
  .meta({ id: 'IntegrationHealth' });
export type IntegrationHealth = z.output<typeof integrationHealth>;
