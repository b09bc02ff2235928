import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import type { Stand } from '../stand.ts';
import { askAs, createTenant } from '../tenant.ts';
import { MODEL } from './fixture.ts';

const EMBEDDING_MODEL = 'bench-embedding';
const SETTLE_MS = 15_000;

/** A tenant whose services call AI providers, and all that the product does for it meanwhile. */
export interface GatewayTenant {
  id: number;
  /** Of a service that may do everything. */
  headers: Record<string, string>;
  /** Names that calls take as their model. */
  chatModel: string;
  embeddingModel: string;
  provider: string;
}

/** The environment of an API that may call the fixture. */
export const gatewayEnv = { EGRESS_ALLOW: '127.0.0.0/8' };

/** With prices, a hard budget for each month, the limit of an integration and an integration to fall back to. */
export async function createGatewayTenant(stand: Stand, apiUrl: string, upstream: string): Promise<GatewayTenant> {
  const tenant = await createTenant(stand, apiUrl, 'gateway');
  const admin = `${apiUrl}/api/v1/admin`;
  const post = (path: string, body: unknown) => askAs(tenant, admin + path, 'POST', body) as Promise<{ id: number }>;
  const integration = (provider: string, more: object) =>
    post('/integrations', {
      provider,
      type: 'ai_provider',
      base_url: `${upstream}/v1`,
      password: 'sk-of-the-benchmark-0123456789abcdef',
      model: MODEL,
      model_config: { temperature: 0.2 },
      cost_config: { max_monthly_cost: 900_000, alert_threshold: 0.8 },
      ...more,
    });
  const second = await integration('wex_ai_gateway', {});
  const first = await integration('openai', { fallback_integration_id: second.id });
  for (const { id } of [first, second]) {
    const price = { state: 'priced', input: 0.15, cached_input: 0.075, output: 0.6 };
    await post(`/integrations/${id}/models`, { name: MODEL, is_default: true, max_output_tokens: 16_384, price });
    const embedding = { state: 'priced', input: 0.02, output: 0 };
    await post(`/integrations/${id}/models`, { name: EMBEDDING_MODEL, purpose: 'embedding', price: embedding });
  }
  const budget = { subject: 'tenant', period: 'month', limit_usd: 1_000_000, hard: true, thresholds: [0.5, 0.8] };
  await askAs(tenant, `${admin}/budgets`, 'PUT', { budgets: [budget] });
  const scopes = ['integrations:read', 'credentials:read', 'ai:invoke', 'usage:write'];
  const account = (await post('/service-accounts', { name: 'bench', scopes })) as unknown as { key: string };
  return {
    id: tenant.id,
    headers: { authorization: `Bearer ${account.key}`, 'content-type': 'application/json' },
    chatModel: 'openai',
    embeddingModel: `openai/${EMBEDDING_MODEL}`,
    provider: 'openai',
  };
}

/** Runs calls of the gateway and waits until each of them stands in the records of usage. Throws when one does not. */
export async function accounted<T extends { count: number }>(stand: Stand, work: () => Promise<T>): Promise<T> {
  const before = await eventsOf(stand);
  const result = await work();
  const limit = performance.now() + SETTLE_MS;
  for (;;) {
    const recorded = (await eventsOf(stand)) - before;
    if (recorded >= result.count) return result;
    assert.ok(performance.now() < limit, `${result.count} answers, but ${recorded} in the records of usage`);
    await pause(100);
  }
}

async function eventsOf({ database }: Stand): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    "SELECT count(*)::int AS count FROM usage_events WHERE source = 'gateway'",
  );
  return rows[0]?.count ?? 0;
}

/** Throws unless every budget of the tenant spent exactly what the calls cost, and holds nothing back for none. */
export async function assertBooked({ database }: Stand, tenant: GatewayTenant): Promise<void> {
  const books = async () => {
    const { rows } = await database.query<{ cost: string; spent: string[] }>(
      `SELECT (SELECT coalesce(sum(cost_nanos), 0)::text FROM usage_events WHERE tenant_id = $1) AS cost,
              ARRAY(SELECT sum(w.spent)::text FROM budgets b JOIN budget_windows w ON w.tenant_id = b.tenant_id AND w.budget_id = b.id
                     WHERE b.tenant_id = $1 AND b.source = 'tenant' GROUP BY b.id) AS spent`,
      [tenant.id],
    );
    return rows[0] ?? assert.fail('No answer');
  };
  const limit = performance.now() + SETTLE_MS;
  for (;;) {
    const { cost, spent } = await books();
    if (spent.length > 0 && spent.every((amount) => amount === cost) && cost !== '0') return;
    assert.ok(performance.now() < limit, `calls cost ${cost}, but budgets spent ${spent.join(', ') || 'nothing'}`);
    await pause(100);
  }
}
