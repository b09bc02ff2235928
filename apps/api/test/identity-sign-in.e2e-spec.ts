import { changePassword, createMember, getMe } from '@ims/api-client';
import { clientOf, emailOf, loginAs, makeTenant, PASSWORD, type Role, signIn, type TestTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { overlapping } from './support/blocked.ts';
import { attributesOf, cookiesOf } from './support/cookies.ts';
import { type Answer, essence, type RawRequest, send } from './support/http.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const app = await testApp();
const { owner } = app.database;
const acme = await makeTenant(app);
const admin = await loginAs('admin', acme);

const login = (body: object, headers = {}) => send(app, 'POST', '/api/v1/auth/login', { body, headers });
const refresh = (cookie: string | undefined, headers = {}) => post('refresh', cookie, { headers });
const logout = (cookie: string | undefined, headers = {}) => post('logout', cookie, { headers });
const me = (token: string) => send(app, 'GET', '/api/v1/auth/me', { token });

function post(call: string, cookie: string | undefined, { headers }: RawRequest): Promise<Answer> {
  return send(app, 'POST', `/api/v1/auth/${call}`, {
    headers: { ...(cookie === undefined ? {} : { cookie: `ims_refresh=${cookie}` }), ...headers },
  });
}

async function openSession(
  role: Role = 'admin',
  tenant: TestTenant = acme,
): Promise<{ token: string; cookie: string }> {
  await loginAs(role, tenant);
  const answer = await login({ email: emailOf(role, tenant.slug), password: PASSWORD });
  return { token: JSON.parse(answer.text).access_token, cookie: cookiesOf(answer).ims_refresh ?? '' };
}

describe('a login', () => {
  test('answers a token, who it is for, and a cookie scripts cannot read', async () => {
    const answer = await login({ email: emailOf('admin', acme.slug), password: PASSWORD });
    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.text)).toEqual({
      access_token: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
      token_type: 'Bearer',
      expires_in: 600,
      user: {
        id: admin.user.id,
        email: emailOf('admin', acme.slug),
        name: 'Ada Admin',
        role: 'admin',
        tenant: { id: acme.id, slug: acme.slug, name: `The ${acme.slug}` },
      },
    });
    expect(attributesOf(answer, 'ims_refresh')).toEqual(
      expect.arrayContaining(['httponly', 'samesite=strict', 'path=/', 'max-age=604800']),
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });

  test('takes the address in any case, width and surrounding blanks', async () => {
    for (const email of [
      ` ${emailOf('admin', acme.slug).toUpperCase()} `,
      emailOf('admin', acme.slug).replace('admin', 'ａｄｍｉｎ'),
    ])
      expect((await login({ email, password: PASSWORD })).status).toBe(200);
  });

  test('answers every wrong combination alike', async () => {
    const email = emailOf('admin', acme.slug);
    const other = await makeTenant(app);
    const removed = 'removed@people.example';
    const { data } = await createMember({
      client: admin.client,
      body: { email: removed, name: 'Gone', role: 'user', password: PASSWORD },
    });
    await send(app, 'DELETE', `/api/v1/admin/members/${data?.id}`, { token: admin.token });
    const [right, ...wrong] = await Promise.all(
      [
        { email, password: 'wrong password' },
        { email: 'nobody@people.example', password: PASSWORD },
        { email, password: PASSWORD, tenant: other.slug },
        { email, password: PASSWORD, tenant: 'no-such-tenant' },
        { email, password: `${PASSWORD} ` },
        { email, password: PASSWORD.toUpperCase() },
        { email: removed, password: PASSWORD },
      ].map(async (body) => essence(await login(body))),
    );
    for (const answer of wrong) expect(answer).toEqual(right);
    expect(right).toMatchObject({ status: 401 });
  });

  test('of somebody in two tenants needs the tenant', async () => {
    const two = await makeTenant(app);
    const email = 'both@people.example';
    for (const tenant of [acme, two]) {
      const { client } = await loginAs('admin', tenant);
      await createMember({
        client,
        body: { email, name: 'Both', role: 'viewer', password: PASSWORD },
        throwOnError: true,
      });
    }
    expect((await login({ email, password: PASSWORD })).status).toBe(401);
    for (const { slug } of [acme, two]) {
      const answer = await login({ email, password: PASSWORD, tenant: slug });
      expect(JSON.parse(answer.text).user.tenant.slug).toBe(slug);
    }
  });

  test('is remembered in the list of members', async () => {
    await openSession('user');
    const { rows } = await owner.query(
      "SELECT last_login_at > now() - interval '1 minute' AS lately FROM members WHERE email = $1",
      [emailOf('user', acme.slug)],
    );
    expect(rows).toEqual([{ lately: true }]);
  });

  test('keeps passwords as argon2id only', async () => {
    const { rows } = await owner.query(
      'SELECT DISTINCT left(password_hash, 30) AS hash FROM members WHERE password_hash IS NOT NULL',
    );
    for (const { hash } of rows) expect(hash).toMatch(/^\$argon2id\$v=19\$m=65536,t=3,p=1/);
  });
});

describe('a refresh', () => {
  test('gives a new token and a new cookie each time', async () => {
    const { token, cookie } = await openSession();
    const first = await refresh(cookie);
    const second = await refresh(cookiesOf(first).ims_refresh);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(new Set([cookie, cookiesOf(first).ims_refresh, cookiesOf(second).ims_refresh]).size).toBe(3);
    expect(new Set([token, ...[first, second].map(({ text }) => JSON.parse(text).access_token)]).size).toBe(3);
    expect((await me(JSON.parse(second.text).access_token)).status).toBe(200);
  });

  test('by two tabs at once serves both and leaves one good cookie', async () => {
    const { cookie } = await openSession();
    const tab = () => refresh(cookie);
    const answers = await overlapping(owner, [tab, tab, tab], 'SELECT 1 FROM sessions FOR UPDATE');
    expect(answers.map((answer) => answer.status)).toEqual([200, 200, 200]);
    const given = answers.map((answer) => cookiesOf(answer).ims_refresh).filter(Boolean);
    expect(given).toHaveLength(1);
    expect((await refresh(given[0])).status).toBe(200);
  });

  test('with a cookie that was used long before ends the whole session', async () => {
    const { token, cookie } = await openSession();
    const next = cookiesOf(await refresh(cookie)).ims_refresh;
    await owner.query("UPDATE sessions SET rotated_at = rotated_at - interval '11 seconds'");
    const replayed = await refresh(cookie);
    expect(replayed.status).toBe(401);
    expect(cookiesOf(replayed).ims_refresh).toBe('');
    expect((await refresh(next)).status).toBe(401);
    await expect.poll(async () => (await me(token)).status).toBe(401);
    expect(app.log.some((line) => line.includes('used twice') && line.includes('"level":"warn"'))).toBe(true);
  });

  test('with the cookie before the last ends the session even at once', async () => {
    const { cookie } = await openSession();
    const second = cookiesOf(await refresh(cookie)).ims_refresh;
    const third = cookiesOf(await refresh(second)).ims_refresh;
    expect((await refresh(cookie)).status).toBe(401);
    expect((await refresh(third)).status).toBe(401);
  });

  test('leaves other sessions of the person alone', async () => {
    const [one, two] = [await openSession(), await openSession()];
    const next = cookiesOf(await refresh(one.cookie)).ims_refresh;
    await owner.query("UPDATE sessions SET rotated_at = rotated_at - interval '11 seconds'");
    await refresh(one.cookie);
    expect((await refresh(next)).status).toBe(401);
    expect((await refresh(two.cookie)).status).toBe(200);
  });

  test.each([
    ['idle for twelve hours', "rotated_at = now() - interval '12 hours 1 second'"],
    ['seven days old', 'expires_at = now()'],
  ])('of a session that is %s is refused', async (_name, change) => {
    const { cookie } = await openSession();
    await owner.query(`UPDATE sessions SET ${change} WHERE id = $1`, [cookie.split('.')[0]]);
    expect((await refresh(cookie)).status).toBe(401);
  });

  test('with anything but a cookie of ours is refused', async () => {
    const { cookie } = await openSession();
    const [id, secret = ''] = cookie.split('.');
    const forged = [
      undefined,
      '',
      'x',
      id,
      `${id}.`,
      `.${secret}`,
      `${id}.${'A'.repeat(43)}`,
      `${cookie}A`,
      `00000000-0000-4000-8000-000000000000.${secret}`,
      'j:{"a":1}',
      'j%3A%7B%22length%22%3A4000000000%7D',
      `${id}.${secret}'--`,
    ];
    for (const bad of forged) expect((await refresh(bad)).status, String(bad)).toBe(401);
  });

  test('and a logout of a foreign page are refused', async () => {
    const { cookie } = await openSession();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
    ]) {
      expect((await refresh(cookie, headers)).status, JSON.stringify(headers)).toBe(403);
      expect((await logout(cookie, headers)).status).toBe(403);
    }
    expect((await refresh(cookie, { origin: app.url, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });
});

describe('a logout', () => {
  test('ends the session, its cookie and its token, with the next request', async () => {
    const { token, cookie } = await openSession();
    const answer = await logout(cookie);
    expect([answer.status, answer.text, cookiesOf(answer).ims_refresh]).toEqual([204, '', '']);
    expect(answer.headers.get('clear-site-data')).toBeTruthy();
    expect((await me(token)).status).toBe(401);
    expect((await refresh(cookie)).status).toBe(401);
  });

  test('leaves other sessions of the person alone', async () => {
    const [one, two] = [await openSession(), await openSession()];
    await logout(one.cookie);
    expect((await me(two.token)).status).toBe(200);
    expect((await refresh(two.cookie)).status).toBe(200);
  });

  test('with a made-up cookie ends nothing', async () => {
    const { token, cookie } = await openSession();
    expect((await logout(`${cookie.split('.')[0]}.${'A'.repeat(43)}`)).status).toBe(204);
    expect((await logout(undefined)).status).toBe(204);
    expect((await me(token)).status).toBe(200);
    expect((await refresh(cookie)).status).toBe(200);
  });
});

describe('changing the own password', () => {
  test('ends every other session at once and opens a new one', async () => {
    const tenant = await makeTenant(app);
    const [other, own] = [await openSession('user', tenant), await openSession('user', tenant)];
    const client = clientOf(app, own.token);
    const trail = await trailOf(owner, async () => {
      const { data, response } = await changePassword({
        client,
        body: { current_password: PASSWORD, new_password: 'another horse battery' },
      });
      expect(response?.status).toBe(200);
      expect((await getMe({ client: clientOf(app, data?.access_token) })).response?.status).toBe(200);
      expect((await refresh(cookiesOf(response as unknown as Answer).ims_refresh)).status).toBe(200);
    });
    expect(trail.audit).toMatchObject([{ action: 'member.password_changed' }]);
    for (const { token, cookie } of [other, own]) {
      expect((await me(token)).status).toBe(401);
      expect((await refresh(cookie)).status).toBe(401);
    }
    const email = emailOf('user', tenant.slug);
    expect((await login({ email, password: PASSWORD })).status).toBe(401);
    await expect(signIn(app, { email, password: 'another horse battery' })).resolves.toBeDefined();
  });

  test('needs the current one, and a new one worth its name', async () => {
    const { token } = await openSession('viewer');
    const client = clientOf(app, token);
    const wrong = await changePassword({
      client,
      body: { current_password: 'wrong', new_password: 'another horse battery' },
    });
    expect([wrong.response?.status, wrong.error?.code]).toEqual([422, 'wrong_password']);
    for (const new_password of ['short', 'password', 'PASSWORD1', 'x'.repeat(129)]) {
      const { response, error } = await changePassword({ client, body: { current_password: PASSWORD, new_password } });
      expect(response?.status, new_password).toBe(422);
      expect(error?.errors?.[0]?.pointer).toBe('/new_password');
    }
    expect((await me(token)).status).toBe(200);
  });
});
