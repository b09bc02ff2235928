import type { Statement } from '../platform/database/transactions.ts';

/** What people call a budget. */
export const nameOf = (budget: string) => `
  CASE ${budget}.subject
    WHEN 'tenant' THEN 'All AI'
    WHEN 'integration' THEN (SELECT coalesce(i.display_name, i.provider) FROM integrations i
                              WHERE i.tenant_id = ${budget}.tenant_id AND i.id = ${budget}.integration_id)
    WHEN 'model' THEN concat(${budget}.model, (SELECT format(' (%s)', coalesce(i.display_name, i.provider)) FROM integrations i
                              WHERE i.tenant_id = ${budget}.tenant_id AND i.id = ${budget}.integration_id))
    ELSE (SELECT a.name FROM service_accounts a WHERE a.tenant_id = ${budget}.tenant_id AND a.id = ${budget}.service_account_id)
  END`;

/** What can be counted exactly ends at nine million dollars. */
export const MAX_DOLLARS = 9_000_000;

/** Two admins who save at once take turns: each replaces what the other has seen. */
export const lockStatement: Statement = {
  name: 'budgets-lock',
  text: 'SELECT pg_advisory_xact_lock(7340226, $1)',
};

const numberIn = (key: string) =>
  `CASE WHEN jsonb_typeof(i.cost_config -> '${key}') = 'number' THEN (i.cost_config ->> '${key}')::numeric END`;

/** Brings the budgets of cost_config up to date: of one integration, or of all where $2 is null. */
export const syncStatement: Statement = {
  name: 'budgets-sync',
  text: `WITH wanted AS (
           SELECT i.tenant_id, i.id, round(least(l.dollars, ${MAX_DOLLARS}) * 1000000000)::bigint AS limit_nanos,
                  CASE WHEN l.threshold > 0 AND l.threshold < 1 THEN ARRAY[l.threshold, 1] WHEN l.threshold IS NULL THEN '{0.8,1}' ELSE '{1}' END
                    ::numeric(5, 4)[] AS thresholds
             FROM integrations i, LATERAL (
               SELECT coalesce(${numberIn('max_monthly_cost')}, ${numberIn('monthly_limit')}) AS dollars,
                      round(${numberIn('alert_threshold')}, 4) AS threshold) l
            WHERE i.tenant_id = $1 AND ($2::int IS NULL OR i.id = $2) AND i.type = 'ai_provider' AND l.dollars >= 0
         ), gone AS (
           DELETE FROM budgets b
            WHERE b.tenant_id = $1 AND b.source = 'integration' AND ($2::int IS NULL OR b.integration_id = $2)
              AND NOT EXISTS (SELECT FROM wanted w WHERE w.id = b.integration_id)
         )
         INSERT INTO budgets AS b (tenant_id, source, subject, integration_id, period, limit_nanos, is_hard, thresholds)
         SELECT tenant_id, 'integration', 'integration', id, 'month', limit_nanos, true, thresholds FROM wanted
         ON CONFLICT (tenant_id, source, subject, period, coalesce(integration_id, 0), coalesce(model, ''), coalesce(service_account_id, 0))
         DO UPDATE SET limit_nanos = excluded.limit_nanos, thresholds = excluded.thresholds, version = b.version + 1, last_updated_at = now()
           WHERE (b.limit_nanos, b.thresholds) IS DISTINCT FROM (excluded.limit_nanos, excluded.thresholds)
         RETURNING b.id, b.version = 1 AS is_new`,
};

const columns = `b.id, b.source, b.subject, b.integration_id, b.model, b.service_account_id, b.period, b.limit_nanos::float8, b.is_hard,
  b.thresholds::float8[], b.override_nanos::float8, b.override_until, b.version`;

export const budgetsStatement: Statement = {
  name: 'budgets-of-tenant',
  text: `SELECT ${columns} FROM budgets b WHERE b.tenant_id = $1 ORDER BY b.id`,
};

export const namedBudgetsStatement: Statement = {
  name: 'budgets-named',
  text: `SELECT ${columns}, ${nameOf('b')} AS name FROM budgets b WHERE b.tenant_id = $1 ORDER BY b.id`,
};

export const policyStatement: Statement = {
  name: 'budgets-policy',
  text: `SELECT time_zone, unknown_price, (default_input_price * 1000000000)::float8 AS input, (default_output_price * 1000000000)::float8 AS output
           FROM tenants WHERE id = $1`,
};

export const insertStatement: Statement = {
  name: 'budgets-insert',
  text: `INSERT INTO budgets (tenant_id, source, subject, integration_id, model, service_account_id, period, limit_nanos, is_hard, thresholds,
                              override_nanos, override_until)
         VALUES ($1, 'tenant', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id`,
};

export const updateStatement: Statement = {
  name: 'budgets-update',
  text: `UPDATE budgets SET limit_nanos = $3, is_hard = $4, thresholds = $5, override_nanos = $6, override_until = $7,
                version = version + 1, last_updated_at = now()
          WHERE tenant_id = $1 AND id = $2`,
};

export const removeStatement: Statement = {
  name: 'budgets-remove',
  text: "DELETE FROM budgets WHERE tenant_id = $1 AND id = ANY ($2::int[]) AND source = 'tenant'",
};

export const hasIntegrationStatement: Statement = {
  name: 'budgets-has-integration',
  text: 'SELECT 1 FROM integrations WHERE tenant_id = $1 AND id = $2',
};

/** What budgets may be for. */
export const subjectsStatement: Statement = {
  name: 'budgets-subjects',
  text: `SELECT ARRAY(SELECT id FROM integrations WHERE tenant_id = $1 AND type = 'ai_provider') AS integrations,
                ARRAY(SELECT id FROM service_accounts WHERE tenant_id = $1) AS service_accounts`,
};

/** Sums that usage keeps, of what `b` counts; `p` is the window. Days are the tenant's ($2), hours are of UTC. */
const matching = `u.tenant_id = b.tenant_id AND (b.integration_id IS NULL OR u.integration_id = b.integration_id)
  AND (b.model IS NULL OR u.model = b.model) AND (b.service_account_id IS NULL OR u.service_account_id = b.service_account_id)`;
const hourly = `SELECT floor(extract(epoch FROM u.hour - p.starts_at) / 3600)::int AS slot, u.cost_nanos FROM usage_hourly u
                 WHERE b.period = 'day' AND ${matching} AND u.hour >= p.starts_at AND u.hour < p.ends_at`;
const daily = `SELECT u.day - (p.starts_at AT TIME ZONE $2)::date AS slot, u.cost_nanos FROM usage_daily u
                WHERE b.period <> 'day' AND ${matching} AND u.day >= (p.starts_at AT TIME ZONE $2)::date AND u.day < (p.ends_at AT TIME ZONE $2)::date`;
const places = `unnest($3::int[], $4::timestamptz[], $5::timestamptz[]) AS p (budget_id, starts_at, ends_at)
  JOIN budgets b ON b.tenant_id = $1 AND b.id = p.budget_id`;

/** By hour of a day, by day of a week or month, numbered from 0. */
export const burnStatement: Statement = {
  name: 'budgets-burn',
  text: `SELECT b.id AS budget_id, used.slot, sum(used.cost_nanos)::float8 AS cost
           FROM ${places}, LATERAL (${hourly} UNION ALL ${daily}) used
          GROUP BY b.id, used.slot ORDER BY b.id, used.slot`,
};

/** A budget that is new begins with what was spent in its window before. */
export const seedStatement: Statement = {
  name: 'budget-windows-seed',
  text: `INSERT INTO budget_windows (tenant_id, budget_id, starts_at, ends_at, spent)
         SELECT b.tenant_id, b.id, p.starts_at, p.ends_at,
                coalesce((SELECT sum(used.cost_nanos) FROM (${hourly} UNION ALL ${daily}) used), 0)
           FROM ${places}
         ON CONFLICT (tenant_id, budget_id, starts_at) DO NOTHING`,
};

export const windowsStatement: Statement = {
  name: 'budget-windows-now',
  text: `SELECT w.budget_id, w.spent::float8, w.reserved::float8, w.unaccounted::float8,
                (SELECT coalesce(json_agg(json_build_object('threshold', a.threshold::float8, 'at', rfc3339(a.at)) ORDER BY a.threshold), '[]')
                   FROM budget_alerts a WHERE a.tenant_id = w.tenant_id AND a.budget_id = w.budget_id AND a.starts_at = w.starts_at) AS alerts
           FROM budget_windows w JOIN unnest($2::int[], $3::timestamptz[]) AS p (budget_id, starts_at)
             ON w.budget_id = p.budget_id AND w.starts_at = p.starts_at
          WHERE w.tenant_id = $1`,
};
