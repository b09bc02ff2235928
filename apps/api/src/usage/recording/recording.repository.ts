import { Injectable } from '@nestjs/common';
import { arrayLiteral, type Scalar } from '../../platform/database/array-literal.ts';
import type { PlatformTx, ScopedTx, Statement } from '../../platform/database/transactions.ts';
import type { UsageEvent } from '../usage-event.ts';
import type { Rollup } from './rollups.ts';
import { counted, histograms } from './sums.ts';

/** Columns of an event beside its tenant, and what they hold of it; what tells one from another comes first. */
const eventColumns: Record<string, { type: string; of(event: UsageEvent): Scalar }> = {
  at: { type: 'timestamptz', of: ({ at }) => at },
  request_id: { type: 'text', of: ({ request_id }) => request_id },
  attempt: { type: 'smallint', of: ({ attempt }) => attempt },
  source: { type: 'text', of: ({ source }) => source },
  integration_id: { type: 'int', of: ({ integration_id }) => integration_id },
  service_account_id: { type: 'int', of: ({ service_account_id }) => service_account_id },
  operation: { type: 'text', of: ({ operation }) => operation },
  model_asked: { type: 'text', of: ({ model_asked }) => model_asked },
  model_served: { type: 'text', of: ({ model_served }) => model_served },
  is_stream: { type: 'boolean', of: ({ is_stream }) => is_stream },
  is_final: { type: 'boolean', of: ({ is_final }) => is_final },
  outcome: { type: 'text', of: ({ outcome }) => outcome },
  status: { type: 'smallint', of: ({ status }) => status },
  input_tokens: { type: 'int', of: ({ tokens }) => tokens.input },
  cached_input_tokens: { type: 'int', of: ({ tokens }) => tokens.cached_input },
  cache_write_tokens: { type: 'int', of: ({ tokens }) => tokens.cache_write },
  output_tokens: { type: 'int', of: ({ tokens }) => tokens.output },
  reasoning_tokens: { type: 'int', of: ({ tokens }) => tokens.reasoning },
  audio_input_tokens: { type: 'int', of: ({ tokens }) => tokens.audio_input },
  audio_output_tokens: { type: 'int', of: ({ tokens }) => tokens.audio_output },
  is_estimated: { type: 'boolean', of: ({ is_estimated }) => is_estimated },
  cost_nanos: { type: 'bigint', of: ({ cost }) => cost },
  price_id: { type: 'int', of: ({ price_id }) => price_id },
  latency_ms: { type: 'int', of: ({ latency_ms }) => latency_ms },
  first_token_ms: { type: 'int', of: ({ first_token_ms }) => first_token_ms },
  raw: { type: 'jsonb', of: ({ raw }) => (raw === null || raw === undefined ? null : JSON.stringify(raw)) },
};

const namesOf = (columns: Record<string, unknown>) => Object.keys(columns).join(', ');
const typesOf = (columns: Record<string, string>) =>
  Object.entries(columns)
    .map(([name, type]) => `${name} ${type}`)
    .join(', ');

const columnNames = namesOf(eventColumns);
const lists = Object.values(eventColumns).map(({ type }, index) => `$${index + 2}::${type}[]`);
const [at, requestId, attempt, ...others] = Object.keys(eventColumns).map((name, index) => {
  const list = `$${index + 2}`;
  return `CASE WHEN cardinality(${list}) = 1 THEN ${list}[1] ELSE e.${name} END`;
});

/**
 * A list for each column, of a single value where all events have the same: a thousand are read in a third of the time
 * that objects take. Tells the places of those that were there already, as next to none ever is.
 */
const insertEvents: Statement = {
  name: 'usage-insert-events',
  text: `WITH fresh AS (
           INSERT INTO usage_events (tenant_id, ${columnNames})
           SELECT $1, ${[at, requestId, attempt, ...others].join(', ')} FROM unnest(${lists.join(', ')}) AS e (${columnNames})
           ON CONFLICT DO NOTHING
           RETURNING at, request_id, attempt
         )
         SELECT e.place::int FROM unnest(${lists.slice(0, 3).join(', ')}) WITH ORDINALITY AS e (at, request_id, attempt, place)
           LEFT JOIN fresh f ON f.at = ${at} AND f.request_id = ${requestId} AND f.attempt = ${attempt}
          WHERE f.at IS NULL`,
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
    const byKey = new Map(events.toReversed().map((event) => [keyOf(event), event]));
    // In one order for all, as with the sums.
    const given = [...byKey.keys()].sort().map((key) => byKey.get(key) as UsageEvent);
    const values = Object.values(eventColumns).map(({ of }) => arrayLiteral(onceIfSame(given.map(of))));
    const known = await tx.rows<{ place: number }>(insertEvents, [tx.scope.tenantId, ...values]);
    const places = new Set(known.map(({ place }) => place));
    return new Set(given.filter((_event, index) => !places.has(index + 1)));
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

const onceIfSame = (values: Scalar[]) => (values.every((value) => value === values[0]) ? values.slice(0, 1) : values);

const keyOf = ({ at, request_id, attempt }: UsageEvent) => `${at.getTime()} ${attempt} ${request_id}`;
