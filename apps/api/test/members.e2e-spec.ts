import { changeMember, createMember, getMember, listMembers, type NewMemberBody, removeMember } from '@ims/api-client';
import { emailOf, loginAs, makeTenant, PASSWORD, signIn } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { overlapping } from './support/blocked.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const app = await testApp();
const { owner } = app.database;
const acme = await makeTenant(app);
const admin = await loginAs('admin', acme);
const { client } = admin;
let made = 0;

const memberBody = (fields: Partial<NewMemberBody> = {}): NewMemberBody => {
  made += 1;
  return {
    email: `person-${made}@people.example`,
    name: `Person ${made}`,
    role: 'user',
    password: PASSWORD,
    ...fields,
  };
};

async function makeMember(fields?: Partial<NewMemberBody>) {
  return (await createMember({ client, body: memberBody(fields), throwOnError: true })).data;
}

test('people are added, listed by name, read and removed', async () => {
  const created = await createMember({
    client,
    body: memberBody({ name: 'Zoë', email: 'Zoe@People.Example', role: 'viewer' }),
  });
  expect(created.response?.status).toBe(201);
  expect(created.data).toEqual({
    id: expect.any(Number),
    email: 'zoe@people.example',
    name: 'Zoë',
    role: 'viewer',
    last_login_at: null,
    version: 1,
    created_at: expect.stringMatching(/Z$/),
    last_updated_at: expect.stringMatching(/Z$/),
  });
  const id = created.data?.id ?? 0;
  const location = created.response?.headers.get('location');
  expect(location).toBe(`/api/v1/admin/members/${id}`);
  expect((await getMember({ client, path: { id } })).data).toEqual(created.data);
  expect((await listMembers({ client })).data?.map((member) => member.name)).toEqual(['Ada Admin', 'Zoë']);
  expect((await removeMember({ client, path: { id } })).response?.status).toBe(204);
  expect((await removeMember({ client, path: { id } })).response?.status).toBe(404);
  expect((await getMember({ client, path: { id } })).response?.status).toBe(404);
  expect((await listMembers({ client })).data?.map((member) => member.name)).toEqual(['Ada Admin']);
});

test('no answer holds a password or its hash', async () => {
  const { data, response } = await listMembers({ client });
  expect(response?.status).toBe(200);
  expect(JSON.stringify(data)).not.toMatch(/password|argon|hash/);
});

describe('an address', () => {
  test('belongs to one member of a tenant, whatever its case', async () => {
    const { email } = await makeMember();
    const { response, error } = await createMember({ client, body: memberBody({ email: email.toUpperCase() }) });
    expect([response?.status, error?.code]).toEqual([409, 'member_exists']);
    const other = await makeMember();
    const taken = await changeMember({ client, path: { id: other.id }, body: { email } });
    expect([taken.response?.status, taken.error?.code]).toEqual([409, 'member_exists']);
  });

  test('used by two creations at once makes one member', async () => {
    const body = memberBody();
    const create = () => createMember({ client, body });
    const answers = await overlapping(owner, [create, create]);
    expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([201, 409]);
  });

  test('may be a member of several tenants', async () => {
    const body = memberBody();
    await createMember({ client, body, throwOnError: true });
    const other = await loginAs('admin', await makeTenant(app));
    expect((await createMember({ client: other.client, body })).response?.status).toBe(201);
  });

  test.each([
    '',
    'a',
    'a@b',
    '@b.example',
    'a@',
    'a b@c.example',
    'a@b@c.example',
    'a@.example',
    'a@b..example',
    `${'a'.repeat(250)}@b.example`,
    'a@b.example\nbcc: c@d.example',
  ])('%j is none', async (email) => {
    const { response, error } = await createMember({ client, body: memberBody({ email }) });
    expect([response?.status, error?.errors?.[0]?.pointer]).toEqual([422, '/email']);
  });
});

describe('a change', () => {
  test('keeps what is absent, counts the version, and honours If-Match', async () => {
    const { id, email } = await makeMember();
    const renamed = await changeMember({
      client,
      path: { id },
      body: { name: '  Renamed  ' },
      headers: { 'If-Match': '"1"' },
    });
    expect(renamed.data).toMatchObject({ name: 'Renamed', email, role: 'user', version: 2 });
    const stale = await changeMember({ client, path: { id }, body: { name: 'Late' }, headers: { 'If-Match': '"1"' } });
    expect([stale.response?.status, stale.response?.headers.get('etag')]).toEqual([412, '"2"']);
    expect((await removeMember({ client, path: { id }, headers: { 'If-Match': '"1"' } })).response?.status).toBe(412);
  });

  test('of the name leaves the sessions alone', async () => {
    const { id, email } = await makeMember();
    const person = await signIn(app, { email, password: PASSWORD });
    await changeMember({ client, path: { id }, body: { name: 'Renamed' } });
    expect((await listMembers({ client: person.client })).response?.status).toBe(403);
  });

  test('is written to the trail, without the password', async () => {
    const body = memberBody();
    let id = 0;
    const created = await trailOf(owner, async () => {
      id = (await createMember({ client, body, throwOnError: true })).data.id;
    });
    expect(created).toMatchObject({
      audit: [{ action: 'member.created', actor: admin.user.email }],
      events: [{ type: 'member.created', payload: { id } }],
    });
    const changed = await trailOf(owner, () =>
      changeMember({ client, path: { id }, body: { role: 'viewer', password: 'another horse battery' } }),
    );
    expect(changed.audit[0]?.changes).toEqual({
      role: { before: 'user', after: 'viewer' },
      password: { before: '[redacted]', after: '[redacted]' },
    });
    const removed = await trailOf(owner, () => removeMember({ client, path: { id } }));
    expect(removed).toMatchObject({ audit: [{ action: 'member.removed' }], events: [{ type: 'member.removed' }] });
    const refused = await trailOf(owner, () => createMember({ client, body: memberBody({ email: admin.user.email }) }));
    expect(refused).toEqual({ audit: [], events: [] });
  });
});

describe('a password', () => {
  test.each(['1234567', 'password', 'Password1', 'qwertyuiop', 'x'.repeat(129)])('%j is refused', async (password) => {
    const { response, error } = await createMember({ client, body: memberBody({ password }) });
    expect([response?.status, error?.errors?.[0]?.pointer]).toEqual([422, '/password']);
  });

  test('may be anything else of 8 to 128 characters, and is compared in one Unicode form', async () => {
    for (const password of ['8letters', 'x y'.repeat(42), 'Ａｎｇｓｔröm😀'])
      await expect(makeMember({ password }), password).resolves.toBeDefined();
    const { email } = await makeMember({ password: 'A\u030angstro\u0308m' });
    await expect(signIn(app, { email, password: 'Ångström' })).resolves.toBeDefined();
  });
});

describe('somebody who was removed', () => {
  test('comes back as themselves, with a new password', async () => {
    const { id, email } = await makeMember({ role: 'admin' });
    await removeMember({ client, path: { id } });
    const back = await createMember({
      client,
      body: memberBody({ email, name: 'Back', password: 'another horse battery' }),
    });
    expect(back.response?.status).toBe(201);
    expect(back.data).toMatchObject({ id, name: 'Back', role: 'user' });
    await expect(signIn(app, { email, password: PASSWORD })).rejects.toBeDefined();
    await expect(signIn(app, { email, password: 'another horse battery' })).resolves.toMatchObject({
      user: { role: 'user' },
    });
  });
});

describe('the last admin', () => {
  test('cannot be removed or lose the role, by anybody', async () => {
    const tenant = await makeTenant(app);
    const only = await loginAs('admin', tenant);
    const path = { id: only.user.id };
    for (const { response, error } of [
      await removeMember({ client: only.client, path }),
      await changeMember({ client: only.client, path, body: { role: 'user' } }),
      await changeMember({ client: only.client, path, body: { role: 'viewer', name: 'Other' } }),
    ])
      expect([response?.status, error?.code]).toEqual([409, 'last_admin']);
    expect(
      (await changeMember({ client: only.client, path, body: { role: 'admin', name: 'Other' } })).response?.status,
    ).toBe(200);
  });

  test('of two who demote each other at once remains', async () => {
    for (let round = 0; round < 3; round += 1) {
      const tenant = await makeTenant(app);
      const one = await loginAs('admin', tenant);
      const body = memberBody({ role: 'admin' });
      await createMember({ client: one.client, body, throwOnError: true });
      const two = await signIn(app, { email: body.email, password: PASSWORD });
      const answers = await Promise.all([
        changeMember({ client: one.client, path: { id: two.user.id }, body: { role: 'user' } }),
        removeMember({ client: two.client, path: { id: one.user.id } }),
      ]);
      expect(answers.filter(({ error }) => !error)).toHaveLength(1);
      const { rows } = await owner.query(
        "SELECT 1 FROM members WHERE tenant_id = $1 AND role = 'admin' AND removed_at IS NULL",
        [tenant.id],
      );
      expect(rows).toHaveLength(1);
    }
  });
});

test('an admin of one tenant sees nobody of another', async () => {
  const other = await makeTenant(app);
  const stranger = await loginAs('admin', other);
  expect((await listMembers({ client: stranger.client })).data?.map((member) => member.email)).toEqual([
    emailOf('admin', other.slug),
  ]);
});
