import {
  type AuditEntry,
  changeIntegration,
  deleteIntegration,
  type ListAuditEntriesData,
  listAuditEntries,
} from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { send } from './support/http.ts';
import { testApp } from './support/test-app.ts';

const PATH = '/api/v1/admin/audit';
const app = await testApp();
const { owner } = app.database;
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const user = await loginAs('user', tenant);
const { client } = admin;

const integration = await makeIntegration(admin, { provider: 'watched', model: 'old' });
await changeIntegration({
  client,
  path: { id: integration.id },
  body: { model: 'new', display_name: 'Watched', model_config: { api_key: 'hidden', top_p: 1 } },
});
await deleteIntegration({ client, path: { id: integration.id } });
const { data: everything = [] } = await listAuditEntries({ client, query: { limit: 200 } });

const actions = async (query: ListAuditEntriesData['query']) =>
  (await listAuditEntries({ client, query })).data?.map((entry) => entry.action);

test('tells who did what to which thing, newest first', () => {
  expect(everything.map((entry) => entry.action)).toEqual([
    'integration.deleted',
    'integration.updated',
    'integration.created',
    'member.created',
    'member.created',
    'tenant.created',
  ]);
  expect(everything[1]).toEqual({
    id: expect.any(Number),
    at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
    actor: { kind: 'member', id: admin.user.id, name: admin.user.email },
    action: 'integration.updated',
    resource: { type: 'integration', id: integration.id, name: 'watched' },
    changes: {
      model: { before: 'old', after: 'new' },
      display_name: { before: null, after: 'Watched' },
      model_config: { before: {}, after: { api_key: '[redacted]', top_p: 1 } },
    },
    request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
  expect(everything[0]?.changes).toMatchObject({ provider: { before: 'watched', after: null } });
  expect(everything.at(-1)).toMatchObject({ actor: { kind: 'operator', id: null, name: 'operator' } });
});

test('carries the id of the request, as its answer and the log do', async () => {
  const answer = await send(app, 'POST', '/api/v1/admin/integrations', {
    token: admin.token,
    headers: { 'x-request-id': 'one-traced-request' },
    body: { provider: 'traced', type: 'data_source', base_url: 'https://traced.example' },
  });
  expect(answer.headers.get('x-request-id')).toBe('one-traced-request');
  const { data } = await listAuditEntries({ client, query: { limit: 1 } });
  expect(data?.[0]?.request_id).toBe('one-traced-request');
  expect(app.log.filter((line) => line.includes('one-traced-request'))).not.toEqual([]);
});

describe('filters', () => {
  test('by action, thing and actor', async () => {
    expect(await actions({ action: 'integration.updated' })).toEqual(['integration.updated']);
    expect(await actions({ resource_type: 'integration', resource_id: integration.id })).toEqual([
      'integration.deleted',
      'integration.updated',
      'integration.created',
    ]);
    expect(await actions({ resource_type: 'tenant' })).toEqual(['tenant.created']);
    expect(await actions({ actor: 'OPERATOR' })).toEqual(['member.created', 'tenant.created']);
    expect(await actions({ actor: '%' })).toEqual([]);
  });

  test('by time, from included, to excluded', async () => {
    await owner.query("UPDATE audit_entries SET at = '2026-01-01T00:00:00Z' WHERE action = 'tenant.created'");
    await owner.query("UPDATE audit_entries SET at = '2026-01-02T00:00:00Z' WHERE action = 'integration.updated'");
    expect(await actions({ from: '2026-01-01T00:00:00Z', to: '2026-01-02T00:00:00Z' })).toEqual(['tenant.created']);
    expect(await actions({ from: '2026-01-01T01:00:00+01:00', to: '2026-01-02T00:00:00.001Z' })).toEqual([
      'integration.updated',
      'tenant.created',
    ]);
    expect((await listAuditEntries({ client, query: { from: 'yesterday' } })).response?.status).toBe(422);
  });
});

test('pages through everything once', async () => {
  await owner.query(
    `INSERT INTO audit_entries (tenant_id, actor_kind, actor_name, action, resource_type, resource_id, resource_name)
     SELECT $1, 'system', 'filler', 'filler.made', 'filler', n, 'filler' FROM generate_series(1, 57) n`,
    [tenant.id],
  );
  const seen: AuditEntry[] = [];
  let path: string | undefined = `${PATH}?limit=10&resource_type=filler`;
  while (path) {
    const answer = await send(app, 'GET', path, { token: admin.token });
    expect(answer.headers.get('x-total-count')).toBe('57');
    seen.push(...JSON.parse(answer.text));
    path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  expect(seen.map((entry) => entry.resource.id)).toEqual(Array.from({ length: 57 }, (_, index) => 57 - index));
});

test('is for admins of the tenant alone', async () => {
  expect((await listAuditEntries({ client: user.client })).response?.status).toBe(403);
  const stranger = await loginAs('admin', await makeTenant(app));
  const { data } = await listAuditEntries({ client: stranger.client, query: { limit: 200 } });
  expect(data?.every((entry) => entry.action === 'tenant.created' || entry.action === 'member.created')).toBe(true);
});
