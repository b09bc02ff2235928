import {
  type Budget,
  type BudgetBody,
  changeIntegration,
  changeSettings,
  getIntegrationBudget,
  getSettings,
  listBudgets,
  replaceBudgets,
  reportUsage,
} from '@ims/api-client';
import { clientOf, loginAs, makeIntegration, makeTenant, type Person, type TestTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { type Admission, BudgetGate, BudgetsService } from '../src/budgets/index.ts';
import type { IntegrationId } from '../src/integrations/index.ts';
import { type TenantId, TenantScope } from '../src/platform/access/tenant-scope.ts';
import { fromDollars } from '../src/platform/money.ts';
import { UsageLog } from '../src/usage/index.ts';
import { usageEvent } from '../src/usage/testing/usage-events.ts';
import { send } from './support/http.ts';
import { makeService } from './support/service.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const app = await testApp();
const { owner } = app.database;

const newTenant = async () => {
  const tenant = await makeTenant(app);
  return { tenant, admin: await loginAs('admin', tenant) };
};
const budget = (fields: Partial<BudgetBody> = {}): BudgetBody => ({
  subject: 'tenant',
  period: 'month',
  limit_usd: 10,
  hard: true,
  thresholds: [0.8, 1],
  ...fields,
});
const list = async ({ client }: Person) => (await listBudgets({ client, throwOnError: true })).data;
const replace = async ({ client }: Person, ...budgets: BudgetBody[]) =>
  (await replaceBudgets({ client, body: { budgets }, throwOnError: true })).data;
const refusalOf = async ({ token }: Person, ...budgets: object[]) => {
  const body = { budgets: budgets.map((fields) => ({ ...budget(), ...fields })) };
  const { status, text } = await send(app, 'PUT', '/api/v1/admin/budgets', { token, body });
  return { status, ...(JSON.parse(text) as { errors?: { pointer: string; code: string }[] }) };
};

let reported = 0;
/** Reports a call of an integration that cost so much. */
async function spend(admin: Person, integration: number, cost_usd: number, model = 'some-model'): Promise<void> {
  const { token } = await makeService(admin, ['usage:write']);
  reported += 1;
  const event = { request_id: `call-${reported}`, integration, model, cost_usd, tokens: { input: 1, output: 1 } };
  await reportUsage({ client: clientOf(app, token), body: { events: [event] }, throwOnError: true });
}

describe('the budgets of a tenant', () => {
  test('are what was last set, each with its window', async () => {
    const { admin } = await newTenant();
    expect(await list(admin)).toEqual([]);
    const { id } = await makeIntegration(admin, { provider: 'openai', display_name: 'OpenAI' });
    const service = await makeService(admin);
    const saved = await replace(
      admin,
      budget({ thresholds: [1, 0.8, 0.8] }),
      budget({ subject: 'integration', integration_id: id, period: 'week', hard: false }),
      budget({ subject: 'model', model: 'gpt-x', period: 'day' }),
      budget({ subject: 'model', model: 'gpt-x', integration_id: id, period: 'day' }),
      budget({ subject: 'service_account', service_account_id: service.accountId, limit_usd: 0.000_000_001 }),
    );
    expect((await list(admin)).map(({ id, limit_usd }) => [id, limit_usd])).toEqual(
      saved.map(({ id, limit_usd }) => [id, limit_usd]),
    );
    expect(saved.map(({ name }) => name)).toEqual(['All AI', 'OpenAI', 'gpt-x', 'gpt-x (OpenAI)', service.name]);
    expect(saved[0]).toMatchObject({
      source: 'tenant',
      limit_usd: 10,
      base_limit_usd: 10,
      thresholds: [0.8, 1],
      override: null,
      window: { spent_usd: 0, reserved_usd: 0, unaccounted_usd: 0, left_usd: 10 },
      alerts: [],
    });
    expect(saved[4]?.limit_usd).toBe(0.000_000_001);
  });

  test('keep what was spent when their limit changes, and lose it with their subject', async () => {
    const { admin } = await newTenant();
    const { id } = await makeIntegration(admin);
    const [before] = await replace(admin, budget());
    await spend(admin, id, 4);
    const [after, added] = await replace(admin, budget({ limit_usd: 20 }), budget({ period: 'day' }));
    expect(after).toMatchObject({ id: before?.id, window: { spent_usd: 4, left_usd: 16 } });
    expect(added?.id).not.toBe(before?.id);
    expect(await replace(admin)).toEqual([]);
  });

  test('begin with what was spent in their window before', async () => {
    const { admin } = await newTenant();
    const [used, other] = [await makeIntegration(admin), await makeIntegration(admin)];
    await spend(admin, used.id, 4);
    await spend(admin, used.id, 2, 'another-model');
    const saved = await replace(
      admin,
      budget(),
      budget({ period: 'day' }),
      budget({ subject: 'model', model: 'another-model' }),
      budget({ subject: 'integration', integration_id: other.id }),
    );
    expect(saved.map(({ window }) => window.spent_usd)).toEqual([6, 6, 2, 0]);
  });

  test('tell how the money went, from the sums of usage', async () => {
    const { admin } = await newTenant();
    const { id } = await makeIntegration(admin);
    await replace(admin, budget(), budget({ period: 'day' }));
    await spend(admin, id, 1.25);
    await spend(admin, id, 0.5);
    for (const { burn, window } of await list(admin)) {
      expect(burn.at(-1)?.spent_usd).toBe(1.75);
      expect(window.spent_usd).toBe(1.75);
      expect(burn.map(({ at }) => at)).toEqual(burn.map(({ at }) => at).toSorted());
    }
  });

  test('have another limit for as many windows as an override says', async () => {
    const { admin } = await newTenant();
    const [saved] = await replace(admin, budget({ override: { limit_usd: 50, windows: 1 } }));
    expect(saved).toMatchObject({ limit_usd: 50, base_limit_usd: 10, window: { left_usd: 50 } });
    expect(saved?.override).toEqual({ limit_usd: 50, until: saved?.window.ends_at });
    expect((await replace(admin, budget()))[0]?.override, 'kept when nothing is said').toEqual(saved?.override);
    expect((await replace(admin, budget({ override: null })))[0]).toMatchObject({ override: null, limit_usd: 10 });
  });

  test('begin where the tenant is', async () => {
    const { admin } = await newTenant();
    await changeSettings({ client: admin.client, body: { time_zone: 'Asia/Kathmandu' }, throwOnError: true });
    const [saved] = await replace(admin, budget({ period: 'day' }));
    expect(saved?.window.starts_at).toMatch(/T18:15:00.000Z$/);
  });

  test('are replaced only by those who have seen them', async () => {
    const { admin } = await newTenant();
    const first = await listBudgets({ client: admin.client });
    const etag = first.response?.headers.get('etag') ?? '';
    expect(etag).toMatch(/^"\d+"$/);
    const put = (limit_usd: number) =>
      replaceBudgets({
        client: admin.client,
        body: { budgets: [budget({ limit_usd })] },
        headers: { 'If-Match': etag },
      });
    const saved = await put(1);
    expect(saved.response?.headers.get('etag')).not.toBe(etag);
    expect((await put(2)).error).toMatchObject({ status: 412, code: 'stale_version' });
    expect((await listBudgets({ client: admin.client })).response?.headers.get('etag')).toBe(
      saved.response?.headers.get('etag'),
    );
  });

  test('are read by users and changed by admins', async () => {
    const { tenant } = await newTenant();
    const ask = async (role: 'user' | 'viewer', method: string, body?: object) => {
      const { token } = await loginAs(role, tenant);
      return (await send(app, method, '/api/v1/admin/budgets', { token, body })).status;
    };
    expect(await ask('user', 'GET')).toBe(200);
    expect(await ask('user', 'PUT', { budgets: [] })).toBe(403);
    expect(await ask('viewer', 'GET')).toBe(403);
  });

  test('leave a trail when they change', async () => {
    const { tenant, admin } = await newTenant();
    await replace(admin, budget());
    const trail = await trailOf(owner, () => replace(admin, budget({ limit_usd: 20 })));
    expect(trail).toMatchObject({
      audit: [
        {
          action: 'budgets.updated',
          changes: {
            'All AI (tenant) per month': {
              before: { limit_usd: 10, hard: true, thresholds: [0.8, 1], override: null },
              after: { limit_usd: 20 },
            },
          },
        },
      ],
      events: [{ type: 'budgets.updated', payload: { id: tenant.id } }],
    });
  });
});

describe('a budget is refused', () => {
  let admin: Person;
  let foreign: number;
  test.beforeAll(async () => {
    ({ admin } = await newTenant());
    const other = await newTenant();
    foreign = (await makeIntegration(other.admin)).id;
  });

  test.each<[string, object, string, string]>([
    ['without the integration it is for', { subject: 'integration' }, 'integration_id', 'required'],
    ['without the model it is for', { subject: 'model' }, 'model', 'required'],
    ['with what does not go with its subject', { model: 'gpt-x' }, 'model', 'not_of_subject'],
    ['with a negative limit', { limit_usd: -1 }, 'limit_usd', 'too_small'],
    ['with a limit that cannot be counted', { limit_usd: 1e7 }, 'limit_usd', 'too_big'],
    ['with a threshold past its limit', { thresholds: [1.5] }, 'thresholds/0', 'too_big'],
    ['with a threshold of nothing', { thresholds: [0] }, 'thresholds/0', 'too_small'],
    ['with an override of no window', { override: { limit_usd: 1, windows: 0 } }, 'override/windows', 'too_small'],
    [
      'for a service account that is not there',
      { subject: 'service_account', service_account_id: 999_999_999 },
      'service_account_id',
      'unknown_service_account',
    ],
  ])('%s', async (_why, fields, field, code) => {
    const { status, errors } = await refusalOf(admin, fields);
    expect(status).toBe(422);
    expect(errors).toEqual([expect.objectContaining({ pointer: `/budgets/0/${field}`, code })]);
  });

  test('for an integration of another tenant as for one that is not there', async () => {
    const [theirs, none] = [foreign, 999_999_999].map((integration_id) => ({ subject: 'integration', integration_id }));
    const { request_id: _, ...refusal } = (await refusalOf(admin, theirs as object)) as { request_id?: string };
    expect(refusal).toMatchObject({ status: 422, code: 'not_an_ai_provider' });
    expect(await refusalOf(admin, none as object)).toMatchObject(refusal);
  });

  test('when there is one for the same subject and period, and with it all others', async () => {
    expect(await refusalOf(admin, { limit_usd: 1 }, { limit_usd: 2 })).toMatchObject({
      status: 422,
      code: 'budget_twice',
      errors: [{ pointer: '/budgets/1/subject' }],
    });
    expect(await list(admin)).toEqual([]);
  });
});

describe('the cost_config of an AI provider', () => {
  const change = ({ client }: Person, id: number, cost_config: Record<string, unknown>) =>
    changeIntegration({ client, path: { id }, body: { cost_config }, throwOnError: true });

  test('makes a monthly budget, which follows it and goes with it', async () => {
    const { admin } = await newTenant();
    const { id } = await makeIntegration(admin, { provider: 'openai', cost_config: { max_monthly_cost: 25 } });
    const [made] = await list(admin);
    expect(made).toMatchObject({
      source: 'integration',
      subject: 'integration',
      integration_id: id,
      name: 'openai',
      period: 'month',
      limit_usd: 25,
      hard: true,
      thresholds: [0.8, 1],
    });
    await spend(admin, id, 3);
    await change(admin, id, { monthly_limit: 30.5, alert_threshold: 0.5 });
    expect(await list(admin)).toMatchObject([
      { id: made?.id, limit_usd: 30.5, thresholds: [0.5, 1], window: { spent_usd: 3 } },
    ]);
    await change(admin, id, { alert_threshold: 0.5 });
    expect(await list(admin)).toEqual([]);
    await change(admin, id, { monthly_limit: 30 });
    expect((await list(admin))[0]?.window.spent_usd, 'a new one knows what was spent before').toBe(3);
  });

  test('is not changed by those of the tenant', async () => {
    const { admin } = await newTenant();
    await makeIntegration(admin, { cost_config: { max_monthly_cost: 25 } });
    await replace(admin, budget());
    expect((await replace(admin)).map(({ source }) => source)).toEqual(['integration']);
  });

  test('that is older than budgets makes one when they are first looked at', async () => {
    const { tenant, admin } = await newTenant();
    await makeIntegration(admin, { cost_config: { max_monthly_cost: 25 } });
    await owner.query('DELETE FROM budgets WHERE tenant_id = $1', [tenant.id]);
    expect(await list(admin)).toMatchObject([{ limit_usd: 25 }]);
  });

  test('of other integrations makes none', async () => {
    const { admin } = await newTenant();
    await makeIntegration(admin, { type: 'data_source', cost_config: { max_monthly_cost: 25 } });
    expect(await list(admin)).toEqual([]);
  });

  test.each([
    ['max_monthly_cost', -1],
    ['monthly_limit', '5'],
    ['alert_threshold', 1.1],
  ])('is refused with %s %j', async (key, value) => {
    const { admin } = await newTenant();
    const { id } = await makeIntegration(admin);
    const { status, text } = await send(app, 'PUT', `/api/v1/admin/integrations/${id}`, {
      token: admin.token,
      body: { cost_config: { [key]: value } },
    });
    expect(status).toBe(422);
    expect(JSON.parse(text).errors[0].pointer).toBe(`/cost_config/${key}`);
  });
});

describe('people are told', () => {
  const messagesOf = async ({ id }: TestTenant) =>
    (
      await owner.query<{ title: string }>(
        `SELECT message ->> 'title' AS title FROM notification_deliveries
          WHERE tenant_id = $1 AND event = 'budget.threshold_reached' ORDER BY id`,
        [id],
      )
    ).rows.map(({ title }) => title);

  test('once of each threshold that is reached, on the channels they have', async () => {
    const { tenant, admin } = await newTenant();
    await makeIntegration(admin, { provider: 'webhook', type: 'notification' });
    const { id } = await makeIntegration(admin);
    await replace(admin, budget());
    await spend(admin, id, 7.9);
    expect(await messagesOf(tenant)).toEqual([]);
    await spend(admin, id, 0.2);
    await spend(admin, id, 0.2);
    expect(await messagesOf(tenant)).toEqual(['80 % of the budget of All AI for this month is spent']);
    await spend(admin, id, 2);
    expect(await messagesOf(tenant)).toEqual([
      '80 % of the budget of All AI for this month is spent',
      'The budget of All AI for this month is spent',
    ]);
    const [{ alerts } = { alerts: [] }] = await list(admin);
    expect(alerts.map(({ threshold }) => threshold)).toEqual([0.8, 1]);
  });
});

describe('a service', () => {
  test('reads the budgets that its calls to an integration are charged to', async () => {
    const { admin } = await newTenant();
    const { id } = await makeIntegration(admin, { cost_config: { max_monthly_cost: 25 } });
    const { id: elsewhere } = await makeIntegration(admin);
    const [mine, others] = [await makeService(admin), await makeService(admin)];
    await replace(
      admin,
      budget(),
      budget({ subject: 'integration', integration_id: elsewhere }),
      budget({ subject: 'model', model: 'gpt-x' }),
      budget({ subject: 'service_account', service_account_id: mine.accountId }),
      budget({ subject: 'service_account', service_account_id: others.accountId }),
    );
    const { data } = await getIntegrationBudget({ client: clientOf(app, mine.token), path: { id } });
    const subjects = (budgets: Budget[] = []) =>
      budgets.map(({ source, subject }) => `${source} ${subject}`).toSorted();
    expect(subjects(data?.budgets)).toEqual([
      'integration integration',
      'tenant model',
      'tenant service_account',
      'tenant tenant',
    ]);
  });
});

describe('the settings', () => {
  test('say where days begin and what happens without a price', async () => {
    const { admin } = await newTenant();
    const { client } = admin;
    const { data } = await getSettings({ client });
    expect(data).toMatchObject({ time_zone: 'UTC', unknown_price: { policy: 'refuse', input: null, output: null } });
    const trail = await trailOf(owner, async () => {
      const unknown_price = { policy: 'charge', input: 2.5, output: 10 } as const;
      const changed = await changeSettings({ client, body: { time_zone: 'Europe/Berlin', unknown_price } });
      expect(changed.data).toMatchObject({ time_zone: 'Europe/Berlin', unknown_price });
    });
    expect((await getSettings({ client })).data).toMatchObject({ unknown_price: { input: 2.5, output: 10 } });
    expect(trail.audit[0]?.changes).toMatchObject({ time_zone: { before: 'UTC', after: 'Europe/Berlin' } });
  });

  test.each<[object, string]>([
    [{ time_zone: 'Mars/Olympus_Mons' }, '/time_zone'],
    [{ time_zone: '+02:00' }, '/time_zone'],
    [{ time_zone: 'CEST' }, '/time_zone'],
    [{ time_zone: 'Europe/BERLIN' }, '/time_zone'],
    [{ unknown_price: { policy: 'charge', input: 1 } }, '/unknown_price/output'],
    [{ unknown_price: { policy: 'charge', input: -1, output: 1 } }, '/unknown_price/input'],
    [{ unknown_price: { policy: 'ask' } }, '/unknown_price/policy'],
  ])('refuse %j', async (body, pointer) => {
    const { admin } = await newTenant();
    const { status, text } = await send(app, 'PUT', '/api/v1/admin/settings', { token: admin.token, body });
    expect(status).toBe(422);
    expect(JSON.parse(text).errors.map((error: { pointer: string }) => error.pointer)).toEqual([pointer]);
  });

  test('take every time zone there is a name for', async () => {
    const { rows } = await owner.query<{ name: string }>('SELECT name FROM pg_timezone_names');
    const known = new Set(rows.map(({ name }) => name));
    expect(Intl.supportedValuesOf('timeZone').filter((name) => !known.has(name))).toEqual([]);
  });
});

// The last one: afterwards there is no application.
test('an instance that ends returns what it holds, once its calls are written', async () => {
  const { tenant, admin } = await newTenant();
  const { id } = await makeIntegration(admin);
  await replace(admin, budget());
  const { nest } = app;
  const scope = TenantScope.ofSystem({ id: tenant.id as TenantId, slug: tenant.slug }, 'test');
  const subject = { integrationId: id as IntegrationId, model: 'some-model', serviceAccountId: null };
  const budgets = await nest.get(BudgetsService).ofTenant(scope);
  const admission = (await nest.get(BudgetGate).admit(scope, budgets, subject, fromDollars(5))) as Admission;
  expect((await list(admin))[0]?.window).toMatchObject({ spent_usd: 0, reserved_usd: 5 });
  const event = usageEvent({ integration_id: subject.integrationId, cost: fromDollars(3) });
  nest.get(UsageLog).add(scope, event, admission.settle(fromDollars(3)));
  await app.stop();
  const { rows } = await owner.query(
    `SELECT (spent / 1e9)::float8 AS spent, reserved::float8, unaccounted::float8,
            (SELECT count(*)::int FROM budget_leases l WHERE l.tenant_id = w.tenant_id) AS leases,
            (SELECT count(*)::int FROM gateway_instances) AS instances
       FROM budget_windows w WHERE tenant_id = $1`,
    [tenant.id],
  );
  expect(rows).toEqual([{ spent: 3, reserved: 0, unaccounted: 0, leases: 0, instances: 0 }]);
});
