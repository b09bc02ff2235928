import assert from 'node:assert/strict';
import type pg from 'pg';
import type { Stand } from './stand.ts';

export interface Answer {
  status: number;
  headers: Headers;
  body: unknown;
}

/** One request with a JSON body or none, outside any timing. */
export async function ask(
  url: string,
  { method = 'GET', headers = {}, body }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  const response = await fetch(url, { method, headers, body });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const json = { 'content-type': 'application/json' };
const password = 'correct-horse-battery-staple';

/** A tenant of the product with one admin. */
export interface Tenant {
  id: number;
  /** Signs in anew, since a token lives for ten minutes only. */
  credentials(): Promise<Record<string, string>>;
}

export async function createTenant({ operatorKey }: Stand, apiUrl: string, slug: string): Promise<Tenant> {
  const email = `admin@${slug}.example`;
  const { status, body } = await ask(`${apiUrl}/api/v1/platform/tenants`, {
    method: 'POST',
    headers: { ...json, authorization: `Bearer ${operatorKey}` },
    body: JSON.stringify({ slug, name: slug, admin: { email, name: 'Admin', password } }),
  });
  assert.equal(status, 201, JSON.stringify(body));
  const credentials = async () => {
    const login = await ask(`${apiUrl}/api/v1/auth/login`, {
      method: 'POST',
      headers: json,
      body: JSON.stringify({ email, password }),
    });
    return { ...json, authorization: `Bearer ${(login.body as { access_token: string }).access_token}` };
  };
  return { id: (body as { id: number }).id, credentials };
}

/** Asks as that tenant and gives the body. Throws unless the answer is a success. */
export async function askAs(tenant: Tenant, url: string, method: string, body: unknown): Promise<unknown> {
  const answer = await ask(url, { method, headers: await tenant.credentials(), body: JSON.stringify(body) });
  assert.ok(answer.status < 300, `${method} ${url}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
}

/** The body of a typical new integration. */
export function newIntegration(provider: string) {
  return {
    provider,
    type: 'ai_provider',
    display_name: `Team ${provider}`,
    base_url: 'https://api.example.com/v1',
    username: 'service-account@example.com',
    password: 'sk-0123456789abcdefghijklmnopqrstuvwxyz',
    model: 'gpt-4o-mini',
    model_config: { temperature: 0.7, max_tokens: 2048, top_p: 1 },
    provider_metadata: { organisation: 'org-0123456789', region: 'eu-west-1' },
    cost_config: { max_monthly_cost: 1000, cost_per_token: 0.000002, alert_threshold: 0.8 },
  };
}

/** Gives the tenant so many integrations through the API, then what only background work writes: logos, health, last sync. */
export async function fill(tenant: Tenant, apiUrl: string, count: number, database: pg.Pool): Promise<void> {
  const headers = await tenant.credentials();
  for (let index = 0; index < count; index += 1) {
    const body = JSON.stringify(newIntegration(`provider-${index}`));
    const answer = await ask(`${apiUrl}/api/v1/admin/integrations`, { method: 'POST', headers, body });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
  }
  await database.query(
    `INSERT INTO assets (tenant_id, filename, stored_as, content_type, hash, size)
     SELECT tenant_id, provider || '.svg', provider || '.svg', 'image/svg+xml', encode(sha256(provider::bytea), 'hex'), 1000
       FROM integrations WHERE tenant_id = $1`,
    [tenant.id],
  );
  await database.query(
    `UPDATE integrations SET logo_filename = provider || '.svg', last_sync_at = now(), health_status = 'healthy', health_checked_at = now(), health_latency_ms = 120
      WHERE tenant_id = $1`,
    [tenant.id],
  );
  await database.query('VACUUM ANALYZE');
}
