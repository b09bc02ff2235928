import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import type { Pair } from '../compare.ts';
import type { Service } from '../service.ts';
import type { Stand } from '../stand.ts';
import { ask } from '../tenant.ts';
import { MODEL } from './fixture.ts';
import { createGatewayTenant, type GatewayTenant } from './gateway-tenant.ts';

const BATCH = 1000;
const AT_ONCE = 4;

/** Batches of a thousand events: through the product, and by the one statement that stores the same rows. */
export async function ingestPair(stand: Stand, api: Service): Promise<Pair> {
  const tenant = await createGatewayTenant(stand, api.url, 'https://api.example.com');
  await stand.database.query(
    'CREATE SCHEMA reference; CREATE TABLE reference.usage_events (LIKE public.usage_events INCLUDING ALL)',
  );
  return {
    name: 'usage in batches of 1000, bare INSERT',
    unit: 'events/s',
    goal: { text: '≥ 0.4', met: ({ ratio }) => ratio.median >= 0.4 },
    reference: async (seconds) => {
      const database = new pg.Pool({ connectionString: stand.databaseUrl, max: AT_ONCE });
      return await eventsPerSecond(() => insert(database, tenant), seconds).finally(() => database.end());
    },
    product: async (seconds) => {
      const rate = await eventsPerSecond(() => report(api, tenant), seconds);
      await assertSame(stand);
      return rate;
    },
  };
}

async function eventsPerSecond(batch: () => Promise<void>, seconds: number): Promise<number> {
  const start = performance.now();
  let done = 0;
  const worker = async () => {
    for (; performance.now() - start < seconds * 1000; done += BATCH) await batch();
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return done / ((performance.now() - start) / 1000);
}

interface Call {
  request_id: string;
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  latency_ms: number;
  first_token_ms: number;
}

const calls = (): Call[] =>
  Array.from({ length: BATCH }, (_none, at) => ({
    request_id: randomUUID(),
    usage: { prompt_tokens: 100 + at, completion_tokens: 50 + at, total_tokens: 150 + 2 * at },
    latency_ms: 300 + at,
    first_token_ms: 80 + at,
  }));

async function report(api: Service, { provider, headers }: GatewayTenant): Promise<void> {
  const events = calls().map((call) => ({ ...call, integration: provider, model: MODEL, stream: true }));
  const url = `${api.url}/api/v1/service/usage`;
  const { body } = await ask(url, { method: 'POST', headers, body: JSON.stringify({ events }) });
  assert.deepEqual(body, { accepted: BATCH, duplicates: 0 });
}

/** Reading rows from JSON is what PostgreSQL does fastest of all ways to send many of them at once. */
async function insert(database: pg.Pool, { id }: GatewayTenant): Promise<void> {
  const at = new Date();
  const rows = calls().map(({ request_id, usage, latency_ms, first_token_ms }) => ({
    tenant_id: id,
    at,
    request_id,
    attempt: 1,
    source: 'service',
    integration_id: 1,
    service_account_id: 1,
    operation: 'chat',
    model_asked: MODEL,
    model_served: MODEL,
    is_stream: true,
    is_final: true,
    outcome: 'success',
    input_tokens: usage.prompt_tokens,
    cached_input_tokens: 0,
    cache_write_tokens: 0,
    output_tokens: usage.completion_tokens,
    reasoning_tokens: 0,
    audio_input_tokens: 0,
    audio_output_tokens: 0,
    is_estimated: false,
    cost_nanos: usage.prompt_tokens * 150 + usage.completion_tokens * 600,
    price_id: 1,
    latency_ms,
    first_token_ms,
    raw: usage,
  }));
  await database.query({
    name: 'insert',
    text: 'INSERT INTO reference.usage_events SELECT * FROM json_populate_recordset(NULL::usage_events, $1)',
    values: [JSON.stringify(rows)],
  });
}

/** Throws unless the product keeps the same of each event as the bare statement does, its price and raw usage included. */
async function assertSame({ database }: Stand): Promise<void> {
  const { rows } = await database.query<Record<string, unknown>>(
    `SELECT (SELECT to_jsonb(e) - '{tenant_id,at,request_id,integration_id,service_account_id,price_id,status}'::text[]
               FROM usage_events e WHERE source = 'service' AND input_tokens = 600 LIMIT 1) AS product,
            (SELECT to_jsonb(e) - '{tenant_id,at,request_id,integration_id,service_account_id,price_id,status}'::text[]
               FROM reference.usage_events e WHERE input_tokens = 600 LIMIT 1) AS reference,
            (SELECT count(*)::int FROM usage_events WHERE source = 'service' AND cost_nanos IS NULL) AS unpriced`,
  );
  // Whoever goes first in the first round finds the other one's table empty.
  if (rows[0]?.reference !== null) assert.deepEqual(rows[0]?.product, rows[0]?.reference);
  assert.equal(rows[0]?.unpriced, 0);
}
