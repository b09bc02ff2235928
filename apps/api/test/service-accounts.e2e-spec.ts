import {
  createServiceAccount,
  createServiceKey,
  deleteServiceAccount,
  deleteServiceKey,
  listServiceAccounts,
  type NewServiceAccountBody,
  resumeTenant,
  suspendTenant,
} from '@ims/api-client';
import { clientOf, loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { TenantScope } from '../src/platform/access/tenant-scope.ts';
import { overlapping } from './support/blocked.ts';
import { problemOf, send } from './support/http.ts';
import { makeService } from './support/service.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const app = await testApp();
const { owner } = app.database;
const acme = await makeTenant(app);
const admin = await loginAs('admin', acme);
const { client } = admin;
const operator = clientOf(app, app.operatorKey);
const integration = await makeIntegration(admin);
let made = 0;

const accountBody = (fields: Partial<NewServiceAccountBody> = {}): NewServiceAccountBody => {
  made += 1;
  return { name: `account-${made}`, scopes: ['integrations:read', 'records:read'], ...fields };
};

const inAnHour = () => new Date(Date.now() + 3_600_000).toISOString();
const accountOf = async (id: number) => (await listServiceAccounts({ client })).data?.find((row) => row.id === id);

/** An AI provider has no records: whoever is let in is told so with 409. */
const knock = (key: string) =>
  send(app, 'GET', `/api/v1/service/integrations/${integration.id}/records`, { token: key });
const statusOf = async (key: string) => (await knock(key)).status;
const IN = 409;

test('an account is made with its first key, listed by name without it, and deleted', async () => {
  const body = accountBody({ name: '  Zeta sync ', scopes: ['records:read', 'integrations:read', 'records:read'] });
  const { data, response } = await createServiceAccount({ client, body });
  expect(response?.status).toBe(201);
  expect(data).toEqual({
    id: expect.any(Number),
    name: 'Zeta sync',
    scopes: ['integrations:read', 'records:read'],
    expires_at: null,
    created_by: admin.user.email,
    key: expect.stringMatching(/^ims_sk_[\w-]{43}$/),
    keys: [
      {
        id: expect.any(Number),
        last_four: data?.key.slice(-4),
        created_at: expect.stringMatching(/Z$/),
        expires_at: null,
        last_used_at: null,
      },
    ],
    version: 1,
    created_at: expect.stringMatching(/Z$/),
    last_updated_at: expect.stringMatching(/Z$/),
  });
  const { key = '', ...account } = data ?? {};
  await createServiceAccount({ client, body: accountBody({ name: 'alpha' }), throwOnError: true });
  const listed = await listServiceAccounts({ client });
  expect(listed.data?.map(({ name }) => name)).toEqual(['alpha', 'Zeta sync']);
  expect(listed.data?.[1]).toEqual(account);
  expect(JSON.stringify(listed.data)).not.toContain(key);
  const path = { id: data?.id ?? 0 };
  expect((await deleteServiceAccount({ client, path })).response?.status).toBe(204);
  expect((await deleteServiceAccount({ client, path })).response?.status).toBe(404);
  expect(await accountOf(path.id)).toBeUndefined();
});

test('of a key the database holds a digest only', async () => {
  const { token, keyId } = await makeService(admin);
  const { rows } = await owner.query(
    'SELECT t::text AS row, length(key_hash) AS bytes FROM service_keys t WHERE id = $1',
    [keyId],
  );
  expect(rows[0].bytes).toBe(32);
  expect(rows[0].row).not.toContain(token.slice('ims_sk_'.length, -4));
});

describe('a name', () => {
  test('belongs to one account of a tenant, whatever its case', async () => {
    const { name } = await makeService(admin, ['ai:invoke'], { name: 'Nightly Sync' });
    const { response, error } = await createServiceAccount({ client, body: accountBody({ name: name.toUpperCase() }) });
    expect([response?.status, error?.code]).toEqual([409, 'service_account_exists']);
    const stranger = await loginAs('admin', await makeTenant(app));
    await expect(makeService(stranger, ['ai:invoke'], { name })).resolves.toBeDefined();
  });

  test('used by two creations at once makes one account', async () => {
    const body = accountBody();
    const create = () => createServiceAccount({ client, body });
    const answers = await overlapping(owner, [create, create]);
    expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([201, 409]);
  });
});

describe('a new account', () => {
  test.each([
    ['no name', { name: ' ' }, '/name'],
    ['no scope', { scopes: [] }, '/scopes'],
    ['an unknown scope', { scopes: ['integrations:read', 'integrations:write'] }, '/scopes/1'],
    ['an end in the past', { expires_at: '2020-01-01T00:00:00Z' }, '/expires_at'],
    ['an end that is no time', { expires_at: 'tomorrow' }, '/expires_at'],
    ['an end after all days', { expires_at: '9999-12-31T23:59:59Z' }, '/expires_at'],
  ])('with %s is refused', async (_what, fields, pointer) => {
    const body = accountBody(fields as Partial<NewServiceAccountBody>);
    const { response, error } = await createServiceAccount({ client, body });
    expect([response?.status, error?.errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  test('takes its end from the first key on', async () => {
    const expires_at = inAnHour();
    const { data } = await createServiceAccount({ client, body: accountBody({ expires_at }) });
    expect([data?.expires_at, data?.keys[0]?.expires_at]).toEqual([expires_at, expires_at]);
  });
});

describe('another key', () => {
  test('opens beside the first, and each can be revoked alone', async () => {
    const { accountId, keyId, token } = await makeService(admin);
    const { data, response } = await createServiceKey({ client, path: { id: accountId }, body: {} });
    expect(response?.status).toBe(201);
    const { key = '', ...second } = data ?? {};
    expect((await accountOf(accountId))?.keys).toMatchObject([{ id: keyId }, second]);
    expect([await statusOf(token), await statusOf(key)]).toEqual([IN, IN]);
    const revoke = () => deleteServiceKey({ client, path: { id: accountId, key_id: keyId } });
    expect((await revoke()).response?.status).toBe(204);
    expect([await statusOf(token), await statusOf(key)]).toEqual([401, IN]);
    expect((await revoke()).response?.status).toBe(404);
    expect((await accountOf(accountId))?.keys).toMatchObject([{ id: data?.id }]);
  });

  test('ends with the account at the latest', async () => {
    const end = inAnHour();
    const { accountId: id } = await makeService(admin, ['ai:invoke'], { expires_at: end });
    const keyUntil = (expires_at?: string) => createServiceKey({ client, path: { id }, body: { expires_at } });
    const later = await keyUntil(new Date(Date.parse(end) + 1).toISOString());
    expect([later.response?.status, later.error?.code, later.error?.errors?.[0]?.pointer]).toEqual([
      422,
      'after_account',
      '/expires_at',
    ]);
    expect((await keyUntil(end)).data?.expires_at).toBe(end);
    expect((await keyUntil()).data?.expires_at).toBe(end);
  });

  test('is not made for an account that has ended', async () => {
    const { accountId: id } = await makeService(admin);
    await owner.query("UPDATE service_accounts SET expires_at = now() - interval '1 second' WHERE id = $1", [id]);
    const { response, error } = await createServiceKey({ client, path: { id }, body: {} });
    expect([response?.status, error?.code]).toEqual([409, 'service_account_expired']);
  });

  test('of one account is not found under another', async () => {
    const [one, two] = [await makeService(admin), await makeService(admin)];
    const path = { id: one.accountId, key_id: two.keyId };
    expect((await deleteServiceKey({ client, path })).response?.status).toBe(404);
    expect(await statusOf(two.token)).toBe(IN);
  });
});

test('a version counts the keys, and a deletion honours If-Match', async () => {
  const { accountId: id } = await makeService(admin);
  const { data } = await createServiceKey({ client, path: { id }, body: {}, throwOnError: true });
  expect((await accountOf(id))?.version).toBe(2);
  await deleteServiceKey({ client, path: { id, key_id: data.id }, throwOnError: true });
  const deletion = (version: number) =>
    deleteServiceAccount({ client, path: { id }, headers: { 'If-Match': `"${version}"` } });
  const stale = await deletion(2);
  expect([stale.response?.status, stale.response?.headers.get('etag')]).toEqual([412, '"3"']);
  expect((await deletion(3)).response?.status).toBe(204);
});

describe('a repetition under the same Idempotency-Key', () => {
  const headers = { 'Idempotency-Key': 'again' };

  test('makes no second account and says that the key was shown', async () => {
    const body = accountBody();
    const create = (given = body) => createServiceAccount({ client, body: given, headers });
    const first = await create();
    const again = await create();
    expect([first.response?.status, again.response?.status, again.error?.code]).toEqual([201, 409, 'key_shown_once']);
    expect((await create(accountBody())).response?.status).toBe(422);
    expect((await listServiceAccounts({ client })).data?.filter(({ name }) => name === body.name)).toHaveLength(1);
    const { rows } = await owner.query('SELECT k::text AS row FROM idempotency_keys k WHERE key = $1', ['again']);
    expect(rows).toHaveLength(1);
    expect(rows[0].row).not.toContain('ims_sk_');
  });

  test('makes no second key, also when both come at once', async () => {
    const { accountId: id } = await makeService(admin);
    const create = () => createServiceKey({ client, path: { id }, body: {}, headers });
    const answers = await overlapping(owner, [create, create]);
    expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([201, 409]);
    expect((await accountOf(id))?.keys).toHaveLength(2);
  });
});

test('what is done to accounts and keys is written to the trail, without the key', async () => {
  const trail = await trailOf(owner, async () => {
    const { accountId: id } = await makeService(admin, ['usage:write']);
    const { data } = await createServiceKey({ client, path: { id }, body: {}, throwOnError: true });
    await deleteServiceKey({ client, path: { id, key_id: data.id } });
    await deleteServiceAccount({ client, path: { id } });
  });
  const actions = ['created', 'key_created', 'key_revoked', 'deleted'].map((verb) => `service_account.${verb}`);
  expect(trail.audit.map(({ action }) => action)).toEqual(actions);
  expect(trail.events.map(({ type }) => type)).toEqual(actions);
  expect(trail.audit[0]).toMatchObject({
    actor: admin.user.email,
    changes: { scopes: { before: null, after: ['usage:write'] }, last_four: { before: null } },
  });
  expect(trail.events[1]?.payload).toEqual({ id: expect.any(Number), key_id: expect.any(Number) });
  expect(JSON.stringify(trail)).not.toContain('ims_sk_');
});

describe('a service', () => {
  test('acts in its own name', () => {
    const service = { accountId: 7, tenantId: 1, tenantSlug: 'acme', name: 'nightly', scopes: ['integrations:read'] };
    const scope = TenantScope.ofService(service as never, 'request-1');
    expect(scope.actor).toEqual({ kind: 'service', id: 7, name: 'nightly' });
    expect(scope.role).toBeNull();
    expect(scope.may('integrations:read_connection')).toBe(true);
    expect(scope.may('integrations:write')).toBe(false);
  });

  test('without the scope is told which one is missing', async () => {
    const { token, name } = await makeService(admin, ['integrations:read', 'usage:write']);
    const answer = await knock(token);
    expect([answer.status, problemOf(answer).code]).toEqual([403, 'missing_scope']);
    expect(problemOf(answer).detail).toContain('records:read');
    expect(problemOf(answer).detail).toContain(name);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer error="insufficient_scope", scope="records:read"');
  });

  test('sees nothing of another tenant', async () => {
    const stranger = await makeService(await loginAs('admin', await makeTenant(app)));
    expect(await statusOf(stranger.token)).toBe(404);
  });

  test('leaves a note of when its key was used, to the minute', async () => {
    const { accountId, keyId, token } = await makeService(admin);
    const lastUsed = async () => (await accountOf(accountId))?.keys[0]?.last_used_at;
    expect(await lastUsed()).toBeNull();
    await knock(token);
    const first = await lastUsed();
    expect(first).toEqual(expect.stringMatching(/Z$/));
    // What is remembered of the key is forgotten, as it is every five seconds; the note is still fresh.
    await makeForgotten();
    await knock(token);
    expect(await lastUsed()).toBe(first);
    await owner.query("UPDATE service_keys SET last_used_at = now() - interval '61 seconds' WHERE id = $1", [keyId]);
    await makeForgotten();
    await knock(token);
    expect(Date.parse((await lastUsed()) ?? '')).toBeGreaterThanOrEqual(Date.parse(first ?? ''));
  });

  test('comes in also when its use cannot be noted', async () => {
    const { accountId, token } = await makeService(admin);
    await owner.query('REVOKE UPDATE (last_used_at) ON service_keys FROM ims_rights');
    expect(await statusOf(token)).toBe(IN);
    await owner.query('GRANT UPDATE (last_used_at) ON service_keys TO ims_rights');
    expect((await accountOf(accountId))?.keys[0]?.last_used_at).toBeNull();
    expect(app.log.some((line) => line.includes('could not be noted'))).toBe(true);
  });

  async function makeForgotten(): Promise<void> {
    const { accountId: id } = await makeService(admin);
    await deleteServiceAccount({ client, path: { id } });
  }
});

describe('with the next request is out', () => {
  test('a key that is revoked, and all of an account that is deleted', async () => {
    for (let round = 0; round < 5; round += 1) {
      const { accountId, keyId, token } = await makeService(admin);
      const { data } = await createServiceKey({ client, path: { id: accountId }, body: {}, throwOnError: true });
      expect([await statusOf(token), await statusOf(data.key)]).toEqual([IN, IN]);
      await deleteServiceKey({ client, path: { id: accountId, key_id: keyId } });
      expect([await statusOf(token), await statusOf(data.key)]).toEqual([401, IN]);
      await deleteServiceAccount({ client, path: { id: accountId } });
      expect(await statusOf(data.key)).toBe(401);
    }
  });

  test('whose tenant is suspended, until it is resumed', async () => {
    const tenant = await makeTenant(app);
    const { token } = await makeService(await loginAs('admin', tenant));
    for (let round = 0; round < 5; round += 1) {
      expect(await statusOf(token)).toBe(404);
      await suspendTenant({ client: operator, path: { id: tenant.id }, throwOnError: true });
      expect(await statusOf(token)).toBe(401);
      await resumeTenant({ client: operator, path: { id: tenant.id }, throwOnError: true });
    }
  });
});

describe('a change of the database itself', () => {
  // Far shorter than what is remembered of a key: only the notification can be this quick.
  const soon = { timeout: 4000 };

  test.each([
    ['revokes a key', 'DELETE FROM service_keys WHERE service_account_id = $1'],
    ['deletes an account', 'DELETE FROM service_accounts WHERE id = $1'],
    ['ends a key', 'UPDATE service_keys SET expires_at = now() WHERE service_account_id = $1'],
    ['ends an account', 'UPDATE service_accounts SET expires_at = now() WHERE id = $1'],
  ])('%s, which is out', async (_what, sql) => {
    const { accountId, token } = await makeService(admin);
    expect(await statusOf(token)).toBe(IN);
    await owner.query(sql, [accountId]);
    await expect.poll(() => statusOf(token), soon).toBe(401);
  });

  test('suspends a tenant, whose services are out', async () => {
    const tenant = await makeTenant(app);
    const { token } = await makeService(await loginAs('admin', tenant));
    expect(await statusOf(token)).toBe(404);
    await owner.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenant.id]);
    await expect.poll(() => statusOf(token), soon).toBe(401);
  });

  test('sets an end, after which the key is out though it is remembered', async () => {
    const { keyId, token } = await makeService(admin);
    await owner.query("UPDATE service_keys SET expires_at = now() + interval '300 milliseconds' WHERE id = $1", [
      keyId,
    ]);
    await expect.poll(() => statusOf(token), soon).toBe(401);
  });

  test('takes a scope away, which counts', async () => {
    const { accountId, token } = await makeService(admin);
    expect(await statusOf(token)).toBe(IN);
    await owner.query("UPDATE service_accounts SET scopes = '{ai:invoke}' WHERE id = $1", [accountId]);
    await expect.poll(() => statusOf(token), soon).toBe(403);
  });
});

test('a key that is known is not looked up again', async () => {
  const { token } = await makeService(admin);
  expect(await statusOf(token)).toBe(IN);
  await owner.query('BEGIN; LOCK TABLE service_keys IN ACCESS EXCLUSIVE MODE');
  const answer = await knock(token);
  await owner.query('ROLLBACK');
  expect(problemOf(answer).code).toBe('not_a_data_source');
});
