import type { Statement } from '../platform/database/transactions.ts';
import { integrationSorts } from './integration.dto.ts';

/*
 * Reads are one statement each, and PostgreSQL writes the JSON: nothing is hydrated only to be serialised again.
 * Parameters of every view: $1 tenant, $2 ids of the keys at hand, $3 whether addresses and users may be seen,
 * $4 slug of the tenant, $5 end of the logos' signatures (epoch seconds), $6 key of those signatures.
 */

/** Mirrors `logoUrl` of the assets module, which verifies it. */
const logoUrl = `CASE WHEN a.hash IS NOT NULL THEN format('/assets/%s/integrations/%s?v=%s&expires=%s&signature=%s', $4::text, a.filename, left(a.hash, 16), $5::bigint,
    encode(substr(sha256($6::bytea || sha256($6::bytea || convert_to(a.filename || ' ' || left(a.hash, 16), 'UTF8'))), 1, 16), 'hex')) END`;

const listFields = `
  'id', i.id, 'name', i.provider, 'integration_type', i.type,
  'base_url', CASE WHEN $3::boolean THEN i.base_url END, 'username', CASE WHEN $3::boolean THEN i.username END,
  'model', i.model, 'logo_filename', i.logo_filename, 'active', i.active, 'last_sync_at', rfc3339(i.last_sync_at),
  'provider', i.provider, 'type', i.type, 'display_name', coalesce(i.display_name, i.provider), 'logo_url', ${logoUrl},
  'health', json_build_object('status', i.health_status, 'checked_at', rfc3339(i.health_checked_at), 'latency_ms', i.health_latency_ms,
     'since', rfc3339(i.health_since), 'recent', i.health_recent, 'error_class', i.health_error_class, 'message', CASE WHEN $3::boolean THEN i.health_message END),
  'config_state', CASE WHEN i.password_key_id IS NULL OR k.kek_id = ANY ($2::text[]) THEN i.settings_state ELSE 'needs_secret' END,
  'version', i.version, 'created_at', rfc3339(i.created_at), 'last_updated_at', rfc3339(i.last_updated_at)`;

const detailFields = `${listFields},
  'base_search', i.base_search, 'model_config', i.model_config, 'provider_metadata', i.provider_metadata,
  'cost_config', i.cost_config, 'fallback_integration_id', i.fallback_integration_id,
  'password_masked', CASE WHEN i.password IS NOT NULL THEN repeat('•', 16) END,
  'password_updated_at', rfc3339(i.password_updated_at), 'secret_expires_at', rfc3339(i.secret_expires_at), 'secret_origin', CASE WHEN $3::boolean THEN i.secret_origin END`;

const joins = `
  LEFT JOIN tenant_keys k ON k.tenant_id = i.tenant_id AND k.id = i.password_key_id
  LEFT JOIN assets a ON a.tenant_id = i.tenant_id AND a.filename = i.logo_filename`;

export const detailStatement: Statement = {
  name: 'integrations-detail',
  text: `SELECT i.version, json_build_object(${detailFields})::text AS json FROM integrations i ${joins} WHERE i.tenant_id = $1 AND i.id = $7`,
};

type Sort = (typeof integrationSorts)[number];

const sortKeys: Record<Sort, string> = {
  provider: 'lower(i.provider)',
  type: 'i.type',
  created_at: 'rfc3339(i.created_at)',
  last_updated_at: 'rfc3339(i.last_updated_at)',
  last_sync_at: "coalesce(rfc3339(i.last_sync_at), '')",
};

function listStatement(sort: Sort, descending: boolean): Statement {
  const key = `${sortKeys[sort]} COLLATE "C"`;
  const [direction, beyond] = descending ? ['DESC', '<'] : ['ASC', '>'];
  return {
    name: `integrations-list-${sort}-${direction}`,
    text: `WITH found AS MATERIALIZED (
             SELECT i.id, ${key} AS sort_key FROM integrations i
              WHERE i.tenant_id = $1
                AND ($7::text IS NULL OR i.type = $7) AND ($8::text IS NULL OR lower(i.provider) = lower($8))
                AND ($9::boolean IS NULL OR i.active = $9) AND ($10::text IS NULL OR i.health_status = $10)
                AND ($11::text IS NULL OR strpos(lower(concat_ws(' ', i.provider, i.display_name, i.model,
                      CASE WHEN $3::boolean THEN i.base_url END, CASE WHEN $3::boolean THEN i.username END)), lower($11)) > 0)
           ), beyond AS MATERIALIZED (
             SELECT id, sort_key FROM found WHERE $12::text IS NULL OR (sort_key, id) ${beyond} ($12 COLLATE "C", $13::int)
              ORDER BY sort_key ${direction}, id ${direction} LIMIT $14::int + 1
           ), page AS (SELECT * FROM beyond ORDER BY sort_key ${direction}, id ${direction} LIMIT $14::int)
           SELECT (SELECT count(*)::int FROM found) AS total, (SELECT count(*) FROM beyond) > $14::int AS more,
                  (array_agg(p.sort_key ORDER BY p.sort_key ${direction}, p.id ${direction}))[count(*)] AS last_key,
                  (array_agg(p.id ORDER BY p.sort_key ${direction}, p.id ${direction}))[count(*)] AS last_id,
                  coalesce(json_agg(json_build_object(${listFields}) ORDER BY p.sort_key ${direction}, p.id ${direction}), '[]')::text AS json
             FROM page p JOIN integrations i ON i.tenant_id = $1 AND i.id = p.id ${joins}`,
  };
}

/** One statement per order, `provider` and `-provider` alike, each planned once per connection. */
export const listStatements = Object.fromEntries(
  integrationSorts.flatMap((sort) => [
    [sort, listStatement(sort, false)],
    [`-${sort}`, listStatement(sort, true)],
  ]),
) as Record<Sort | `-${Sort}`, Statement>;

/** Mirrors `secretVersionOf` of the service. */
const secretVersion =
  'CASE WHEN i.password IS NOT NULL THEN floor(extract(epoch FROM i.password_updated_at) * 1000)::bigint END';

/** $1 tenant, $2 type or null, $3 active or null. */
export const serviceListStatement: Statement = {
  name: 'integrations-service-list',
  text: `SELECT coalesce(json_agg(json_build_object(
                  'id', i.id, 'provider', i.provider, 'type', i.type, 'display_name', coalesce(i.display_name, i.provider),
                  'base_url', i.base_url, 'username', i.username, 'base_search', i.base_search, 'model', i.model,
                  'model_config', i.model_config, 'provider_metadata', i.provider_metadata, 'active', i.active,
                  'health', json_build_object('status', i.health_status), 'secret_version', ${secretVersion},
                  'version', i.version, 'last_updated_at', rfc3339(i.last_updated_at))
                ORDER BY lower(i.provider) COLLATE "C"), '[]')::text AS json
           FROM integrations i
          WHERE i.tenant_id = $1 AND ($2::text IS NULL OR i.type = $2) AND ($3::boolean IS NULL OR i.active = $3)`,
};

/** A provider may look like an id; the id comes first. */
export const idOf: Statement = {
  name: 'integrations-id-of',
  text: `SELECT id FROM integrations WHERE tenant_id = $1 AND (id = $2::int OR lower(provider) = lower($3))
          ORDER BY id = $2 DESC NULLS LAST LIMIT 1`,
};

const sealedColumns = `id, provider, type, display_name, active, version, connector_version, health_status, base_url, username, base_search,
  model, model_config, provider_metadata, cost_config, fallback_integration_id, password, password_updated_at, secret_origin`;

export const sealedById: Statement = {
  name: 'integrations-sealed-by-id',
  text: `SELECT ${sealedColumns} FROM integrations WHERE tenant_id = $1 AND id = $2`,
};

export const sealedByType: Statement = {
  name: 'integrations-sealed-by-type',
  text: `SELECT ${sealedColumns} FROM integrations WHERE tenant_id = $1 AND type = $2 ORDER BY id`,
};

/** $1 versions of connectors by provider and type, $2 of those that serve the rest, by type; of all tenants. */
export const otherVersions: Statement = {
  name: 'integrations-other-versions',
  text: `SELECT t.id, t.slug, array_agg(i.id) AS integrations
           FROM integrations i JOIN tenants t ON t.id = i.tenant_id
          WHERE i.settings_state = 'schema_outdated'
             OR i.connector_version <> coalesce($1::jsonb ->> (lower(i.provider) || '/' || i.type), $2::jsonb ->> i.type)::int
          GROUP BY t.id, t.slug ORDER BY t.id`,
};

export const setSettingsState: Statement = {
  name: 'integrations-set-settings-state',
  text: 'UPDATE integrations SET settings_state = $3 WHERE tenant_id = $1 AND id = $2',
};

export const nextId: Statement = {
  name: 'integrations-next-id',
  text: "SELECT nextval('integrations_id_seq')::int AS id",
};

/** The chain of fallbacks from one integration on; it ends by itself, also if a cycle were stored. */
export const fallbackChain: Statement = {
  name: 'integrations-fallback-chain',
  text: `WITH RECURSIVE chain AS (
           SELECT id, fallback_integration_id FROM integrations WHERE tenant_id = $1 AND id = $2
           UNION
           SELECT i.id, i.fallback_integration_id FROM integrations i JOIN chain c ON i.id = c.fallback_integration_id WHERE i.tenant_id = $1
         ) SELECT id FROM chain`,
};

/** Two admins who link two integrations to each other at once would close a cycle unseen: such changes take turns. */
export const lockFallbacks: Statement = {
  name: 'integrations-lock-fallbacks',
  text: 'SELECT pg_advisory_xact_lock(7340223, $1)',
};
