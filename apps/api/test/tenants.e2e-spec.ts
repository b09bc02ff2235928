import {
  type CreateTenantBody,
  changeSettings,
  createTenant,
  getSettings,
  getTenant,
  listTenants,
  resumeTenant,
  suspendTenant,
} from '@ims/api-client';
import { clientOf, loginAs, makeIntegration, makeTenant, PASSWORD, signIn } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { overlapping, untilBlocked } from './support/blocked.ts';
import { send } from './support/http.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const app = await testApp();
const { owner } = app.database;
const operator = clientOf(app, app.operatorKey);

const tenantBody = (slug: string): CreateTenantBody => ({
  slug,
  name: `The ${slug}`,
  admin: { email: `admin@${slug}.example`, name: 'Ada', password: PASSWORD },
});

describe('the operator', () => {
  test('creates a tenant whose first admin can sign in, and reads it', async () => {
    const { data, response } = await createTenant({ client: operator, body: tenantBody('first') });
    expect(response?.status).toBe(201);
    expect(data).toMatchObject({
      slug: 'first',
      name: 'The first',
      status: 'active',
      accent_color: '#4263eb',
      version: 1,
    });
    expect(response?.headers.get('location')).toBe(`/api/v1/platform/tenants/${data?.id}`);
    expect((await getTenant({ client: operator, path: { id: data?.id ?? 0 } })).data).toEqual(data);
    const admin = await signIn(app, { email: 'admin@first.example', password: PASSWORD });
    expect(admin.user).toMatchObject({ role: 'admin', tenant: { slug: 'first' } });
  });

  test('lists all tenants, by slug', async () => {
    await createTenant({ client: operator, body: tenantBody('aaa') });
    const { data } = await listTenants({ client: operator });
    expect(data?.map((tenant) => tenant.slug)).toEqual(['aaa', 'first']);
  });

  test('is told of a taken slug, also by two creations at once, and nothing is left of the refused', async () => {
    const taken = await createTenant({ client: operator, body: tenantBody('first') });
    expect([taken.response?.status, taken.error?.code]).toEqual([409, 'tenant_exists']);
    const answers = await Promise.all([
      createTenant({ client: operator, body: tenantBody('twice') }),
      createTenant({ client: operator, body: tenantBody('twice') }),
    ]);
    expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([201, 409]);
    expect((await owner.query("SELECT 1 FROM members WHERE email = 'admin@twice.example'")).rowCount).toBe(1);
  });

  test.each(['', 'A', 'a b', '-a', 'a-', 'ä', '../a', 'a/b', 'a.b', 'a_b', 'x'.repeat(41)])(
    'is told that %j is no slug',
    async (slug) => {
      const { response, error } = await createTenant({ client: operator, body: { ...tenantBody('x'), slug } });
      expect([response?.status, error?.errors?.[0]?.pointer]).toEqual([422, '/slug']);
    },
  );

  test('suspends and resumes, each once, and it is written in the tenant’s trail', async () => {
    const tenant = await makeTenant(app);
    const path = { id: tenant.id };
    const trail = await trailOf(owner, async () => {
      expect((await suspendTenant({ client: operator, path })).data).toMatchObject({ status: 'suspended', version: 2 });
      expect((await suspendTenant({ client: operator, path })).data).toMatchObject({ status: 'suspended', version: 2 });
      expect((await resumeTenant({ client: operator, path })).data).toMatchObject({ status: 'active', version: 3 });
    });
    expect(trail.audit.map((entry) => [entry.action, entry.actor])).toEqual([
      ['tenant.suspended', 'operator'],
      ['tenant.resumed', 'operator'],
    ]);
    expect(trail.events.map((event) => event.type)).toEqual(['tenant.suspended', 'tenant.resumed']);
  });

  test('reads nothing a tenant keeps', async () => {
    const tenant = await makeTenant(app);
    await makeIntegration(await loginAs('admin', tenant), { provider: 'unseen', password: 'unseen-secret' });
    const { data } = await listTenants({ client: operator });
    expect(JSON.stringify(data)).not.toContain('unseen');
    for (const path of ['integrations', 'members', 'audit', 'settings'])
      expect((await send(app, 'GET', `/api/v1/admin/${path}`, { token: app.operatorKey })).status).toBe(401);
  });

  test('is recognised by the whole key alone', async () => {
    const ask = (authorization: string) => send(app, 'GET', '/api/v1/platform/tenants', { headers: { authorization } });
    expect((await ask(`Bearer ${app.operatorKey}`)).status).toBe(200);
    for (const wrong of [
      '',
      'Bearer ',
      `Bearer ${app.operatorKey.slice(0, -1)}`,
      `Bearer ${app.operatorKey}x`,
      `Bearer ${app.operatorKey.toUpperCase()}`,
      `Basic ${app.operatorKey}`,
      app.operatorKey,
    ])
      expect((await ask(wrong)).status, wrong).toBe(401);
  });
});

describe('the settings', () => {
  test('are read by everybody of the tenant and changed by its admins', async () => {
    const tenant = await makeTenant(app);
    const admin = await loginAs('admin', tenant);
    for (const role of ['admin', 'user', 'viewer'] as const) {
      const { client } = await loginAs(role, tenant);
      expect((await getSettings({ client })).data).toMatchObject({ id: tenant.id, slug: tenant.slug });
    }
    const changed = await changeSettings({
      client: admin.client,
      body: { name: ' New name ', accent_color: '#ABCDEF' },
      headers: { 'If-Match': '"1"' },
    });
    expect(changed.data).toMatchObject({ name: 'New name', accent_color: '#abcdef', slug: tenant.slug, version: 2 });
    const stale = await changeSettings({
      client: admin.client,
      body: { name: 'Late' },
      headers: { 'If-Match': '"1"' },
    });
    expect(stale.error).toMatchObject({ code: 'stale_version', current_version: 2 });
  });

  test('are changed by exactly one of many who saw the same version', async () => {
    const { client } = await loginAs('admin', await makeTenant(app));
    const headers = { 'If-Match': '"1"' };
    const change = (name: string) => () => changeSettings({ client, body: { name }, headers });
    const answers = await overlapping(owner, ['a', 'b', 'c', 'd', 'e'].map(change));
    expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([200, 412, 412, 412, 412]);
  });

  test('leave a trail', async () => {
    const { client } = await loginAs('admin', await makeTenant(app));
    const trail = await trailOf(owner, () => changeSettings({ client, body: { accent_color: '#000000' } }));
    expect(trail).toMatchObject({
      audit: [{ action: 'tenant.updated', changes: { accent_color: { before: '#4263eb', after: '#000000' } } }],
      events: [{ type: 'tenant.updated' }],
    });
  });

  test('take no other field and no wrong colour', async () => {
    const { token } = await loginAs('admin', await makeTenant(app));
    for (const body of [
      { slug: 'other' },
      { status: 'active' },
      { id: 1 },
      { accent_color: 'red' },
      { accent_color: '#12345' },
      { accent_color: '#12345g' },
      { name: ' ' },
    ])
      expect((await send(app, 'PUT', '/api/v1/admin/settings', { token, body })).status, JSON.stringify(body)).toBe(
        422,
      );
  });

  test('can be read while the tenant is being changed', async () => {
    const tenant = await makeTenant(app);
    const { client } = await loginAs('admin', tenant);
    await owner.query('BEGIN');
    await owner.query("UPDATE tenants SET name = 'half-way' WHERE id = $1", [tenant.id]);
    expect((await getSettings({ client })).data?.name).toBe(`The ${tenant.slug}`);
    const change = changeSettings({ client, body: { accent_color: '#111111' } });
    await untilBlocked(owner);
    await owner.query('COMMIT');
    expect((await change).data).toMatchObject({ name: 'half-way', accent_color: '#111111' });
  });
});
