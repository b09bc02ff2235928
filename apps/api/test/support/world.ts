import { loginAs, makeIntegration, makeTenant, type Person, type TestTenant } from '@ims/test-kit';
import { serviceScopes } from '../../src/platform/access/permissions.ts';
import { type Operation, pathOf } from './contract.ts';
import { type RawRequest, send } from './http.ts';
import { logoForm } from './logos.ts';
import { makeService, type TestService } from './service.ts';
import type { TestApp } from './test-app.ts';

/** A tenant that has at least one of everything the contract can name by an id. */
export interface World {
  tenant: TestTenant;
  admin: Person;
  user: Person;
  viewer: Person;
  /** With all scopes. */
  service: TestService;
  /** One id of each kind, under the name of the collection in paths: `/members/{id}`. */
  ids: Record<string, number>;
  /** Provider of a connector the tenant wrote. */
  connector: string;
  logo: { file: string; url: string };
}

export async function populate(app: TestApp): Promise<World> {
  const tenant = await makeTenant(app);
  const [admin, user, viewer] = [
    await loginAs('admin', tenant),
    await loginAs('user', tenant),
    await loginAs('viewer', tenant),
  ];
  const fallback = await makeIntegration(admin, { provider: 'fallback' });
  const integration = await makeIntegration(admin, {
    provider: 'openai',
    password: 'a-stored-secret',
    username: 'somebody',
    fallback_integration_id: fallback.id,
  });
  const path = `/api/v1/admin/integrations/${integration.id}`;
  await send(app, 'POST', `${path}/logo`, { token: admin.token, body: logoForm() });
  const { logo_filename, logo_url } = JSON.parse((await send(app, 'GET', path, { token: admin.token })).text);
  const connector = `desk_${tenant.slug}`;
  const body = { manifest: { ...manifest, provider: connector } };
  await send(app, 'POST', '/api/v1/admin/connectors', { token: admin.token, body });
  const model = await send(app, 'POST', `${path}/models`, { token: admin.token, body: modelBody(tenant.slug) });
  const service = await makeService(admin);
  await send(app, 'POST', '/api/v1/service/usage', { token: service.token, body: usageBody(tenant.slug) });
  await budgetInUse(app, tenant.id);
  const ids = {
    tenants: tenant.id,
    members: user.user.id,
    integrations: integration.id,
    models: JSON.parse(model.text).id,
    'service-accounts': service.accountId,
    keys: service.keyId,
    deliveries: await failedDelivery(app, tenant.id, integration.id),
  };
  return { tenant, admin, user, viewer, service, ids, connector, logo: { file: logo_filename, url: logo_url } };
}

/** As if a message to the integration had failed. */
async function failedDelivery({ database }: TestApp, tenantId: number, integrationId: number): Promise<number> {
  const { rows } = await database.owner.query<{ id: number }>(
    `INSERT INTO notification_deliveries (tenant_id, integration_id, message_id, event, message, status)
     VALUES ($1, $2, gen_random_uuid(), 'notification.test', $3, 'failed') RETURNING id::int`,
    [tenantId, integrationId, { severity: 'info', title: 'Test', text: '', facts: [], link: null }],
  );
  return rows[0]?.id ?? 0;
}

/** As if people had been told of a budget that an instance holds a part of. */
async function budgetInUse({ database }: TestApp, tenantId: number): Promise<void> {
  await database.owner.query(
    `WITH budget AS (
       INSERT INTO budgets (tenant_id, source, subject, period, limit_nanos, is_hard, thresholds)
       VALUES ($1, 'tenant', 'tenant', 'month', 1000000000, true, '{0.8}') RETURNING tenant_id, id
     ), span AS (
       INSERT INTO budget_windows (tenant_id, budget_id, starts_at, ends_at, reserved)
       SELECT tenant_id, id, date_trunc('month', now(), 'UTC'), date_trunc('month', now(), 'UTC') + interval '1 month', 1000
         FROM budget RETURNING tenant_id, budget_id, starts_at
     ), lease AS (
       INSERT INTO budget_leases (tenant_id, budget_id, starts_at, instance_id, amount)
       SELECT tenant_id, budget_id, starts_at, gen_random_uuid(), 1000 FROM span
     )
     INSERT INTO budget_alerts (tenant_id, budget_id, starts_at, threshold)
     SELECT tenant_id, budget_id, starts_at, 0.8 FROM span`,
    [tenantId],
  );
}

/** The operation's path with what the tenant has in each place, unless `given` says otherwise. */
export function pathIn(world: World, operation: Operation, given: Record<string, string | number> = {}): string {
  const collection = operation.path.split('/{id}')[0]?.split('/').at(-1) ?? '';
  return pathOf(operation, {
    id: world.ids[collection] ?? 0,
    key_id: world.ids.keys ?? 0,
    delivery_id: world.ids.deliveries ?? 0,
    model_id: world.ids.models ?? 0,
    tenant: world.tenant.slug,
    file: world.logo.file,
    provider: world.connector,
    model: `openai/${world.tenant.slug}`,
    ...given,
  });
}

/** The credential of somebody who may call the operation. */
export function tokenFor(
  app: Pick<TestApp, 'operatorKey'>,
  { admin, service }: Pick<World, 'admin' | 'service'>,
  { access }: Operation,
): string {
  if (access.realm === 'platform') return app.operatorKey;
  return access.realm === 'service' ? service.token : admin.token;
}

/** A body each operation accepts, from somebody who may; an operation without one fails the suites that go through all. */
const bodies: Record<string, () => RawRequest['body']> = {
  login: () => ({ email: 'nobody@nowhere.example', password: 'not the password', tenant: 'nowhere' }),
  changePassword: () => ({ current_password: 'not the password', new_password: 'another horse battery' }),
  createMember: () => ({ email: 'new@people.example', name: 'New', role: 'viewer', password: 'correct horse battery' }),
  changeMember: () => ({
    email: 'other@people.example',
    name: 'Other',
    role: 'viewer',
    password: 'correct horse battery',
  }),
  createServiceAccount: () => ({ name: 'new', scopes: [...serviceScopes], expires_at: '2031-01-01T00:00:00Z' }),
  createServiceKey: () => ({ expires_at: '2031-01-01T00:00:00Z' }),
  changeSettings: () => ({
    name: 'Other',
    accent_color: '#102030',
    time_zone: 'Europe/Berlin',
    unknown_price: { policy: 'charge', input: 1, output: 2 },
  }),
  createTenant: () => ({
    slug: 'new-tenant',
    name: 'New',
    admin: { email: 'new@people.example', name: 'New', password: 'correct horse battery' },
  }),
  createIntegration: () => ({ provider: 'new', ...integrationFields }),
  changeIntegration: () => ({ provider: 'other', ...integrationFields }),
  createConnector: () => ({ manifest }),
  replaceConnector: () => ({ manifest }),
  tryConnector: () => ({
    manifest,
    base_url: 'https://desk.invalid',
    username: 'somebody',
    password: 'a-typed-secret',
    base_search: 'open',
    model: 'some-model',
    provider_metadata: {},
  }),
  testUnsavedIntegration: () => ({
    id: 1,
    provider: 'desk',
    type: 'data_source',
    base_url: 'https://desk.invalid',
    username: 'somebody',
    password: 'a-typed-secret',
    base_search: 'open',
    model: 'some-model',
    model_config: {},
    provider_metadata: {},
  }),
  createModel: () => modelBody('new'),
  changeModel: () => modelBody('other'),
  previewIntegration: () => ({ limit: 3 }),
  replaceBudgets: () => ({
    budgets: [{ subject: 'tenant', period: 'month', limit_usd: 10, hard: true, thresholds: [0.8] }],
  }),
  reportUsage: () => usageBody('new'),
  createChatCompletion: () => ({ model: 'openai', stream: false, messages: [{ role: 'user', content: 'Hello' }] }),
  createResponse: () => ({ model: 'openai', stream: false, input: 'Hello' }),
  createEmbeddings: () => ({ model: 'openai', stream: false, input: 'Hello' }),
  uploadIntegrationLogo: () => logoForm(),
};

/** A connector without code, for a REST interface like that of the sandbox. */
export const manifest = {
  kind: 'rest_source',
  provider: 'new_desk',
  display_name: 'Ticket desk',
  description: 'Reads tickets.',
  version: 1,
  auth: { scheme: 'bearer' },
  check: { path: 'me', identity: { id: '/id', name: '/name' } },
  list: { path: 'tickets', records: '/data', kind: 'ticket', record: { id: '/id' } },
};

/** How the sandbox's orders are read. */
export const ordersSettings = {
  auth_scheme: 'bearer',
  check_path: 'me',
  list_path: 'orders',
  records_pointer: '/data',
  record_kind: 'order',
  pagination: 'page',
  page_param: 'page',
  size_param: 'per_page',
};

const modelBody = (name: string) => ({
  name,
  aliases: [`${name}-alias`],
  purpose: 'chat',
  is_default: true,
  context_window: 128_000,
  max_output_tokens: 16_384,
  base_model: 'gpt-4o-mini',
  active: true,
  price: { state: 'priced', input: 0.15, output: 0.6, effective_from: '2026-01-01T00:00:00Z' },
});

const usageBody = (request_id: string) => ({
  events: [{ request_id, integration: 'fallback', model: 'gpt-4o-mini', tokens: { input: 100, output: 20 } }],
});

const integrationFields = {
  type: 'ai_provider',
  base_url: 'https://other.example.com',
  display_name: 'Other',
  username: 'other',
  password: 'another-secret',
  base_search: 'other',
  model: 'other',
  model_config: { temperature: 1 },
  provider_metadata: { region: 'eu' },
  cost_config: { monthly_limit: 1 },
  fallback_integration_id: null,
  secret_expires_at: '2031-01-01T00:00:00Z',
  active: false,
};

export function bodyOf(operation: Operation): RawRequest['body'] {
  const make = bodies[operation.id];
  if (!make && (operation.body || operation.isUpload))
    throw new Error(`Give ${operation.id} a body in support/world.ts`);
  return make?.();
}
