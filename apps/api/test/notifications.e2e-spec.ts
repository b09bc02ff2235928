import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CreateIntegrationBody, changeIntegration, type Integration } from '@ims/api-client';
import type { Delivery, ReceivedMail } from '@ims/sandbox';
import { loginAs, makeIntegration, makeTenant, PASSWORD, type Person, signIn, type TestTenant } from '@ims/test-kit';
import { PgBoss } from 'pg-boss';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Outbox } from '../src/events/index.ts';
import { DeliveriesService } from '../src/notifications/index.ts';
import { type TenantId, TenantScope } from '../src/platform/access/tenant-scope.ts';
import { type ScopedTx, type Statement, Transactions } from '../src/platform/database/transactions.ts';
import { makeCanary } from './support/canary.ts';
import { problemOf, send } from './support/http.ts';
import { rowsOf } from './support/rows.ts';
import { sandboxed } from './support/sandboxed.ts';
import { testApp } from './support/test-app.ts';

const QUEUE = 'notifications-deliver';

const { sandbox, environment } = await sandboxed();
const app = await testApp({
  ...environment,
  ROLES: 'api,worker',
  JOBS: 'on',
  HEALTH_EVERY_SECONDS: '86400',
  PUBLIC_URL: 'https://ims.example',
});
const { owner } = app.database;
const { slack, webhook, smtp, openai } = sandbox.accounts;

type Fields = Partial<CreateIntegrationBody>;

const ofSlack = (): Fields => ({
  provider: 'slack',
  type: 'notification',
  base_url: `${sandbox.url}/slack`,
  password: slack.path,
});
const ofWebhook = (): Fields => ({
  provider: 'webhook',
  type: 'notification',
  base_url: `${sandbox.url}/webhook`,
  password: webhook.secret,
});
const ofMail = (): Fields => ({
  provider: 'smtp',
  type: 'notification',
  base_url: sandbox.smtp.url,
  username: smtp.username,
  password: smtp.password,
  provider_metadata: { from: 'ims@example.com', to: ['ops@example.com'], ca_certificate: sandbox.smtp.ca },
});
const broken = (behaviour: string): Fields => ({ ...ofWebhook(), base_url: `${sandbox.url}/~${behaviour}/webhook` });

interface Place {
  tenant: TestTenant;
  admin: Person;
  /** The integration that messages are about; its name is nobody else's. */
  source: Integration;
  channels: Integration[];
}

/** A tenant with a working source and the given channels. */
async function place(...channels: Fields[]): Promise<Place> {
  return placeAround({ base_url: `${sandbox.url}/openai/v1`, password: openai.key }, channels);
}

async function placeAround(fields: Fields, channels: Fields[]): Promise<Place> {
  const tenant = await makeTenant(app);
  const admin = await loginAs('admin', tenant);
  const made: Integration[] = [];
  for (const one of channels) made.push(await makeIntegration(admin, one));
  const display_name = `Source ${randomUUID().slice(0, 8)}`;
  return {
    tenant,
    admin,
    source: await makeIntegration(admin, { provider: 'openai', display_name, ...fields }),
    channels: made,
  };
}

const scopeOf = ({ tenant }: Place) => TenantScope.ofSystem({ id: tenant.id as TenantId, slug: tenant.slug }, 'test');

/** Adds the event that health adds when the source stopped working; `also` joins its transaction. */
function tellFailure(at: Place, also?: (tx: ScopedTx) => Promise<unknown>): Promise<void> {
  const { id, provider, type, display_name: name } = at.source;
  const found = { error_class: 'auth_invalid', message: 'The system refuses the credentials.' };
  return app.nest.get(Transactions).run(scopeOf(at), async (tx) => {
    const payload = { id, provider, type, name, before: 'healthy', after: 'failing', since: null, ...found };
    await app.nest.get(Outbox).add(tx, 'integration.health_changed', payload);
    await also?.(tx);
  });
}

interface DeliveryView {
  id: number;
  message_id: string;
  event: string;
  message: { severity: string; title: string; text: string; link: string | null };
  status: string;
  attempts: number;
  error_class: string | null;
  answer: string | null;
  settled_at: string | null;
}

const pathOf = ({ id }: { id: number }, rest = 'deliveries') => `/api/v1/admin/integrations/${id}/${rest}`;

async function deliveriesOf({ admin }: Place, channel: Integration | undefined, query = ''): Promise<DeliveryView[]> {
  const path = pathOf(channel as Integration);
  return JSON.parse((await send(app, 'GET', `${path}${query}`, { token: admin.token })).text);
}

const settled = (at: Place, channel: Integration | undefined, status: string) =>
  expect.poll(async () => (await deliveriesOf(at, channel)).map((delivery) => delivery.status)).toEqual([status]);

const retry = ({ admin }: Place, channel: Integration | undefined, delivery: { id: number } | undefined) =>
  send(app, 'POST', pathOf(channel as Integration, `deliveries/${delivery?.id}/retry`), { token: admin.token });

const sendTest = ({ admin }: Place, { id }: { id: number }) =>
  send(app, 'POST', pathOf({ id }, 'notify-test'), { token: admin.token });

/** What the sandbox took that speaks of the source. */
const taken = ({ source }: Place, system: Delivery['system']) =>
  sandbox.deliveries.filter((entry) => entry.system === system && speaksOf(source, JSON.stringify(entry.body)));
const mailed = ({ source }: Place) => sandbox.smtp.messages.filter(({ raw }: ReceivedMail) => speaksOf(source, raw));
const speaksOf = ({ display_name }: Integration, text: string) => text.includes(display_name);

/** Lets the attempt that waits for its time be made now. */
async function hasten({ tenant }: Place): Promise<void> {
  const waiting = `UPDATE pgboss.job SET start_after = now()
                    WHERE name = '${QUEUE}' AND state IN ('created', 'retry') AND (data ->> 'tenantId')::int = $1`;
  await expect.poll(async () => (await owner.query(waiting, [tenant.id])).rowCount).toBe(1);
}

const jobsOf = async ({ tenant }: Place, states: string[]) =>
  (
    await owner.query(
      `SELECT 1 FROM pgboss.job WHERE name = '${QUEUE}' AND (data ->> 'tenantId')::int = $1 AND state::text = ANY ($2)`,
      [tenant.id, states],
    )
  ).rowCount;

describe('when an integration stops working', () => {
  const KEY = 'sk-a-key-that-is-right';
  let isInOrder = true;
  /** An AI provider that stops working, and works again, with nothing changed on our side. */
  const moody = createServer((request, response) => {
    const isLetIn = isInOrder && request.headers.authorization === `Bearer ${KEY}`;
    response.writeHead(isLetIn ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isLetIn ? { object: 'list', data: [{ id: 'm', object: 'model' }] } : { error: {} }));
  });
  beforeAll(() => new Promise<void>((done) => moody.listen(0, '127.0.0.1', done)));
  afterAll(() => {
    moody.closeAllConnections();
    moody.close();
  });

  /** A place whose source was found in order or not by the check that each new integration gets. */
  async function placeAroundMoody(first: boolean, ...channels: Fields[]): Promise<Place> {
    isInOrder = first;
    const { port } = moody.address() as AddressInfo;
    const at = await placeAround({ base_url: `http://127.0.0.1:${port}/v1`, password: KEY }, channels);
    const checks = 'SELECT 1 FROM health_checks WHERE integration_id = $1';
    await expect.poll(async () => (await owner.query(checks, [at.source.id])).rowCount).toBe(1);
    return at;
  }

  async function check({ source, admin }: Place, isNowInOrder: boolean): Promise<void> {
    isInOrder = isNowInOrder;
    const answer = await send(app, 'POST', pathOf(source, 'test'), { token: admin.token });
    expect(JSON.parse(answer.text)).toMatchObject({ status: isNowInOrder ? 'healthy' : 'failing' });
  }

  test('each channel gets exactly one message, which says what broke and where to look', async () => {
    const at = await placeAroundMoody(true, ofSlack(), ofWebhook(), ofMail());
    await check(at, false);
    await check(at, false);
    for (const channel of at.channels) await settled(at, channel, 'delivered');

    const title = `${at.source.display_name} stopped working`;
    const [first] = await deliveriesOf(at, at.channels[0]);
    expect(first).toMatchObject({
      event: 'integration.health_changed',
      message: { severity: 'error', title, link: `https://ims.example/integrations/${at.source.id}` },
      attempts: 1,
      error_class: null,
      answer: 'Slack took the message.',
      settled_at: expect.any(String),
    });
    expect(taken(at, 'slack')).toHaveLength(1);
    expect(taken(at, 'webhook')).toMatchObject([
      {
        headers: { 'webhook-id': first?.message_id },
        body: { type: 'integration.health_changed', data: { severity: 'error', title } },
      },
    ]);
    expect(mailed(at)).toMatchObject([
      { to: ['ops@example.com'], raw: expect.stringContaining(String(first?.message_id)) },
    ]);
  });

  test('and works again, the channels are told that as well', async () => {
    const at = await placeAroundMoody(false, ofSlack());
    await check(at, true);
    await check(at, true);
    const told = async () =>
      (await deliveriesOf(at, at.channels[0])).map(({ message, status }) => [message.title, status]);
    const name = at.source.display_name;
    await expect.poll(told).toEqual([
      [`${name} works again after less than a minute`, 'delivered'],
      [`${name} does not work`, 'delivered'],
    ]);
    expect(taken(at, 'slack')).toHaveLength(2);
  });

  test('only active channels that want the event are told', async () => {
    const at = await place(
      { ...ofSlack(), provider_metadata: { events: ['integration.secret_expiring'] } },
      { ...ofWebhook(), provider_metadata: { events: ['integration.health_changed'] } },
      { ...ofMail(), active: false },
    );
    await tellFailure(at);
    await settled(at, at.channels[1], 'delivered');
    expect(await deliveriesOf(at, at.channels[0])).toEqual([]);
    expect(await deliveriesOf(at, at.channels[2])).toEqual([]);
  });

  test('that is a channel itself, the others are told and it is not', async () => {
    const at = await place(ofWebhook(), { ...ofSlack(), password: slack.archivedPath });
    const [working, failing] = at.channels;
    await send(app, 'POST', pathOf(failing as Integration, 'test'), { token: at.admin.token });
    await settled(at, working, 'delivered');
    expect(await deliveriesOf(at, failing)).toEqual([]);
    const { rows } = await owner.query(
      "SELECT count(*)::int FROM outbox_events WHERE tenant_id = $1 AND type LIKE 'integration.health%'",
      [at.tenant.id],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('and the change is undone, nobody is told', async () => {
    const at = await place(ofSlack());
    await expect(tellFailure(at, () => Promise.reject(new Error('undone')))).rejects.toThrow('undone');
    expect(await deliveriesOf(at, at.channels[0])).toEqual([]);
    expect(await jobsOf(at, ['created', 'active', 'completed'])).toBe(0);
  });
});

test('a secret that expires soon is told with the days that are left', async () => {
  const at = await place(ofSlack());
  const { id, provider, type, display_name: name } = at.source;
  const expires_at = new Date(Date.now() + 6.5 * 86_400_000);
  await app.nest
    .get(Transactions)
    .run(scopeOf(at), (tx) =>
      app.nest.get(Outbox).add(tx, 'integration.secret_expiring', { id, provider, type, name, expires_at, days: 7 }),
    );
  await settled(at, at.channels[0], 'delivered');
  expect((await deliveriesOf(at, at.channels[0]))[0]?.message).toMatchObject({
    severity: 'warning',
    title: `The secret of ${name} expires in 7 days`,
  });
});

describe('a channel that does not take a message', () => {
  test('is tried again later, under the same message id, until it does', async () => {
    const at = await place(broken('fault'));
    const [channel] = at.channels;
    await tellFailure(at);
    await expect
      .poll(() => deliveriesOf(at, channel))
      .toMatchObject([{ status: 'pending', attempts: 1, error_class: 'upstream_5xx', settled_at: null }]);
    const tries = () =>
      sandbox.requests.filter(({ body }) => speaksOf(at.source, body)).map(({ headers }) => headers['webhook-id']);
    const [delivery] = await deliveriesOf(at, channel);
    await hasten(at);
    await expect.poll(() => deliveriesOf(at, channel)).toMatchObject([{ status: 'pending', attempts: 2 }]);
    const fixed = { client: at.admin.client, path: { id: channel?.id ?? 0 } };
    await changeIntegration({ ...fixed, body: { base_url: `${sandbox.url}/webhook` } });
    await hasten(at);
    await settled(at, channel, 'delivered');
    expect(await deliveriesOf(at, channel)).toMatchObject([{ attempts: 3, error_class: null }]);
    expect(tries()).toEqual(Array(3).fill(delivery?.message_id));
    expect(await jobsOf(at, ['created', 'retry'])).toBe(0);
  });

  test('is waited for as long as it asks', async () => {
    const busy = createServer((_request, response) => response.writeHead(429, { 'retry-after': '900' }).end());
    await new Promise<void>((done) => busy.listen(0, '127.0.0.1', done));
    const { port } = busy.address() as AddressInfo;
    const at = await place({ ...ofWebhook(), base_url: `http://127.0.0.1:${port}` });
    await tellFailure(at);
    await expect
      .poll(() => deliveriesOf(at, at.channels[0]))
      .toMatchObject([{ status: 'pending', attempts: 1, error_class: 'rate_limited' }]);
    const { rows } = await owner.query(
      `SELECT extract(epoch FROM start_after - created_on)::int AS seconds FROM pgboss.job
        WHERE name = '${QUEUE}' AND (data ->> 'tenantId')::int = $1 AND state = 'created'`,
      [at.tenant.id],
    );
    expect(rows).toEqual([{ seconds: expect.closeTo(900, -1) }]);
    busy.closeAllConnections();
    busy.close();
  });

  test('for good is given up after the last attempt, and can be asked again by a person', async () => {
    const at = await place(broken('fault'));
    const [channel] = at.channels;
    await tellFailure(at);
    await expect.poll(() => deliveriesOf(at, channel)).toMatchObject([{ attempts: 1 }]);
    const [{ id }] = (await deliveriesOf(at, channel)) as [DeliveryView];
    expect(problemOf(await retry(at, channel, { id }))).toMatchObject({ status: 409, code: 'delivery_not_failed' });
    for (let attempt = 2; attempt <= 6; attempt += 1) {
      await hasten(at);
      await expect.poll(() => deliveriesOf(at, channel)).toMatchObject([{ attempts: attempt }]);
    }
    expect(await deliveriesOf(at, channel)).toMatchObject([
      { status: 'failed', error_class: 'upstream_5xx', settled_at: expect.any(String) },
    ]);
    expect(await jobsOf(at, ['created', 'retry'])).toBe(0);

    const fixed = { client: at.admin.client, path: { id: channel?.id ?? 0 } };
    await changeIntegration({ ...fixed, body: { base_url: `${sandbox.url}/webhook` } });
    const answer = await retry(at, channel, { id });
    expect([answer.status, JSON.parse(answer.text)]).toMatchObject([202, { id, status: 'pending', attempts: 0 }]);
    await settled(at, channel, 'delivered');
    expect(taken(at, 'webhook')).toHaveLength(1);
    expect((await retry(at, channel, { id })).status).toBe(409);
  });

  test.each([
    ['a wrong secret', { password: '/services/T00000000/B00000000/wrong-wrong-wrong' }, 'auth_invalid'],
    ['an archived channel', { password: slack.archivedPath }, 'endpoint_gone'],
  ])('for %s is not tried again', async (_name, fields, errorClass) => {
    const at = await place({ ...ofSlack(), ...fields });
    await tellFailure(at);
    await settled(at, at.channels[0], 'failed');
    expect(await deliveriesOf(at, at.channels[0])).toMatchObject([{ attempts: 1, error_class: errorClass }]);
    expect(await jobsOf(at, ['created', 'retry'])).toBe(0);
  });

  test('because it was switched off meanwhile is given up', async () => {
    const at = await place(broken('fault'));
    const [channel] = at.channels;
    await tellFailure(at);
    await expect.poll(() => deliveriesOf(at, channel)).toMatchObject([{ attempts: 1 }]);
    await changeIntegration({ client: at.admin.client, path: { id: channel?.id ?? 0 }, body: { active: false } });
    await hasten(at);
    await settled(at, channel, 'failed');
    expect(await deliveriesOf(at, channel)).toMatchObject([{ error_class: 'invalid_config', attempts: 2 }]);
  });

  test('because its secret can no longer be read is given up', async () => {
    const at = await place(broken('fault'));
    const [channel] = at.channels;
    await tellFailure(at);
    await expect.poll(() => deliveriesOf(at, channel)).toMatchObject([{ attempts: 1 }]);
    await owner.query("UPDATE integrations SET password = 'ims1.nothing' WHERE id = $1", [channel?.id]);
    await hasten(at);
    await settled(at, channel, 'failed');
    expect(await deliveriesOf(at, channel)).toMatchObject([{ error_class: 'secret_unreadable', attempts: 2 }]);
  });
});

describe('a worker', () => {
  const lose: Statement = {
    name: 'test-lose-job',
    text: `UPDATE pgboss.job SET state = 'active', started_on = now() - interval '1 hour'
            WHERE name = '${QUEUE}' AND (data ->> 'tenantId')::int = $1`,
  };

  /** What each process does now and then: jobs whose time is over run again. */
  async function supervise(): Promise<void> {
    const boss = new PgBoss({
      connectionString: app.database.ownerUrl,
      migrate: false,
      supervise: false,
      schedule: false,
    });
    await boss.start();
    await owner.query(`UPDATE pgboss.queue SET monitor_on = NULL, monitor_claim_on = NULL WHERE name = '${QUEUE}'`);
    await boss.supervise(QUEUE);
    await boss.stop({ graceful: false });
  }

  test('that is killed with a message in hand does not lose it', async () => {
    const at = await place(ofWebhook());
    await tellFailure(at, (tx) => tx.rows(lose, [at.tenant.id]));
    expect(await deliveriesOf(at, at.channels[0])).toMatchObject([{ status: 'pending', attempts: 0 }]);
    await supervise();
    await hasten(at);
    await settled(at, at.channels[0], 'delivered');
    expect(taken(at, 'webhook')).toHaveLength(1);
  });

  test('leaves the messages of a suspended tenant, and delivers them once it is resumed', async () => {
    const at = await place(ofWebhook());
    const operator = (verb: string) =>
      send(app, 'POST', `/api/v1/platform/tenants/${at.tenant.id}/${verb}`, { token: app.operatorKey });
    await operator('suspend');
    await tellFailure(at);
    await expect.poll(() => jobsOf(at, ['completed'])).toBe(1);
    const deliveries = app.nest.get(DeliveriesService);
    await deliveries.sweep();
    expect(await jobsOf(at, ['created', 'active'])).toBe(0);
    await operator('resume');
    await deliveries.sweep();
    await deliveries.sweep();
    const again = await signIn(app, { email: at.admin.user.email, password: PASSWORD });
    await settled({ ...at, admin: again }, at.channels[0], 'delivered');
    expect(taken(at, 'webhook')).toHaveLength(1);
  });

  test('that does a job whose outcome is written already sends nothing', async () => {
    const at = await place(ofWebhook());
    await tellFailure(at);
    await settled(at, at.channels[0], 'delivered');
    await expect.poll(() => jobsOf(at, ['completed'])).toBe(1);
    await owner.query(
      `UPDATE pgboss.job SET state = 'created', completed_on = NULL WHERE name = '${QUEUE}' AND (data ->> 'tenantId')::int = $1`,
      [at.tenant.id],
    );
    await expect.poll(() => jobsOf(at, ['completed'])).toBe(1);
    expect(taken(at, 'webhook')).toHaveLength(1);
    expect(await deliveriesOf(at, at.channels[0])).toMatchObject([{ status: 'delivered', attempts: 1 }]);
  });
});

describe('a test message', () => {
  test.each([
    ['Slack', ofSlack, () => sandbox.deliveries.filter(({ system }) => system === 'slack').length],
    ['a webhook', ofWebhook, () => sandbox.deliveries.filter(({ system }) => system === 'webhook').length],
    ['mail', ofMail, () => sandbox.smtp.messages.length],
  ])('goes out through %s at once and is listed', async (_name, fields, count) => {
    const at = await place(fields());
    const [channel] = at.channels as [Integration];
    const before = count();
    const answer = await sendTest(at, channel);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      { delivered: true, message: expect.any(String), error_class: null, remedy: null, latency_ms: expect.any(Number) },
    ]);
    expect(count()).toBeGreaterThan(before);
    expect(await deliveriesOf(at, channel)).toMatchObject([
      { event: 'notification.test', status: 'delivered', attempts: 1, settled_at: expect.any(String) },
    ]);
  });

  test('that is refused says why, and what to do', async () => {
    const at = await place({ ...ofMail(), password: 'wrong-password' });
    const [channel] = at.channels as [Integration];
    const answer = await sendTest(at, channel);
    expect([answer.status, JSON.parse(answer.text)]).toEqual([
      200,
      {
        delivered: false,
        message: 'The mail server refuses the user name or the password.',
        error_class: 'auth_invalid',
        remedy: 'Enter the user name and the secret again.',
        latency_ms: expect.any(Number),
      },
    ]);
    expect(await deliveriesOf(at, channel)).toMatchObject([
      { status: 'failed', error_class: 'auth_invalid', attempts: 1 },
    ]);
    expect(await jobsOf(at, ['created', 'retry', 'active'])).toBe(0);
  });

  test('through what is no channel is refused', async () => {
    const at = await place();
    const answer = await sendTest(at, at.source);
    expect(problemOf(answer)).toMatchObject({ status: 409, code: 'not_a_notification_channel' });
    expect(await deliveriesOf(at, at.source)).toEqual([]);
  });

  test('through what does not exist is answered 404', async () => {
    const at = await place();
    expect((await sendTest(at, { id: 2_147_483_647 })).status).toBe(404);
  });
});

describe('the list of deliveries', () => {
  test('is paged, newest first, and filtered by status', async () => {
    const at = await place(ofSlack());
    const [channel] = at.channels as [Integration];
    await owner.query(
      `INSERT INTO notification_deliveries (tenant_id, integration_id, message_id, event, message, status)
       SELECT $1, $2, gen_random_uuid(), 'filler', $3, CASE WHEN n % 2 = 0 THEN 'failed' ELSE 'delivered' END FROM generate_series(1, 13) n`,
      [at.tenant.id, channel.id, { severity: 'info', title: 't', text: '', facts: [], link: null }],
    );
    const seen: DeliveryView[] = [];
    let path: string | undefined = `${pathOf(channel)}?limit=4&status=delivered`;
    while (path) {
      const answer = await send(app, 'GET', path, { token: at.admin.token });
      expect(answer.headers.get('x-total-count')).toBe('7');
      seen.push(...JSON.parse(answer.text));
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen.map(({ status }) => status)).toEqual(Array(7).fill('delivered'));
    expect(seen.map(({ id }) => id)).toEqual(seen.map(({ id }) => id).toSorted((a, b) => b - a));
    expect(await deliveriesOf(at, channel, '?status=failed')).toHaveLength(6);
    expect((await send(app, 'GET', `${pathOf(channel)}?status=lost`, { token: at.admin.token })).status).toBe(422);
  });

  test('forgets what is older than 90 days', async () => {
    const at = await place(ofSlack());
    const [channel] = at.channels as [Integration];
    await sendTest(at, channel);
    await sendTest(at, channel);
    const [newer, older] = (await deliveriesOf(at, channel)) as [DeliveryView, DeliveryView];
    const age = 'UPDATE notification_deliveries SET created_at = now() - $2::interval WHERE id = $1';
    await owner.query(age, [older.id, '91 days']);
    await owner.query(age, [newer.id, '89 days']);
    await app.nest.get(DeliveriesService).sweep();
    expect(await deliveriesOf(at, channel)).toMatchObject([{ id: newer.id }]);
  });
});

describe('another tenant', () => {
  test('hears nothing of ours, and reaches none of our deliveries', async () => {
    const [ours, theirs] = [await place(broken('unauthorized')), await place(ofWebhook())];
    await tellFailure(ours);
    await settled(ours, ours.channels[0], 'failed');
    const [delivery] = await deliveriesOf(ours, ours.channels[0]);
    expect(await deliveriesOf(theirs, theirs.channels[0])).toEqual([]);
    // First checks come by themselves, and write as well.
    const unchecked = 'SELECT id FROM integrations WHERE tenant_id = $1 AND health_checked_at IS NULL';
    await expect.poll(async () => (await owner.query(unchecked, [ours.tenant.id])).rowCount).toBe(0);
    const before = await rowsOf(owner, ours.tenant.id);
    const attempts = [
      await retry(theirs, ours.channels[0], delivery),
      await retry(theirs, theirs.channels[0], delivery),
      await retry(theirs, theirs.channels[0], { id: 2_147_483_647 }),
      await send(app, 'GET', pathOf(ours.channels[0] as Integration), { token: theirs.admin.token }),
      await sendTest(theirs, ours.channels[0] as Integration),
    ];
    expect(attempts.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404]);
    expect(await rowsOf(owner, ours.tenant.id)).toEqual(before);
  });

  test('is not the only stranger: another channel of ours does not hold the delivery either', async () => {
    const at = await place(broken('unauthorized'), ofSlack());
    await tellFailure(at);
    await settled(at, at.channels[0], 'failed');
    const [delivery] = await deliveriesOf(at, at.channels[0]);
    expect((await retry(at, at.channels[1], delivery)).status).toBe(404);
    expect(await deliveriesOf(at, at.channels[0])).toMatchObject([{ status: 'failed' }]);
  });
});

test('the secret of a channel appears in no row, job, answer or log line', async () => {
  const canary = makeCanary();
  const at = await place({ ...ofWebhook(), password: canary.value });
  const [channel] = at.channels as [Integration];
  await tellFailure(at);
  await settled(at, channel, 'failed');
  const answers = [
    await sendTest(at, channel),
    await send(app, 'GET', pathOf(channel), { token: at.admin.token }),
    await retry(at, channel, (await deliveriesOf(at, channel))[1]),
  ];
  const jobs = await owner.query('SELECT j::text AS row FROM pgboss.job j');
  const texts = [
    ...answers.map(({ text }) => text),
    ...Object.values(await rowsOf(owner, at.tenant.id)),
    ...jobs.rows.map(({ row }) => row as string),
    ...app.log,
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 202]);
  expect(texts.filter((text) => canary.isIn(text))).toEqual([]);
});
