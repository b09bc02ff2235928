import { changeIntegration, getIntegration, listAuditEntries, listIntegrations, listMembers } from '@ims/api-client';
import { emailOf, makeIntegration, makeTenant, PASSWORD, signIn, type TestDatabase, testDatabase } from '@ims/test-kit';
import { afterAll, expect, test } from 'vitest';
import { KeyRing, Vault } from '../src/crypto/index.ts';
import { type TenantId, TenantScope } from '../src/platform/access/tenant-scope.ts';
import { Transactions } from '../src/platform/database/transactions.ts';
import { send } from './support/http.ts';
import { LogoDesk } from './support/logos.ts';
import { randomSecretKey, type TestApp, testApp } from './support/test-app.ts';

const [first, second, third] = [randomSecretKey(), randomSecretKey(), randomSecretKey()];
const database = await testDatabase();
afterAll(() => database.drop());

/** Runs `work` on an app with that key, one after another over the same database, as restarts would. */
async function withKey<T>(
  SECRET_KEY: string,
  environment: Record<string, string>,
  work: (app: TestApp<TestDatabase>) => Promise<T>,
): Promise<T> {
  const app = await testApp({ SECRET_KEY, ...environment }, database);
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

const adminOf = (app: TestApp, slug: string) => signIn(app, { email: emailOf('admin', slug), password: PASSWORD });

/** Opens the stored secret as whoever calls the external system would. */
async function secretOf(app: TestApp, tenant: { id: number; slug: string }, id: number): Promise<string> {
  const { rows } = await database.owner.query('SELECT password FROM integrations WHERE id = $1', [id]);
  const scope = TenantScope.ofSystem({ id: tenant.id as TenantId, slug: tenant.slug }, 'test');
  const place = { table: 'integrations', column: 'password', rowId: id };
  return app.nest.get(Transactions).run(scope, (tx) => app.nest.get(Vault).open(tx, place, rows[0].password));
}

const { tenant, id, keyId } = await withKey(first, {}, async (app) => {
  const made = await makeTenant(app);
  const admin = await adminOf(app, made.slug);
  const integration = await makeIntegration(admin, { provider: 'kept', password: 'kept-secret' });
  await new LogoDesk(app, made, admin).makeWithLogo('with-logo');
  return { tenant: made, id: integration.id, keyId: app.nest.get(KeyRing).current.id };
});

test('a restart with the same key opens what it sealed, also written in hex', async () => {
  for (const key of [first, Buffer.from(first, 'base64').toString('hex')])
    await withKey(key, {}, async (app) => expect(await secretOf(app, tenant, id)).toBe('kept-secret'));
});

test('a wrong key refuses to start and names the one that is needed', async () => {
  const start = testApp({ SECRET_KEY: second }, database);
  await expect(start).rejects.toMatchObject({ name: 'WrongKeyError', message: expect.stringContaining(keyId) });
  await expect(start).rejects.not.toThrow(first);
  await expect(testApp({ SECRET_KEY: second, SECRET_KEY_PREVIOUS: third }, database)).rejects.toThrow(keyId);
});

test('a new key beside the previous one opens both, before and after re-entry', async () => {
  await withKey(second, { SECRET_KEY_PREVIOUS: first }, async (app) => {
    expect(await secretOf(app, tenant, id)).toBe('kept-secret');
    const { client } = await adminOf(app, tenant.slug);
    expect((await listIntegrations({ client })).data?.map((row) => row.config_state)).toEqual(['ok', 'ok']);
    await changeIntegration({ client, path: { id }, body: { password: 'sealed-anew' } });
    expect(await secretOf(app, tenant, id)).toBe('sealed-anew');
  });
  await withKey(second, {}, async (app) => expect(await secretOf(app, tenant, id)).toBe('sealed-anew'));
  await expect(testApp({ SECRET_KEY: first }, database)).rejects.toThrow('not the key');
});

test('a lost key, said to be lost, starts: everything works and asks for the secret again', async () => {
  await withKey(third, { SECRET_KEY_LOST: 'on' }, async (app) => {
    const admin = await adminOf(app, tenant.slug);
    const { client } = admin;
    const { data: list } = await listIntegrations({ client });
    expect(list?.map((row) => [row.provider, row.config_state])).toEqual([
      ['kept', 'needs_secret'],
      ['with-logo', 'ok'],
    ]);
    const { data: detail } = await getIntegration({ client, path: { id } });
    expect(detail).toMatchObject({ config_state: 'needs_secret', password_masked: '•'.repeat(16) });
    await expect(secretOf(app, tenant, id)).rejects.toMatchObject({ name: 'secret_unreadable' });
    for (const read of [listMembers, listAuditEntries]) expect((await read({ client })).response?.status).toBe(200);
    expect((await send(app, 'GET', list?.[1]?.logo_url ?? '')).status).not.toBe(500);

    const edited = await changeIntegration({ client, path: { id }, body: { model: 'edited' } });
    expect(edited.data).toMatchObject({ model: 'edited', config_state: 'needs_secret' });
    await makeIntegration(admin, { provider: 'new-one', password: 'new-secret' });
    const mended = await changeIntegration({ client, path: { id }, body: { password: 'entered-again' } });
    expect(mended.data?.config_state).toBe('ok');
    expect(await secretOf(app, tenant, id)).toBe('entered-again');
  });
  await withKey(third, {}, async (app) => expect(await secretOf(app, tenant, id)).toBe('entered-again'));
});

test('damaged secrets and keys break no page', async () => {
  await withKey(third, {}, async (app) => {
    const { client } = await adminOf(app, tenant.slug);
    for (const damage of ["password = 'nonsense'", "password = 'ims1.x.y.z'", "password = ''"]) {
      await database.owner.query(`UPDATE integrations SET ${damage} WHERE id = $1`, [id]);
      expect((await listIntegrations({ client })).response?.status).toBe(200);
      expect((await getIntegration({ client, path: { id } })).response?.status).toBe(200);
      await expect(secretOf(app, tenant, id)).rejects.toMatchObject({ name: 'secret_unreadable' });
    }
    await database.owner.query("UPDATE tenant_keys SET wrapped = 'nonsense'");
    expect((await listIntegrations({ client })).response?.status).toBe(200);
  });
});
