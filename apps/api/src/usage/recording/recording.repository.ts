import { Injectable } from '@nestjs/common';
import type { PlatformTx, ScopedTx, Statement } from '../../platform/database/transactions.ts';
import type { UsageEvent } from '../usage-event.ts';
import type { Rollup } from './rollups.ts';
import { counted, histograms } from './sums.ts';

/** Columns of an event beside its tenant, as they are given and kept. */
const eventColumns = {
  at: 'timestamptz',
  request_id: 'text',
  attempt: 'smallint',
  source: 'text',
  integration_id: 'int',
  service_account_id: 'int',
  operation: 'text',
  model_asked: 'text',
  model_served: 'text',
  is_stream: 'boolean',
  is_final: 'boolean',
  outcome: 'text',
  status: 'smallint',
  input_tokens: 'int',
  cached_input_tokens: 'int',
  cache_write_tokens: 'int',
  output_tokens: 'int',
  reasoning_tokens: 'int',
  audio_input_tokens: 'int',
  audio_output_tokens: 'int',
  is_estimated: 'boolean',
  cost_nanos: 'bigint',
  price_id: 'int',
  latency_ms: 'int',
  first_token_ms: 'int',
  raw: 'jsonb',
};

const namesOf = (columns: Record<string, string>) => Object.keys(columns).join(', ');
const typesOf = (columns: Record<string, string>) =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

/** Tells which were new only where not all of them were: nearly always they are. */
const insertEvents: Statement = {
  name: 'usage-insert-events',
  text: `WITH added AS (
           INSERT INTO usage_events (tenant_id, ${namesOf(eventColumns)})
           SELECT $1, ${namesOf(eventColumns)} FROM json_to_recordset($2) AS e (${typesOf(eventColumns)})
           ON CONFLICT DO NOTHING
           RETURNING at, request_id, attempt
         )
         SELECT CASE WHEN count(*) < $3
                     THEN coalesce(json_agg(concat_ws(' ', (extract(epoch FROM at) * 1000)::bigint, attempt, request_id)), '[]') END AS keys
           FROM added`,
};

const keyColumns = { integration_id: 'int', model: 'text', service_account_id: 'int', operation: 'text' };

/** The order of the rows is that in which they are locked. */
function upsertInto(table: string, slot: string, type: string): Statement {
  const keys = namesOf(keyColumns);
  const values = [...counted, ...histograms].join(', ');
  const types = [...counted.map((name) => `${name} bigint`), ...histograms.map((name) => `${name} int[]`)].join(', ');
  const changes = [
    ...counted.map((name) => `${name} = t.${name} + excluded.${name}`),
    ...histograms.map((name) => `${name} = add_counts(t.${name}, excluded.${name})`),
  ];
  return {
    name: `usage-add-to-${table}`,
    text: `INSERT INTO ${table} AS t (tenant_id, ${slot}, ${keys}, ${values})
           SELECT $1, slot, ${keys}, ${values}
             FROM json_to_recordset($2) AS r (slot ${type}, ${typesOf(keyColumns)}, ${types})
           ON CONFLICT (tenant_id, ${slot}, ${keys}) DO UPDATE SET ${changes.join(', ')}`,
  };
}

const addHourly = upsertInto('usage_hourly', 'hour', 'timestamptz');
const addDaily = upsertInto('usage_daily', 'day', 'date');

const timeZone: Statement = { name: 'usage-time-zone', text: 'SELECT time_zone FROM tenants WHERE id = $1' };

const keepPartitions: Statement = { name: 'usage-keep-partitions', text: 'SELECT keep_usage_partitions($1)' };

@Injectable()
export class RecordingRepository {
  /** Adds those that are not there yet, and gives them. */
  async insertFresh(tx: ScopedTx, events: readonly UsageEvent[]): Promise<Set<UsageEvent>> {
    if (events.length === 0) return new Set();
    const given = new Map(events.toReversed().map((event) => [keyOf(event), event]));
    // In one order for all, as with the sums.
    const rows = [...given].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => rowOf(event));
    const values = [tx.scope.tenantId, JSON.stringify(rows), rows.length];
    const [added] = await tx.rows<{ keys: string[] | null }>(insertEvents, values);
    return new Set(added?.keys ? added.keys.map((key) => given.get(key) as UsageEvent) : given.values());
  }

  async timeZone(tx: ScopedTx): Promise<string> {
    const [row] = await tx.rows<{ time_zone: string }>(timeZone, [tx.scope.tenantId]);
    return (row as { time_zone: string }).time_zone;
  }

  async addHourly(tx: ScopedTx, rollups: Rollup[]): Promise<void> {
    if (rollups.length > 0) await tx.rows(addHourly, [tx.scope.tenantId, JSON.stringify(rollups)]);
  }

  async addDaily(tx: ScopedTx, rollups: Rollup[]): Promise<void> {
    if (rollups.length > 0) await tx.rows(addDaily, [tx.scope.tenantId, JSON.stringify(rollups)]);
  }

  /** Makes the partitions of this month and the next two, and drops those that ended `days` ago. */
  async keepPartitions(tx: PlatformTx, days: number): Promise<void> {
    await tx.rows(keepPartitions, [days]);
  }
}

/** As `insertEvents` gives it. */
const keyOf = ({ at, request_id, attempt }: UsageEvent) => `${at.getTime()} ${attempt} ${request_id}`;

function rowOf({ tokens, cost, ...event }: UsageEvent) {
  return {
    ...event,
    input_tokens: tokens.input,
    cached_input_tokens: tokens.cached_input,
    cache_write_tokens: tokens.cache_write,
    output_tokens: tokens.output,
    reasoning_tokens: tokens.reasoning,
    audio_input_tokens: tokens.audio_input,
    audio_output_tokens: tokens.audio_output,
    cost_nanos: cost,
  };
}
