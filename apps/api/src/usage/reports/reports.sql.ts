import type { Statement } from '../../platform/database/transactions.ts';
import { LATENCY_CLASSES } from '../recording/latency-classes.ts';
import { counted, histograms } from '../recording/sums.ts';
import type { Dimension, Grouping, Interval } from './report.dto.ts';

/*
 * Reports read sums only, never events. Parameters of all: $1 tenant, $2 from, $3 to, then what is asked for:
 * $4 integration, $5 model, $6 service account, $7 operation.
 */

/** An hour for each of 8 days, or 400 days, and one that is cut at both ends. */
const MOST_SLOTS = 401;

/** Where sums lie, how their slots begin and end, and how to tell the time a slot begins. */
const sources: Record<
  Interval,
  { table: string; first: string; last: string; step: string; at(slot: string): string }
> = {
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

/** Class by class: an aggregate over whole arrays takes eight times as long. */
const classes = (column: string) =>
  `ARRAY[${Array.from({ length: LATENCY_CLASSES }, (_, index) => `coalesce(sum(u.${column}[${index + 1}]), 0)`).join()}]`;
const sums = [
  ...counted.map((name) => `sum(u.${name}) AS ${name}`),
  ...histograms.map((name) => `${classes(name)} AS ${name}`),
].join(', ');

const bounds = ({ first, last }: (typeof sources)[Interval]) =>
  `bounds AS (SELECT time_zone, ${first} AS first, ${last} AS last FROM tenants WHERE id = $1)`;
const within = (first: string) => `
  u.tenant_id = $1 AND u.slot >= (SELECT ${first} FROM bounds) AND u.slot < (SELECT last FROM bounds)
  AND ($4::int IS NULL OR u.integration_id = $4) AND ($5::text IS NULL OR u.model = $5)
  AND ($6::int IS NULL OR u.service_account_id = $6) AND ($7::text IS NULL OR u.operation = $7)`;

function summary(interval: Interval, dimension: Dimension): Statement {
  const source = sources[interval];
  const { key, name } = grouped[dimension];
  return {
    name: `usage-summary-${interval}-${dimension}`,
    text: `WITH ${bounds(source)}, found AS (
             SELECT u.slot >= (SELECT first FROM bounds) AS is_current, ${key} AS key, grouping(${key}) = 1 AS is_total, ${sums}
               FROM ${source.table} u WHERE ${within('first - (last - first)')}
              GROUP BY GROUPING SETS ((1), (1, 2))
           ), groups AS (
             SELECT * FROM found WHERE is_current AND NOT is_total ORDER BY cost_nanos DESC, attempts DESC, key COLLATE "C" LIMIT 100
           )
           SELECT json_build_object(
                    'from', ${source.at('first')}, 'to', ${source.at('last')},
                    'totals', (SELECT row_to_json(f) FROM found f WHERE is_current AND is_total),
                    'previous', (SELECT row_to_json(f) FROM found f WHERE NOT is_current AND is_total),
                    'groups', (SELECT coalesce(json_agg(json_build_object('key', key, 'name', ${name}, 'sums', g)
                                                        ORDER BY cost_nanos DESC, attempts DESC, key COLLATE "C"), '[]') FROM groups g))::text AS json
             FROM bounds`,
  };
}

function timeseries(interval: Interval, dimension: Grouping): Statement {
  const source = sources[interval];
  const { key, name } = grouped[dimension];
  return {
    name: `usage-timeseries-${interval}-${dimension}`,
    text: `WITH ${bounds(source)}, top AS (
             SELECT ${key} AS key, sum(u.cost_nanos) AS cost, sum(u.attempts) AS attempts FROM ${source.table} u WHERE ${within('first')}
              GROUP BY 1 ORDER BY 2 DESC, 3 DESC, 1 LIMIT 8
           ), points AS (
             SELECT u.slot, top.key, ${sums} FROM ${source.table} u LEFT JOIN top ON top.key = ${key}
              WHERE ${within('first')} GROUP BY 1, 2
           )
           SELECT json_build_object(
                    'from', ${source.at('first')}, 'to', ${source.at('last')}, 'time_zone', time_zone,
                    'slots', (SELECT json_agg(${source.at('slot')} ORDER BY slot) FROM (
                                SELECT first + n * ${source.step} AS slot FROM generate_series(0, ${MOST_SLOTS}) n) s WHERE slot < last),
                    'series', (SELECT coalesce(json_agg(json_build_object('key', key, 'name', ${name})
                                                        ORDER BY cost DESC, attempts DESC, key), '[]') FROM top),
                    'points', (SELECT coalesce(json_agg(json_build_object('at', ${source.at('slot')}, 'key', key, 'sums', p)), '[]')
                                 FROM points p))::text AS json
             FROM bounds`,
  };
}

/** Each slot and group in order, from slot number $8 on and before slot number $9; `is_over` when the time ends before these. */
function rows(interval: Interval, dimension: Grouping): Statement {
  const source = sources[interval];
  const { key, name } = grouped[dimension];
  return {
    name: `usage-rows-${interval}-${dimension}`,
    text: `WITH whole AS (SELECT time_zone, ${source.first} AS first, ${source.last} AS last FROM tenants WHERE id = $1), bounds AS (
             SELECT time_zone, first + $8::int * ${source.step} AS first, least(last, first + $9::int * ${source.step}) AS last FROM whole
           ), found AS (
             SELECT u.slot, ${key} AS key, ${sums} FROM ${source.table} u WHERE ${within('first')} GROUP BY 1, 2
           )
           SELECT (SELECT first >= last FROM bounds) AS is_over,
                  coalesce(json_agg(json_build_object('at', ${source.at('slot')}, 'key', key, 'name', ${name}, 'sums', f)
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
