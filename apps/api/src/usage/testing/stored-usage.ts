import type { TestDatabase } from '@ims/test-kit';

type Owner = TestDatabase['owner'];

const sums = `count(*) FILTER (WHERE is_final) AS requests, count(*) AS attempts,
  count(*) FILTER (WHERE outcome NOT IN ('success', 'client_gone', 'process_stopped')) AS failures,
  count(*) FILTER (WHERE cost_nanos IS NULL AND input_tokens + output_tokens::bigint > 0) AS unpriced,
  count(*) FILTER (WHERE is_estimated) AS estimated,
  sum(input_tokens) AS input_tokens, sum(cached_input_tokens) AS cached_input_tokens, sum(output_tokens) AS output_tokens,
  sum(reasoning_tokens) AS reasoning_tokens, coalesce(sum(cost_nanos), 0) AS cost_nanos,
  count(*) FILTER (WHERE latency_ms > 0) AS timed, count(first_token_ms) AS first_timed`;
const stored = `requests, attempts, failures, unpriced, estimated, input_tokens, cached_input_tokens, output_tokens, reasoning_tokens,
  cost_nanos, (SELECT coalesce(sum(n), 0) FROM unnest(latency) n) AS timed, (SELECT coalesce(sum(n), 0) FROM unnest(first_token) n) AS first_timed`;
const key = 'integration_id, model, service_account_id, operation';

/** The sums as they are kept, and as they come out when the events are counted again. */
export async function sumsOf(owner: Owner, tenantId: number, table: 'usage_hourly' | 'usage_daily', zone = 'UTC') {
  const slot = table === 'usage_hourly' ? "date_trunc('hour', at, 'UTC')" : `(at AT TIME ZONE '${zone}')::date`;
  const kept = `SELECT (${table === 'usage_hourly' ? 'hour' : 'day'})::text AS slot, ${key}, ${stored} FROM ${table}
                 WHERE tenant_id = $1 ORDER BY slot, integration_id, model, service_account_id, operation`;
  const counted = `SELECT (${slot})::text AS slot, integration_id, model_served AS model, coalesce(service_account_id, 0) AS service_account_id,
                          operation, ${sums}
                     FROM usage_events WHERE tenant_id = $1 GROUP BY 1, 2, 3, 4, 5 ORDER BY slot, integration_id, model, service_account_id, operation`;
  return {
    kept: (await owner.query(kept, [tenantId])).rows,
    counted: (await owner.query(counted, [tenantId])).rows,
  };
}
