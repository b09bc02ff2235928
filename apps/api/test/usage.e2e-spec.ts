import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { TenantScope } from '../src/platform/access/tenant-scope.ts';
import { UsageLog } from '../src/usage/index.ts';
import { usageEvent } from '../src/usage/testing/usage-events.ts';
import { problemOf, send } from './support/http.ts';
import { makeService } from './support/service.ts';
import { testApp } from './support/test-app.ts';

const app = await testApp();
const { owner } = app.database;
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const openai = await makeIntegration(admin, {
  provider: 'openai',
  display_name: '=HYPERLINK("https://evil.example")',
  cost_config: { cost_per_token: 0.000_002 },
});
const azure = await makeIntegration(admin, { provider: 'azure' });
const desk = await makeIntegration(admin, { provider: 'desk', type: 'data_source' });
const service = await makeService(admin, ['usage:write'], { name: 'billing' });

let made = 0;

const event = (fields: object = {}) => {
  made += 1;
  const tokens = { input: 100, output: 50 };
  return { request_id: `call-${made}`, integration: 'openai', model: 'gpt-4o', tokens, ...fields };
};

async function report(events: unknown[], token = service.token) {
  const answer = await send(app, 'POST', '/api/v1/service/usage', { token, body: { events } });
  return { status: answer.status, body: JSON.parse(answer.text) };
}

async function stored(...requestIds: string[]) {
  const one = 'SELECT * FROM usage_events WHERE request_id = ANY ($1) ORDER BY array_position($1, request_id::text)';
  return (await owner.query(one, [requestIds])).rows;
}

describe('a report of a service', () => {
  test('is kept with what it cost', async () => {
    const [byId, byName] = [event({ integration: openai.id }), event({ integration: 'OpenAI', latency_ms: 1200 })];
    expect(await report([byId, byName])).toEqual({ status: 200, body: { accepted: 2, duplicates: 0 } });
    const [first] = await stored(byId.request_id);
    expect(first).toMatchObject({
      tenant_id: tenant.id,
      integration_id: openai.id,
      service_account_id: service.accountId,
      source: 'service',
      operation: 'chat',
      model_asked: 'gpt-4o',
      outcome: 'success',
      is_final: true,
      // $0.000002 for each of 150 tokens.
      cost_nanos: '300000',
      price_id: null,
    });
    expect(await stored(byName.request_id)).toMatchObject([{ integration_id: openai.id, latency_ms: 1200 }]);
  });

  test('counts by the usage of the provider, which is kept as it came', async () => {
    const usage = { prompt_tokens: 20, completion_tokens: 7, total_tokens: 27, novel: { x: 'ä' } };
    const one = event({ tokens: undefined, usage, operation: 'responses', stream: true, outcome: 'failure' });
    expect((await report([one])).status).toBe(200);
    expect(await stored(one.request_id)).toMatchObject([
      {
        input_tokens: 20,
        output_tokens: 7,
        raw: usage,
        operation: 'responses',
        is_stream: true,
        outcome: 'server_error',
      },
    ]);
  });

  test('may say itself what it cost', async () => {
    const [dear, free] = [event({ cost_usd: 1.25 }), event({ cost_usd: 0, tokens: undefined })];
    await report([dear, free]);
    expect(await stored(dear.request_id)).toMatchObject([{ cost_nanos: '1250000000' }]);
    expect(await stored(free.request_id)).toMatchObject([{ cost_nanos: '0', input_tokens: 0 }]);
  });

  test('has no cost where nobody knows the price, and none where nothing was consumed', async () => {
    const [unpriced, failed] = [event({ integration: 'azure' }), event({ tokens: undefined, outcome: 'failure' })];
    await report([unpriced, { ...failed, integration: 'azure' }]);
    expect(await stored(unpriced.request_id)).toMatchObject([{ cost_nanos: null }]);
    expect(await stored(failed.request_id)).toMatchObject([{ cost_nanos: '0' }]);
  });

  test('takes the price of the model at that time, also by an alias', async () => {
    const price = (input: number, effective_from: string) => ({ state: 'priced', input, output: 4, effective_from });
    const path = `/api/v1/admin/integrations/${azure.id}/models`;
    const days = (ago: number) => new Date(Date.now() - ago * 86_400_000).toISOString();
    const body = { name: 'deployment-1', aliases: ['Fast'], price: price(2, days(20)) };
    const { id } = JSON.parse((await send(app, 'POST', path, { token: admin.token, body })).text);
    await send(app, 'PUT', `${path}/${id}`, { token: admin.token, body: { price: price(1, days(10)) } });
    const of = (model: string, ago: number) => event({ integration: 'azure', model, occurred_at: days(ago) });
    const events = [of('deployment-1', 1), of('FAST', 1), of('fast', 15), of('deployment-1', 30)];
    await report(events);
    const rows = await stored(...events.map(({ request_id }) => request_id));
    // 100 tokens in and 50 out, at dollars for a million.
    expect(rows.map(({ cost_nanos }) => cost_nanos)).toEqual(['300000', '300000', '400000', null]);
    expect(rows.map(({ model_served }) => model_served)).toEqual(Array(4).fill('deployment-1'));
    expect(rows.map(({ price_id }) => price_id === null)).toEqual([false, false, false, true]);
  });

  test('repeated counts once, also under another time and beside new ones', async () => {
    const [first, second] = [event(), event()];
    const { tenantRequests } = await totals();
    expect((await report([first, second])).body).toEqual({ accepted: 2, duplicates: 0 });
    const later = { ...first, occurred_at: new Date(Date.now() - 3_600_000).toISOString() };
    const third = event();
    expect((await report([later, third, third, second])).body).toEqual({ accepted: 1, duplicates: 3 });
    expect(await stored(first.request_id)).toHaveLength(1);
    expect((await totals()).tenantRequests).toBe(tenantRequests + 3);
  });

  test('sent twice at the same time counts once', async () => {
    const events = Array.from({ length: 50 }, () => event());
    const answers = await Promise.all([report(events), report(events.toReversed()), report(events)]);
    expect(answers.map(({ body }) => body.accepted).toSorted((a, b) => a - b)).toEqual([0, 0, 50]);
  });

  test('may hold a thousand events with all their details', async () => {
    const usage = {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 10, audio_tokens: 0 },
      completion_tokens_details: { reasoning_tokens: 5, audio_tokens: 0, accepted_prediction_tokens: 0 },
      padding: 'x'.repeat(800),
    };
    const events = Array.from({ length: 1000 }, () => event({ tokens: undefined, usage, latency_ms: 900 }));
    expect(await report(events)).toEqual({ status: 200, body: { accepted: 1000, duplicates: 0 } });
    expect((await report([...events, event()])).status).toBe(422);
  });

  async function totals() {
    const { rows } = await owner.query('SELECT sum(requests)::int AS requests FROM usage_daily WHERE tenant_id = $1', [
      tenant.id,
    ]);
    return { tenantRequests: rows[0].requests };
  }
});

describe('a report is refused', () => {
  const ahead = (ms: number) => new Date(Date.now() + ms).toISOString();

  test.each<[string, object, string, string]>([
    ['without a request id', { request_id: undefined }, '/request_id', 'invalid_type'],
    ['with blanks in it', { request_id: 'a b' }, '/request_id', 'invalid_format'],
    ['with an unknown integration', { integration: 'nobody' }, '/integration', 'unknown_integration'],
    ['with an integration that is no AI provider', { integration: desk.id }, '/integration', 'unknown_integration'],
    ['with usage nobody can read', { tokens: undefined, usage: { cost: 1 } }, '/usage', 'unreadable_usage'],
    ['without any usage', { tokens: undefined }, '/usage', 'usage_required'],
    ['with usage twice', { usage: { prompt_tokens: 1 } }, '/tokens', 'ambiguous_usage'],
    ['with half a token', { tokens: { input: 0.5, output: 1 } }, '/tokens/input', 'invalid_type'],
    ['with less than nothing', { cost_usd: -1 }, '/cost_usd', 'too_small'],
    ['from the future', { occurred_at: ahead(3_600_000) }, '/occurred_at', 'invalid_time'],
    ['from too long ago', { occurred_at: ahead(-36 * 86_400_000) }, '/occurred_at', 'invalid_time'],
    ['of another operation', { operation: 'poetry' }, '/operation', 'invalid_value'],
    ['with a field nobody knows', { prompt: 'secret' }, '/prompt', 'unknown_field'],
  ])('%s', async (_what, fields, pointer, code) => {
    const good = event();
    const { status, body } = await report([good, event(fields)]);
    expect([status, body.errors[0].pointer, body.errors[0].code]).toEqual([422, `/events/1${pointer}`, code]);
    expect(await stored(good.request_id), 'nothing is kept').toEqual([]);
    expect((await report([good])).body, 'nor remembered').toEqual({ accepted: 1, duplicates: 0 });
  });

  test('with a pointer to each event that is wrong', async () => {
    const { body } = await report([event({ integration: 'no' }), event(), event({ integration: 'body' })]);
    expect(body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      '/events/0/integration',
      '/events/2/integration',
    ]);
  });

  test('for an integration of another tenant exactly as for one that does not exist', async () => {
    const stranger = await loginAs('admin', await makeTenant(app));
    const theirs = await makeIntegration(stranger, { provider: 'theirs' });
    const essence = async (integration: number | string) => {
      const { status, body } = await report([event({ integration })]);
      return { status, ...body, request_id: undefined };
    };
    const missing = await essence(2_147_483_000);
    expect(missing.status).toBe(422);
    expect(await essence(theirs.id)).toEqual(missing);
    expect(await essence('theirs')).toEqual(missing);
  });

  test('without the scope, and for a person', async () => {
    const { token } = await makeService(admin, ['ai:invoke', 'credentials:read', 'integrations:read']);
    const answer = await send(app, 'POST', '/api/v1/service/usage', { token, body: { events: [event()] } });
    expect([answer.status, problemOf(answer).missing_scope]).toEqual([403, 'usage:write']);
    expect((await report([event()], admin.token)).status).toBe(401);
  });
});

describe('a report to people', () => {
  const HOUR = 3_600_000;
  // In the past as a whole, so that no hour begins between two looks.
  const end = Math.floor(Date.now() / HOUR) * HOUR;
  const at = (hoursAgo: number) => new Date(end - hoursAgo * HOUR).toISOString();
  const span = `from=${at(6)}&to=${at(0)}`;

  test('sums up, and compares with the time before', async () => {
    const { reader, integrations, accounts } = await usedTenant();
    const { from, to, totals, previous, groups } = await reader('summary', span);
    expect([from, to]).toEqual([at(6), at(0)]);
    expect(totals).toMatchObject({ requests: 4, attempts: 4, failures: 1, error_rate: 0.25, cost_usd: 0.6 });
    expect(totals).toMatchObject({ input_tokens: 400, output_tokens: 200, cached_input_tokens: 40, unpriced: 0 });
    expect(totals.latency_ms.p50).toBeGreaterThan(800);
    expect(totals.latency_ms.p50).toBeLessThan(1250);
    expect(totals.first_token_ms).toBeNull();
    expect(previous).toMatchObject({ requests: 1, cost_usd: 5 });
    expect(groups).toMatchObject([
      { key: String(integrations[1]), name: 'Second', integration_id: integrations[1], model: null },
      { key: String(integrations[0]), name: 'first', numbers: { requests: 3, cost_usd: 0.2 } },
    ]);
    expect(await keysBy('model')).toEqual(['gpt-4o', 'gpt-4o-mini']);
    expect(await keysBy('operation')).toEqual(['responses', 'chat']);
    expect(await keysBy('service_account')).toEqual([String(accounts[0])]);

    async function keysBy(group: string) {
      const summary = await reader('summary', `${span}&group_by=${group}`);
      return summary.groups.map(({ key }: { key: string }) => key);
    }
  });

  test('counts only what is asked for', async () => {
    const { reader, integrations, accounts } = await usedTenant();
    const requests = async (filter: string) => (await reader('summary', `${span}&${filter}`)).totals.requests;
    expect(await requests(`integration_id=${integrations[0]}`)).toBe(3);
    expect(await requests('model=gpt-4o-mini')).toBe(3);
    expect(await requests('operation=responses')).toBe(1);
    expect(await requests(`service_account_id=${accounts[0]}`)).toBe(4);
    expect(await requests('service_account_id=0')).toBe(0);
    expect(await requests('integration_id=2147483000')).toBe(0);
  });

  test('counts parts of an hour whole', async () => {
    const { reader } = await usedTenant();
    const summary = await reader('summary', `from=${at(1.75)}&to=${at(1.5)}`);
    expect([summary.from, summary.to]).toEqual([at(2), at(1)]);
    expect(summary.totals.requests).toBe(1);
  });

  test('tells each hour, also those without usage', async () => {
    const { reader } = await usedTenant();
    const { interval, time_zone, series } = await reader('timeseries', `${span}&group_by=model`);
    expect([interval, time_zone]).toEqual(['hour', 'UTC']);
    expect(series.map(({ key }: { key: string }) => key)).toEqual(['gpt-4o', 'gpt-4o-mini']);
    const mini = series[1].points.map((point: { at: string; numbers: { requests: number } }) => [
      point.at,
      point.numbers.requests,
    ]);
    expect(mini).toEqual([
      [at(6), 0],
      [at(5), 2],
      [at(4), 0],
      [at(3), 0],
      [at(2), 1],
      [at(1), 0],
    ]);
    const { series: all } = await reader('timeseries', span);
    expect(all).toMatchObject([{ key: 'all', points: [{}, {}, {}, {}, {}, {}] }]);
  });

  test('tells the days of the tenant’s time zone, whatever their length', async () => {
    const { reader, service: own, tenantId } = await usedTenant();
    await owner.query("UPDATE tenants SET time_zone = 'Asia/Kathmandu' WHERE id = $1", [tenantId]);
    const midnight = Math.floor((Date.now() - 20 * 24 * HOUR) / (24 * HOUR)) * 24 * HOUR - 5.75 * HOUR;
    const time = (ms: number) => new Date(midnight + ms).toISOString();
    const late = [time(-1), time(0), time(24 * HOUR - 1), time(24 * HOUR)];
    await report(
      late.map((occurred_at) => event({ integration: 'first', occurred_at })),
      own,
    );
    const { series, time_zone } = await reader('timeseries', `interval=day&from=${time(0)}&to=${time(24 * HOUR)}`);
    expect(time_zone).toBe('Asia/Kathmandu');
    expect(series[0].points).toMatchObject([{ at: time(0), numbers: { requests: 2 } }]);
    const wide = await reader('timeseries', `from=${time(-1)}&to=${time(24 * HOUR + 1)}`);
    expect(wide.interval).toBe('hour');
    const month = await reader('timeseries', `from=${time(-10 * 24 * HOUR)}&to=${time(10 * 24 * HOUR)}`);
    expect([month.interval, month.series[0].points.length]).toEqual(['day', 20]);
    expect(month.series[0].points.map((point: { numbers: { requests: number } }) => point.numbers.requests)).toEqual(
      Array.from({ length: 20 }, (_, day) => [0, 1, 2, 1][Math.max(0, Math.min(day - 8, 4))] ?? 0),
    );
  });

  test('joins what is beyond eight series', async () => {
    const { reader, service: own } = await usedTenant();
    const names = Array.from({ length: 10 }, (_, index) => `model-${index}`);
    await report(
      names.map((model, index) => event({ integration: 'first', model, cost_usd: 100 + index, occurred_at: at(2.5) })),
      own,
    );
    const { series } = await reader('timeseries', `${span}&group_by=model`);
    expect(series.map(({ key }: { key: string }) => key)).toEqual([...names.slice(2).reverse(), 'other']);
    const others = series[8].points.reduce(
      (sum: number, { numbers }: { numbers: { requests: number } }) => sum + numbers.requests,
      0,
    );
    expect(others).toBe(6);
  });

  test('names what is deleted', async () => {
    const { reader, people, integrations, accounts } = await usedTenant();
    const remove = (path: string) => send(app, 'DELETE', `/api/v1/admin/${path}`, { token: people.token });
    expect((await remove(`integrations/${integrations[1]}`)).status).toBe(204);
    expect((await remove(`service-accounts/${accounts[0]}`)).status).toBe(204);
    const names = async (group: string) =>
      (await reader('summary', `${span}&group_by=${group}`)).groups.map(({ name }: { name: string }) => name);
    expect(await names('integration')).toEqual([`Deleted integration ${integrations[1]}`, 'first']);
    expect(await names('service_account')).toEqual([`Deleted service account ${accounts[0]}`]);
  });

  test('sums up one integration by model', async () => {
    const { people, integrations } = await usedTenant();
    const path = (id: number | undefined) => `/api/v1/admin/integrations/${id}/usage?${span}`;
    const answer = await send(app, 'GET', path(integrations[0]), { token: people.token });
    expect(JSON.parse(answer.text)).toMatchObject({
      totals: { requests: 3 },
      groups: [{ key: 'gpt-4o-mini', model: 'gpt-4o-mini' }],
    });
    for (const id of [openai.id, 2_147_483_000])
      expect((await send(app, 'GET', path(id), { token: people.token })).status).toBe(404);
  });

  test('is a table that no spreadsheet runs', async () => {
    const { people, service: own } = await usedTenant();
    await report([event({ integration: 'first', model: '=cmd|"/c calc"!A1', occurred_at: at(3.5) })], own);
    const answer = await send(app, 'GET', `/api/v1/admin/usage/export.csv?${span}&group_by=model`, {
      token: people.token,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="usage.csv"');
    const lines = answer.text.split('\r\n');
    expect(lines[0]).toMatch(/^at,key,name,requests,attempts,failures,input_tokens,/);
    expect(lines.slice(1, -1).map((line) => line.slice(0, 24))).toEqual([at(5), at(4), at(2), at(1)]);
    expect(lines[2]).toContain(`,"'=cmd|""/c calc""!A1","'=cmd|""/c calc""!A1",1,1,0,100,`);
    expect(lines.at(-1)).toBe('');
  });

  test('as a table holds a long time, day by day', async () => {
    const { people } = await usedTenant();
    const from = new Date(end - 300 * 24 * HOUR).toISOString();
    const path = `/api/v1/admin/usage/export.csv?from=${from}&to=${at(0)}`;
    const lines = (await send(app, 'GET', path, { token: people.token })).text.trim().split('\r\n').slice(1);
    const requests = lines.reduce((sum, line) => sum + Number(line.split(',')[3]), 0);
    expect(requests).toBe(5);
  });

  test.each([
    ['summary', `from=${at(0)}&to=${at(1)}`, '?from'],
    ['summary', 'from=yesterday', '/from'],
    ['timeseries', `from=${at(24 * 9)}&interval=hour`, '?interval'],
    ['export.csv', `from=${at(24 * 500)}`, '?from'],
    ['summary', 'group_by=colour', '/group_by'],
  ])('of %s?%s is refused', async (path, query, pointer) => {
    const answer = await send(app, 'GET', `/api/v1/admin/usage/${path}?${query}`, { token: admin.token });
    expect([answer.status, problemOf(answer).errors?.[0]?.pointer]).toEqual([422, pointer]);
  });

  test('is for admins and users, not for viewers and services', async () => {
    const status = async (token: string) => (await send(app, 'GET', '/api/v1/admin/usage/summary', { token })).status;
    expect(await status((await loginAs('user', tenant)).token)).toBe(200);
    expect(await status((await loginAs('viewer', tenant)).token)).toBe(403);
    expect(await status(service.token)).toBe(401);
  });

  /** A tenant with four calls within the last six hours and one before. */
  async function usedTenant() {
    const fresh = await makeTenant(app);
    const people = await loginAs('admin', fresh);
    const first = await makeIntegration(people, { provider: 'first' });
    const second = await makeIntegration(people, { provider: 'second', display_name: 'Second' });
    const { token, accountId } = await makeService(people, ['usage:write']);
    const tokens = { input: 100, output: 50, cached_input: 10 };
    const mini = { integration: 'first', model: 'gpt-4o-mini', tokens, latency_ms: 1000 };
    const { body } = await report(
      [
        event({ ...mini, cost_usd: 0.05, occurred_at: at(5) }),
        event({ ...mini, cost_usd: 0.05, occurred_at: at(4.5), outcome: 'failure' }),
        event({ ...mini, cost_usd: 0.1, occurred_at: at(2) }),
        event({
          ...mini,
          integration: 'second',
          model: 'gpt-4o',
          cost_usd: 0.4,
          occurred_at: at(0.5),
          operation: 'responses',
        }),
        event({ ...mini, cost_usd: 5, occurred_at: at(6.5) }),
      ],
      token,
    );
    expect(body).toEqual({ accepted: 5, duplicates: 0 });
    const reader = async (path: string, query: string) =>
      JSON.parse((await send(app, 'GET', `/api/v1/admin/usage/${path}?${query}`, { token: people.token })).text);
    return {
      reader,
      people,
      service: token,
      tenantId: fresh.id,
      integrations: [first.id, second.id],
      accounts: [accountId],
    };
  }
});

test('what calls consumed is written before the process ends', async () => {
  const scope = TenantScope.ofSystem({ id: tenant.id as TenantScope['tenantId'], slug: tenant.slug }, 'test');
  const one = usageEvent();
  app.nest.get(UsageLog).add(scope, one);
  await app.stop();
  expect(await stored(one.request_id)).toHaveLength(1);
});
