import { changeMember, createMember, listIntegrations, resumeTenant, suspendTenant } from '@ims/api-client';
import { clientOf, emailOf, loginAs, makeTenant, PASSWORD, type Person, signIn } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { cookiesOf } from './support/cookies.ts';
import { send } from './support/http.ts';
import { testApp } from './support/test-app.ts';

const ROUNDS = 5;
const app = await testApp();
const { owner } = app.database;
const acme = await makeTenant(app);
const admin = await loginAs('admin', acme);
const operator = clientOf(app, app.operatorKey);
let made = 0;

/** Somebody new in acme, with their refresh cookie, who has just made a request. */
async function newcomer(): Promise<Person & { cookie: string; email: string }> {
  made += 1;
  const email = `newcomer-${made}@people.example`;
  await createMember({
    client: admin.client,
    body: { email, name: 'New', role: 'user', password: PASSWORD },
    throwOnError: true,
  });
  const answer = await send(app, 'POST', '/api/v1/auth/login', { body: { email, password: PASSWORD } });
  const { access_token: token, user } = JSON.parse(answer.text);
  const person = { client: clientOf(app, token), token, user };
  expect(await statusOf(person)).toBe(200);
  return { ...person, email, cookie: cookiesOf(answer).ims_refresh ?? '' };
}

// Not of `me`, which looks the person up anew.
const statusOf = async (person: Person) => (await listIntegrations({ client: person.client })).response?.status;
const refresh = async (cookie: string) =>
  (await send(app, 'POST', '/api/v1/auth/refresh', { headers: { cookie: `ims_refresh=${cookie}` } })).status;

async function inRounds(work: () => Promise<void>): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) await work();
}

describe('with the next request is out', () => {
  test('who is removed, for good', async () => {
    await inRounds(async () => {
      const person = await newcomer();
      await send(app, 'DELETE', `/api/v1/admin/members/${person.user.id}`, { token: admin.token });
      expect(await statusOf(person)).toBe(401);
    });
    const person = await newcomer();
    await send(app, 'DELETE', `/api/v1/admin/members/${person.user.id}`, { token: admin.token });
    expect(await refresh(person.cookie)).toBe(401);
    await expect(signIn(app, { email: person.email, password: PASSWORD })).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  test('whose tenant is suspended, until it is resumed', async () => {
    const tenant = await makeTenant(app);
    const person = await loginAs('admin', tenant);
    await inRounds(async () => {
      expect((await suspendTenant({ client: operator, path: { id: tenant.id } })).data?.status).toBe('suspended');
      expect(await statusOf(person)).toBe(401);
      await resumeTenant({ client: operator, path: { id: tenant.id } });
      expect(await statusOf(person)).toBe(200);
    });
    await suspendTenant({ client: operator, path: { id: tenant.id } });
    const email = emailOf('admin', tenant.slug);
    await expect(signIn(app, { email, password: PASSWORD })).rejects.toMatchObject({ code: 'unauthenticated' });
    expect(await statusOf(admin), 'other tenants go on').toBe(200);
  });

  test('whose role is changed, and who refreshes gets nothing either', async () => {
    await inRounds(async () => {
      const person = await newcomer();
      await changeMember({
        client: admin.client,
        path: { id: person.user.id },
        body: { role: 'viewer' },
        throwOnError: true,
      });
      expect(await statusOf(person)).toBe(401);
      expect(await refresh(person.cookie)).toBe(401);
      expect((await signIn(app, { email: person.email, password: PASSWORD })).user.role).toBe('viewer');
    });
  });

  test('whose password an admin has set, and only the new one opens', async () => {
    const person = await newcomer();
    await changeMember({
      client: admin.client,
      path: { id: person.user.id },
      body: { password: 'another horse battery' },
      throwOnError: true,
    });
    expect(await statusOf(person)).toBe(401);
    expect(await refresh(person.cookie)).toBe(401);
    await expect(signIn(app, { email: person.email, password: PASSWORD })).rejects.toBeDefined();
    await expect(signIn(app, { email: person.email, password: 'another horse battery' })).resolves.toBeDefined();
  });

  test('who was removed and added again, with what they held before', async () => {
    const person = await newcomer();
    await send(app, 'DELETE', `/api/v1/admin/members/${person.user.id}`, { token: admin.token });
    await createMember({
      client: admin.client,
      body: { email: person.email, name: 'Back', role: 'user', password: PASSWORD },
      throwOnError: true,
    });
    expect(await statusOf(person)).toBe(401);
    expect(await refresh(person.cookie)).toBe(401);
  });
});

describe('a change of the database itself', () => {
  // Far shorter than what is remembered of a member: only the notification can be this quick.
  const soon = { timeout: 4000 };

  test.each([
    ['removes', 'UPDATE members SET removed_at = now() WHERE id = $1'],
    ['ends the sessions of', 'UPDATE members SET session_version = session_version + 1 WHERE id = $1'],
  ])('%s a member, who is out', async (_name, sql) => {
    const person = await newcomer();
    await owner.query(sql, [person.user.id]);
    await expect.poll(() => statusOf(person), soon).toBe(401);
  });

  test('suspends a tenant, whose people are out', async () => {
    const tenant = await makeTenant(app);
    const person = await loginAs('admin', tenant);
    expect(await statusOf(person)).toBe(200);
    await owner.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [tenant.id]);
    await expect.poll(() => statusOf(person), soon).toBe(401);
    await owner.query("UPDATE tenants SET status = 'active' WHERE id = $1", [tenant.id]);
    await expect.poll(() => statusOf(person), soon).toBe(200);
  });

  test('gives another role, which counts', async () => {
    const person = await newcomer();
    const seesAddresses = async () => {
      const { data } = await listIntegrations({ client: person.client });
      return data?.some((row) => row.base_url !== null);
    };
    await send(app, 'POST', '/api/v1/admin/integrations', {
      token: admin.token,
      body: { provider: 'seen', type: 'data_source', base_url: 'https://seen.example' },
    });
    expect(await seesAddresses()).toBe(true);
    await owner.query("UPDATE members SET role = 'viewer' WHERE id = $1", [person.user.id]);
    await expect.poll(seesAddresses, soon).toBe(false);
  });

  test('deletes a session, whose token is worth nothing', async () => {
    const person = await newcomer();
    await owner.query('DELETE FROM sessions WHERE member_id = $1', [person.user.id]);
    await expect.poll(() => statusOf(person), soon).toBe(401);
    expect(await refresh(person.cookie)).toBe(401);
  });
});

describe('when the connection for notifications breaks', () => {
  const listeners = "FROM pg_stat_activity WHERE application_name = 'ims-listen' AND datname = current_database()";
  const soon = { timeout: 4000 };
  const remove = (person: Person) =>
    owner.query('UPDATE members SET removed_at = now() WHERE id = $1', [person.user.id]);

  test('what is remembered is forgotten at once, and what follows is heard again', async () => {
    const [first, second] = [await newcomer(), await newcomer()];
    await owner.query(`SELECT pg_terminate_backend(pid) ${listeners}`);
    await remove(first);
    await expect.poll(() => statusOf(first), soon).toBe(401);

    await expect.poll(async () => (await owner.query(`SELECT 1 ${listeners}`)).rowCount).toBe(1);
    await expect.poll(() => statusOf(second), soon).toBe(200);
    await remove(second);
    await expect.poll(() => statusOf(second), soon).toBe(401);
  });
});

test('what is read of a member while they change is not remembered', async () => {
  const person = await newcomer();
  await owner.query('UPDATE members SET session_version = session_version WHERE id = $1', [person.user.id]);
  await inRounds(async () => {
    const [, ...answers] = await Promise.all([
      owner.query('UPDATE members SET session_version = session_version + 1 WHERE id = $1', [person.user.id]),
      statusOf(person),
      statusOf(person),
    ]);
    expect(answers.every((status) => status === 200 || status === 401)).toBe(true);
  });
  await expect.poll(() => statusOf(person), { timeout: 4000 }).toBe(401);
});
