import type pg from 'pg';
import { settle } from '../stand.ts';

/** How far back the events lie. */
export const DAYS = 30;

/** Where the times below fall in the product's classes of latency, which grow by a quarter: all shorter ones are empty. */
const latency = { column: 'latency_ms', first: 24, last: 35 };
const firstToken = { column: 'first_token_ms', first: 18, last: 28 };

const classOf = (column: string) => `ceil(ln(${column}) / ln(1.25))`;
const histogram = ({ column, first, last }: typeof latency) => {
  const counts = Array.from({ length: last - first + 1 }, (_none, at) => first + at).map(
    (one) => `count(*) FILTER (WHERE ${classOf(column)} = ${one})`,
  );
  return `array_fill(0, ARRAY[${first}]) || ARRAY[${counts}]::int[]`;
};

const insertEvents = `
  INSERT INTO usage_events (tenant_id, at, request_id, attempt, source, integration_id, service_account_id, operation,
                            model_asked, model_served, is_stream, is_final, outcome, status, input_tokens, cached_input_tokens,
                            cache_write_tokens, output_tokens, reasoning_tokens, audio_input_tokens, audio_output_tokens,
                            is_estimated, cost_nanos, price_id, latency_ms, first_token_ms, raw)
  SELECT $1, now() - interval '1 hour' - make_interval(secs => (${DAYS - 1} * 86400.0) * (1 - n / $2::int::float)),
         'seed-' || n, 1, 'gateway', ($3::int[])[1 + n % cardinality($3::int[])], ($4::int[])[1 + n % cardinality($4::int[])], 'chat',
         'openai', 'model-' || n % 4, n % 2 = 0, true, CASE WHEN n % 50 = 0 THEN 'upstream_5xx' ELSE 'success' END,
         CASE WHEN n % 50 = 0 THEN 500 ELSE 200 END, 100 + n % 1900, n % 100, 0, 50 + n % 450, 0, 0, 0, false,
         (100 + n % 1900) * 150 + (50 + n % 450) * 600, NULL, 220 + n % 2000, 60 + n % 400, NULL
    FROM generate_series(1, $2::int) n`;

const keys = 'integration_id, model, service_account_id, operation';
const sums = `requests, attempts, failures, unpriced, estimated, input_tokens, cached_input_tokens, output_tokens,
              reasoning_tokens, cost_nanos`;

const rollUpHours = `
  INSERT INTO usage_hourly (tenant_id, hour, ${keys}, ${sums}, latency, first_token)
  SELECT tenant_id, date_trunc('hour', at, 'UTC') AS hour, integration_id, model_served, service_account_id, operation,
         count(*), count(*), count(*) FILTER (WHERE outcome <> 'success'), 0, 0, sum(input_tokens), sum(cached_input_tokens),
         sum(output_tokens), sum(reasoning_tokens), sum(cost_nanos), ${histogram(latency)}, ${histogram(firstToken)}
    FROM usage_events WHERE tenant_id = $1
   GROUP BY tenant_id, hour, integration_id, model_served, service_account_id, operation`;

const addUp = (column: string, classes: number) =>
  `ARRAY[${Array.from({ length: classes }, (_none, at) => `sum(${column}[${at + 1}])`).join()}]::int[]`;

const rollUpDays = `
  INSERT INTO usage_daily (tenant_id, day, ${keys}, ${sums}, latency, first_token)
  SELECT tenant_id, (hour AT TIME ZONE 'UTC')::date AS day, ${keys}, ${sums.replaceAll(/\w+/g, 'sum($&)')},
         ${addUp('latency', latency.last + 1)}, ${addUp('first_token', firstToken.last + 1)}
    FROM usage_hourly WHERE tenant_id = $1 GROUP BY tenant_id, day, ${keys}`;

export interface Callers {
  integrations: number[];
  accounts: number[];
}

/** So many calls of a month, and the sums that the product would have kept of them. */
export async function seedUsage(database: pg.Pool, tenantId: number, events: number, callers: Callers): Promise<void> {
  await database.query(insertEvents, [tenantId, events, callers.integrations, callers.accounts]);
  await database.query(rollUpHours, [tenantId]);
  await database.query(rollUpDays, [tenantId]);
  await settle(database);
}
