import type { Statement } from '../../platform/database/transactions.ts';
import { counted, packed } from '../recording/sums.ts';
import type { Dimension, Grouping, Interval } from './report.dto.ts';

/*
 * Reports read sums only, never events. Parameters of all: $1 tenant, $2 from, $3 to, then what is asked for:
 * $4 integration, $5 model, $6 service account, $7 operation.
 */

/** An hour for each of 8 days, or 400 days, and one that is cut at both ends. */
const MOST_SLOTS = 401;

/** Where sums lie, how their slots begin and end, and how to tell the time a slot begins. */
interface Source {
  table: string;
  first: string;
  last: string;
  step: string;
  at(slot: string): string;
}

const sources: Record<Interval, Source> = {
  hour: {
    table: '(SELECT *, hour AS slot FROM usage_hourly)',
    first: "date_trunc('hour', $2::timestamptz, 'UTC')",
    last: "date_trunc('hour', $3::timestamptz - interval '1 microsecond', 'UTC') + interval '1 hour'",
    step: "interval '1 hour'",
    at: (slot) => `rfc3339(${slot})`,
  },
  day: {
    table: '(SELECT *, day AS slot FROM usage_daily)',
    first: '($2::timestamptz AT TIME ZONE time_zone)::date',
    last: "(($3::timestamptz - interval '1 microsecond') AT TIME ZONE time_zone)::date + 1",
    step: '1',
    at: (slot) => `rfc3339(${slot}::timestamp AT TIME ZONE (SELECT time_zone FROM bounds))`,
  },
};

/** What groups are told apart by, and what people call them. */
const grouped: Record<Grouping, { key: string; name: string }> = {
  all: { key: "'all'", name: "'All'" },
  integration: {
    key: 'u.integration_id::text',
    name: `coalesce((SELECT coalesce(display_name, provider) FROM integrations WHERE tenant_id = $1 AND id = key::int), 'Deleted integration ' || key)`,
  },
  model: { key: 'u.model', name: 'key' },
  service_account: {
    key: 'u.service_account_id::text',
    name: `CASE key WHEN '0' THEN 'No service account'
             ELSE coalesce((SELECT name FROM service_accounts WHERE tenant_id = $1 AND id = key::int), 'Deleted service account ' || key) END`,
  },
  operation: { key: 'u.operation', name: 'initcap(key)' },
};

const sumsOf = (rows: string) => [...counted, ...packed].map((name) => `sum(${rows}.${name}) AS ${name}`).join(', ');
/** Packed counts as text: no number of JSON holds so many digits. */
const jsonOf = (row: string) =>
  `json_build_object(${[...counted.map((name) => `'${name}', ${row}.${name}`), ...packed.map((name) => `'${name}', ${row}.${name}::text`)].join()})`;

const bounds = ({ first, last }: Source) =>
  `bounds AS (SELECT time_zone, ${first} AS first, ${last} AS last FROM tenants WHERE id = $1)`;

/**
 * What each group used in each slot: the few rows that every report is made of. The many rows behind them come slot by
 * slot from the primary key and need no sorting as a whole, whatever the planner thinks of their number. Keys are text,
 * because grouped by an integration's number they would come from the other index, which goes through all time.
 */
const found = ({ table }: Source, { key }: { key: string }, first = 'first') => `
  found AS (
    SELECT u.slot, ${key} AS key, ${sumsOf('u')} FROM ${table} u
     WHERE u.tenant_id = $1 AND u.slot >= (SELECT ${first} FROM bounds) AND u.slot < (SELECT last FROM bounds)
       AND ($4::int IS NULL OR u.integration_id = $4) AND ($5::text IS NULL OR u.model = $5)
       AND ($6::int IS NULL OR u.service_account_id = $6) AND ($7::text IS NULL OR u.operation = $7)
     GROUP BY 1, 2
  )`;

function summary(interval: Interval, dimension: Dimension): Statement {
  const source = sources[interval];
  const group = grouped[dimension];
  const order = 'cost_nanos DESC, attempts DESC, key COLLATE "C"';
  return {
    name: `usage-summary-${interval}-${dimension}`,
    text: `WITH ${bounds(source)}, ${found(source, group, 'first - (last - first)')}, groups AS (
             SELECT slot >= (SELECT first FROM bounds) AS is_current, key, ${sumsOf('f')} FROM found f GROUP BY 1, 2
           ), totals AS (
             SELECT is_current, ${sumsOf('g')} FROM groups g GROUP BY 1
           ), largest AS (
             SELECT * FROM groups WHERE is_current ORDER BY ${order} LIMIT 100
           )
           SELECT json_build_object(
                    'from', ${source.at('first')}, 'to', ${source.at('last')},
                    'totals', (SELECT ${jsonOf('t')} FROM totals t WHERE is_current),
                    'previous', (SELECT ${jsonOf('t')} FROM totals t WHERE NOT is_current),
                    'groups', (SELECT coalesce(json_agg(json_build_object('key', key, 'name', ${group.name}, 'sums', ${jsonOf('g')})
                                                        ORDER BY ${order}), '[]') FROM largest g))::text AS json
             FROM bounds`,
  };
}

function timeseries(interval: Interval, dimension: Grouping): Statement {
  const source = sources[interval];
  const group = grouped[dimension];
  return {
    name: `usage-timeseries-${interval}-${dimension}`,
    text: `WITH ${bounds(source)}, ${found(source, group)}, top AS (
             SELECT key, sum(cost_nanos) AS cost, sum(attempts) AS attempts FROM found GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT 8
           ), points AS (
             SELECT f.slot, top.key, ${sumsOf('f')} FROM found f LEFT JOIN top ON top.key = f.key GROUP BY 1, 2
           )
           SELECT json_build_object(
                    'from', ${source.at('first')}, 'to', ${source.at('last')}, 'time_zone', time_zone,
                    'slots', (SELECT json_agg(${source.at('slot')} ORDER BY slot) FROM (
                                SELECT first + n * ${source.step} AS slot FROM generate_series(0, ${MOST_SLOTS}) n) s WHERE slot < last),
                    'series', (SELECT coalesce(json_agg(json_build_object('key', key, 'name', ${group.name})
                                                        ORDER BY cost DESC, attempts DESC, key), '[]') FROM top),
                    'points', (SELECT coalesce(json_agg(json_build_object('at', ${source.at('slot')}, 'key', key, 'sums', ${jsonOf('p')})), '[]')
                                 FROM points p))::text AS json
             FROM bounds`,
  };
}

/** Each slot and group in order, from slot number $8 on and before slot number $9; `is_over` when the time ends before these. */
function rows(interval: Interval, dimension: Grouping): Statement {
  const source = sources[interval];
  const group = grouped[dimension];
  return {
    name: `usage-rows-${interval}-${dimension}`,
    text: `WITH whole AS (SELECT time_zone, ${source.first} AS first, ${source.last} AS last FROM tenants WHERE id = $1), bounds AS (
             SELECT time_zone, first + $8::int * ${source.step} AS first, least(last, first + $9::int * ${source.step}) AS last FROM whole
           ), ${found(source, group)}
           SELECT (SELECT first >= last FROM bounds) AS is_over,
                  coalesce(json_agg(json_build_object('at', ${source.at('slot')}, 'key', key, 'name', ${group.name}, 'sums', ${jsonOf('f')})
                                    ORDER BY slot, cost_nanos DESC, key COLLATE "C"), '[]')::text AS json
             FROM found f`,
  };
}

const byInterval = <T>(make: (interval: Interval) => T): Record<Interval, T> => ({
  hour: make('hour'),
  day: make('day'),
});
const byDimension = <T>(make: (dimension: Dimension) => T): Record<Dimension, T> => ({
  integration: make('integration'),
  model: make('model'),
  service_account: make('service_account'),
  operation: make('operation'),
});

export const summaries = byInterval((interval) => byDimension((dimension) => summary(interval, dimension)));
export const timeseriesOf = byInterval((interval) => ({
  all: timeseries(interval, 'all'),
  ...byDimension((dimension) => timeseries(interval, dimension)),
}));
export const rowsOf = byInterval((interval) => ({
  all: rows(interval, 'all'),
  ...byDimension((dimension) => rows(interval, dimension)),
}));
