import { emailOf, makeTenant, PASSWORD } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { cookiesOf } from './support/cookies.ts';
import { type Answer, problemOf, send } from './support/http.ts';
import { logoForm } from './support/logos.ts';
import { testApp } from './support/test-app.ts';

const app = await testApp({
  THROTTLE: 'on',
  TRUST_PROXY: '1',
  THROTTLE_API_PER_MINUTE: '60',
  THROTTLE_UPLOADS_PER_HOUR: '2',
  THROTTLE_TESTS_PER_MINUTE: '3',
});
const { owner } = app.database;

interface Attempt {
  email: string;
  password?: string;
  from: string;
  device?: string;
}

function attempt({ email, password = 'wrong password', from, device }: Attempt): Promise<Answer> {
  const headers = { 'x-forwarded-for': from, ...(device ? { cookie: `ims_device=${device}` } : {}) };
  return send(app, 'POST', '/api/v1/auth/login', { headers, body: { email, password } });
}

async function newAccount(): Promise<string> {
  return emailOf('admin', (await makeTenant(app)).slug);
}

async function failTimes(count: number, request: Attempt): Promise<void> {
  for (let index = 0; index < count; index += 1) expect((await attempt(request)).status).toBe(401);
}

describe('guessing passwords', () => {
  test('is stopped after five failures from one address, also for the right one', async () => {
    const email = await newAccount();
    const from = '198.51.100.1';
    await failTimes(5, { email, from });
    const stopped = await attempt({ email, password: PASSWORD, from });
    expect([stopped.status, problemOf(stopped).code]).toEqual([429, 'too_many_requests']);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(stopped.headers.get('retry-after'))).toBeLessThanOrEqual(900);
    expect(
      (await attempt({ email, password: PASSWORD, from: '198.51.100.2' })).status,
      'from elsewhere it goes on',
    ).toBe(200);
    expect((await attempt({ email: await newAccount(), password: PASSWORD, from })).status, 'others go on').toBe(200);
  });

  test('counts all spellings of an account as one', async () => {
    const email = await newAccount();
    const from = '198.51.100.3';
    for (const spelling of [
      email,
      email.toUpperCase(),
      ` ${email}`,
      email.replace('admin', 'ａdmin'),
      `${email}\u00a0`,
    ])
      await failTimes(1, { email: spelling, from });
    expect((await attempt({ email, from })).status).toBe(429);
  });

  test('treats accounts that do not exist like those that do', async () => {
    const from = '198.51.100.4';
    const [real, made] = [await newAccount(), 'nobody@people.example'];
    for (const email of [real, made]) await failTimes(5, { email, from });
    const [one, two] = [await attempt({ email: real, from }), await attempt({ email: made, from })];
    expect([one.status, two.status]).toEqual([429, 429]);
    expect({ ...problemOf(one), request_id: '', detail: '' }).toEqual({
      ...problemOf(two),
      request_id: '',
      detail: '',
    });
  });

  test('forgives failures before a success', async () => {
    const email = await newAccount();
    const from = '198.51.100.5';
    for (let round = 0; round < 2; round += 1) {
      await failTimes(4, { email, from });
      expect((await attempt({ email, password: PASSWORD, from })).status).toBe(200);
    }
  });

  test('is stopped after twenty failures of an account from many addresses, but not for a device it knows', async () => {
    const email = await newAccount();
    const counters = await owner.query("SELECT key FROM shared_counters WHERE key LIKE 'account:%'");
    const known = counters.rows.map((row) => row.key);
    const device = cookiesOf(await attempt({ email, password: PASSWORD, from: '198.51.100.6' })).ims_device;
    for (let address = 0; address < 3; address += 1) await failTimes(1, { email, from: `203.0.113.${address}` });
    // Seventeen more, from as many addresses.
    await owner.query(
      "UPDATE shared_counters SET points = points + 17 WHERE key LIKE 'account:%' AND NOT key = ANY ($1) AND points = 3",
      [known],
    );
    expect((await attempt({ email, password: PASSWORD, from: '198.51.100.7' })).status).toBe(429);
    expect((await attempt({ email, password: PASSWORD, from: '198.51.100.7', device })).status).toBe(200);
  });

  test('takes no device mark of another account, and none that is made up', async () => {
    const [email, other] = [await newAccount(), await newAccount()];
    const from = '198.51.100.8';
    const device = cookiesOf(await attempt({ email: other, password: PASSWORD, from })).ims_device;
    await failTimes(5, { email, from });
    for (const mark of [device, 'x', 'j:{"length":4000000000}', 'j%3A%7B%22a%22%3A1%7D', `j:["${device}"]`])
      expect((await attempt({ email, password: PASSWORD, from, device: mark })).status).toBe(429);
  });

  test('is stopped for an address after a hundred attempts on any accounts; an IPv6 subscriber is one address', async () => {
    const counted = async () =>
      (await owner.query("SELECT key, points FROM shared_counters WHERE key LIKE 'address:%'")).rows;
    const known = new Set((await counted()).map((row) => row.key));
    await failTimes(1, { email: 'first@people.example', from: '2001:db8:1:2::1' });
    await failTimes(1, { email: 'second@people.example', from: '2001:db8:1:2:ffff::2' });
    expect((await counted()).filter((row) => !known.has(row.key))).toMatchObject([{ points: 2 }]);
    await owner.query(
      "UPDATE shared_counters SET points = 100 WHERE key LIKE 'address:%' AND points = 2 AND NOT key = ANY ($1)",
      [[...known]],
    );
    expect((await attempt({ email: 'third@people.example', from: '2001:db8:1:2::3' })).status).toBe(429);
    expect((await attempt({ email: 'third@people.example', from: '2001:db8:1:3::3' })).status).toBe(401);
  });

  test('keeps neither addresses nor accounts in the counters', async () => {
    const { rows } = await owner.query('SELECT key FROM shared_counters');
    expect(rows.length).toBeGreaterThan(0);
    for (const { key } of rows) expect(key).toMatch(/^[a-z]+:[\w-]{43}$/);
  });
});

describe('a share', () => {
  test('of the API is each person’s own, and its end is told', async () => {
    const tenant = await makeTenant(app);
    const sign = async () =>
      JSON.parse((await attempt({ email: emailOf('admin', tenant.slug), password: PASSWORD, from: '192.0.2.1' })).text)
        .access_token;
    const token = await sign();
    const statuses = [];
    for (let index = 0; index < 62; index += 1)
      statuses.push((await send(app, 'GET', '/api/v1/auth/me', { token })).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    const stopped = await send(app, 'GET', '/api/v1/auth/me', { token: await sign() });
    expect([stopped.status, problemOf(stopped).code]).toEqual([429, 'too_many_requests']);
    expect(Number(stopped.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await send(app, 'GET', '/healthz')).status).toBe(200);
  });

  test('of uploads is the tenant’s', async () => {
    const tenant = await makeTenant(app);
    const token = JSON.parse(
      (await attempt({ email: emailOf('admin', tenant.slug), password: PASSWORD, from: '192.0.2.2' })).text,
    ).access_token;
    const body = { provider: 'logo', type: 'data_source', base_url: 'https://logo.example' };
    const { id } = JSON.parse((await send(app, 'POST', '/api/v1/admin/integrations', { token, body })).text);
    const upload = () => send(app, 'POST', `/api/v1/admin/integrations/${id}/logo`, { token, body: logoForm() });
    expect([(await upload()).status, (await upload()).status, (await upload()).status]).toEqual([200, 200, 429]);
  });

  test('of tests is the tenant’s, whatever it is that is tested', async () => {
    const tenant = await makeTenant(app);
    const { text } = await attempt({ email: emailOf('admin', tenant.slug), password: PASSWORD, from: '192.0.2.3' });
    const token = JSON.parse(text).access_token;
    // Lacks settings, so that nothing is called.
    const body = { provider: 'jira', type: 'data_source', base_url: 'https://tested.example' };
    const { id } = JSON.parse((await send(app, 'POST', '/api/v1/admin/integrations', { token, body })).text);
    const statuses: number[] = [];
    for (const path of ['test', `${id}/test`, 'test', `${id}/test`, `${id}/preview`]) {
      const request = { token, body: path === 'test' ? body : {} };
      statuses.push((await send(app, 'POST', `/api/v1/admin/integrations/${path}`, request)).status);
    }
    expect(statuses).toEqual([200, 200, 200, 429, 429]);
  });
});
