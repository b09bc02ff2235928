import { randomBytes, randomUUID } from 'node:crypto';
import { type CreateIntegrationBody, createModel, type Integration } from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant, type Person, type TestTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { UsageLog } from '../src/usage/index.ts';
import { startCollector } from './support/collector.ts';
import { send } from './support/http.ts';
import { openaiOf, sandboxed } from './support/sandboxed.ts';
import { makeService, type TestService } from './support/service.ts';
import { testApp } from './support/test-app.ts';

const { sandbox, environment } = await sandboxed();
const collector = await startCollector();
const app = await testApp({
  ...environment,
  JOBS: 'on',
  HEALTH_EVERY_SECONDS: '86400',
  OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
});
const { owner } = app.database;

const MODEL = 'gpt-4o-mini';
const QUESTION = 'Which of the seven canaries sang in the mine at dawn?';

interface Place {
  tenant: TestTenant;
  admin: Person;
  service: TestService;
  openai: Integration;
}

/** A tenant with one provider and somebody who may call it. */
async function place(fields: Partial<CreateIntegrationBody> = {}, behaviour?: string): Promise<Place> {
  const tenant = await makeTenant(app);
  const admin = await loginAs('admin', tenant);
  const openai = await makeIntegration(admin, {
    ...openaiOf(sandbox, behaviour),
    provider: 'openai',
    model: MODEL,
    ...fields,
    provider_metadata: { retries: 0, ...fields.provider_metadata },
  });
  return { tenant, admin, openai, service: await makeService(admin, ['ai:invoke']) };
}

function chat({ service }: Place, body: object = {}, headers: Record<string, string> = {}) {
  const whole = { model: 'openai', messages: [{ role: 'user', content: QUESTION }], ...body };
  return send(app, 'POST', '/v1/chat/completions', { token: service.token, body: whole, headers });
}

const metrics = async () => (await send(app, 'GET', '/metrics', { token: app.operatorKey })).text;

/** The value of the one series with exactly these labels; undefined where there is none. */
async function series(name: string, labels: Record<string, string> = {}): Promise<number | undefined> {
  const found = (await metrics()).split('\n').flatMap((line) => {
    const [, series, given = '', value] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
    if (series !== name) return [];
    const pairs = Object.fromEntries([...given.matchAll(/(\w+)="([^"]*)"/g)].map(([, key, text]) => [key, text]));
    return Object.entries({ ...pairs, ...labels }).every(([key, text]) => pairs[key] === text && labels[key] === text)
      ? [Number(value)]
      : [];
  });
  expect(found.length).toBeLessThan(2);
  return found[0];
}

const of = ({ tenant }: Place, labels: Record<string, string> = {}) => ({
  tenant: tenant.slug,
  integration: 'openai',
  ...labels,
});

const eventsOf = async ({ tenant }: Place, type: string) =>
  (await owner.query('SELECT payload FROM outbox_events WHERE tenant_id = $1 AND type = $2', [tenant.id, type])).rows;

/** Somebody who only asks wrongly. */
const mistaken = await place();

describe('metrics', () => {
  test('are for the operator alone', async () => {
    const { admin } = await place();
    for (const token of [undefined, admin.token])
      expect((await send(app, 'GET', '/metrics', { token })).status).toBe(401);
    const answer = await send(app, 'GET', '/metrics', { token: app.operatorKey });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    expect(answer.text).toContain('\nprocess_cpu_seconds_total ');
  });

  test('are well-formed: each is introduced, and no series comes twice', async () => {
    const at = await place();
    await chat(at);
    const lines = (await metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const names = lines.map((line) => line.replace(/ \S+$/, ''));
    expect(new Set(names).size).toBe(names.length);
    for (const line of lines) expect(line).toMatch(/^[a-z_]\w*(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+-]+$/);
  });

  test('tell a provider once that was deleted and made anew', async () => {
    const at = await place();
    await chat(at);
    await send(app, 'DELETE', `/api/v1/admin/integrations/${at.openai.id}`, { token: at.admin.token });
    await makeIntegration(at.admin, { ...openaiOf(sandbox), provider: 'openai', model: MODEL });
    expect((await chat(at)).status).toBe(200);
    expect(await series('ims_gateway_circuit', of(at, { state: 'closed' }))).toBe(1);
  });

  test('count requests by area and status', async () => {
    const at = { area: 'service', status: '401' };
    const before = (await series('ims_http_requests_total', at)) ?? 0;
    await send(app, 'GET', '/api/v1/service/integrations');
    await expect.poll(() => series('ims_http_requests_total', at)).toBe(before + 1);
  });

  test('count a call with what it consumed and cost', async () => {
    const at = await place();
    const price = { state: 'priced', input: 1, output: 2 } as const;
    await createModel({
      client: at.admin.client,
      path: { id: at.openai.id },
      body: { name: MODEL, price },
      throwOnError: true,
    });
    const answer = await chat(at);
    const { usage } = JSON.parse(answer.text);
    const ofModel = of(at, { model: MODEL });
    expect(answer.status).toBe(200);
    expect({
      requests: await series('ims_gateway_requests_total', {
        tenant: at.tenant.slug,
        operation: 'chat',
        result: 'success',
      }),
      attempts: await series('ims_gateway_attempts_total', of(at, { operation: 'chat', outcome: 'success' })),
      measured: await series('ims_gateway_attempt_duration_seconds_count', of(at, { operation: 'chat' })),
      input: await series('ims_gateway_tokens_total', { ...ofModel, kind: 'input' }),
      output: await series('ims_gateway_tokens_total', { ...ofModel, kind: 'output' }),
    }).toEqual({ requests: 1, attempts: 1, measured: 1, input: usage.prompt_tokens, output: usage.completion_tokens });
    expect(await series('ims_gateway_cost_usd_total', ofModel)).toBeCloseTo(
      Number(answer.headers.get('x-ims-cost-usd')),
      9,
    );
  });

  test('name no model that only callers name', async () => {
    const at = await place({ provider_metadata: { any_model: true } });
    expect((await chat(at, { model: 'openai/gpt-4.1' })).status).toBe(200);
    expect(await series('ims_gateway_tokens_total', of(at, { model: 'other', kind: 'output' }))).toBeGreaterThan(0);
    expect(await metrics()).not.toContain('gpt-4.1');
  });

  test('count requests that nobody answered under the code of their error', async () => {
    const at = await place({}, 'fault');
    await chat(at);
    await chat(at, { model: 'nobody' });
    const results = { tenant: at.tenant.slug, operation: 'chat' };
    expect(await series('ims_gateway_requests_total', { ...results, result: 'upstream_error' })).toBe(1);
    expect(await series('ims_gateway_requests_total', { ...results, result: 'model_not_found' })).toBe(1);
    expect(await series('ims_gateway_attempts_total', of(at, { operation: 'chat', outcome: 'upstream_5xx' }))).toBe(1);
  });

  test('count a wrong request as such', async () => {
    for (let call = 0; call < 6; call += 1) expect((await chat(mistaken, { messages: 'none' })).status).toBe(400);
    const wrong = { operation: 'chat', outcome: 'invalid_request' };
    expect(await series('ims_gateway_attempts_total', of(mistaken, wrong))).toBe(6);
  });

  test('count what a budget refused', async () => {
    const at = await place({ cost_config: { monthly_limit: 0, cost_per_token: 0.001 } });
    expect((await chat(at)).status).toBe(429);
    expect(await series('ims_gateway_skips_total', of(at, { reason: 'budget_exceeded' }))).toBe(1);
  });

  test('show a stream for as long as it is open, and when its content began', async () => {
    const at = await place({}, 'paced');
    const open = { operation: 'chat', stream: 'true' };
    const body = { model: 'openai', stream: true, messages: [{ role: 'user', content: QUESTION }] };
    const answer = await fetch(`${app.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: `Bearer ${at.service.token}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(await series('ims_gateway_open_requests', open)).toBe(1);
    expect(await answer.text()).toContain('[DONE]');
    await expect.poll(() => series('ims_gateway_open_requests', open)).toBe(0);
    expect(await series('ims_gateway_first_token_seconds_count', of(at, { operation: 'chat' }))).toBe(1);
  });

  test('show the circuit of a provider', async () => {
    const at = await place({}, 'fault');
    await chat(at);
    expect(await series('ims_gateway_circuit', of(at, { state: 'closed' }))).toBe(1);
    for (let call = 0; call < 5; call += 1) await chat(at);
    expect(await series('ims_gateway_circuit', of(at, { state: 'closed' }))).toBe(0);
    expect(await series('ims_gateway_circuit', of(at, { state: 'open' }))).toBe(1);
    expect(await series('ims_gateway_skips_total', of(at, { reason: 'circuit_open' }))).toBe(1);
  });

  test('show that usage is written, and how jobs and checks end', async () => {
    await app.nest.get(UsageLog).written();
    expect(await series('ims_usage_queue_events')).toBe(0);
    expect(await series('ims_usage_queue_age_seconds')).toBe(0);
    expect(await series('ims_usage_lost_events_total')).toBe(0);
    const checks = { trigger: 'scheduled', status: 'healthy' };
    await expect.poll(() => series('ims_health_checks_total', checks)).toBeGreaterThan(0);
    await expect
      .poll(() => series('ims_job_tries_total', { queue: 'health-check', result: 'done' }))
      .toBeGreaterThan(0);
  });
});

describe('what calls find out', () => {
  const statusOf = async ({ openai }: Place) =>
    (await owner.query('SELECT health_status AS status FROM integrations WHERE id = $1', [openai.id])).rows[0]?.status;
  const checksOf = async ({ openai }: Place) =>
    (await owner.query('SELECT FROM health_checks WHERE integration_id = $1', [openai.id])).rowCount;

  /** A provider that is known to work, and whose next check is far away. */
  async function proven(): Promise<Place> {
    const at = await place();
    await expect.poll(() => statusOf(at)).toBe('healthy');
    const waiting = "SELECT FROM pgboss.job WHERE split_part(singleton_key, '/', 2) = $1 AND state = 'created'";
    await expect.poll(async () => (await owner.query(waiting, [String(at.openai.id)])).rowCount).toBe(1);
    return at;
  }

  /** The system begins to misbehave without anybody having changed the integration. */
  async function breakDown(at: Place, behaviour: string): Promise<void> {
    const { base_url } = openaiOf(sandbox, behaviour);
    await owner.query('UPDATE integrations SET base_url = $2, version = version + 1 WHERE id = $1', [
      at.openai.id,
      base_url,
    ]);
    await expect.poll(async () => (await chat(at)).status).toBe(502);
  }

  test('hastens the check of a provider whose circuit opens', async () => {
    const at = await proven();
    await breakDown(at, 'fault');
    await expect.poll(async () => (await chat(at)).status).toBe(503);
    await expect.poll(() => statusOf(at)).toBe('failing');
    expect(await eventsOf(at, 'integration.circuit_opened')).toEqual([
      { payload: { id: at.openai.id, provider: 'openai', name: 'openai', outcome: 'upstream_5xx' } },
    ]);
  });

  test('hastens the check of a provider that rejects the credentials, once in a while', async () => {
    const at = await proven();
    await breakDown(at, 'unauthorized');
    for (let call = 0; call < 3; call += 1) await chat(at);
    await expect.poll(() => statusOf(at)).toBe('failing');
    expect(await eventsOf(at, 'integration.credentials_rejected')).toMatchObject([
      { payload: { outcome: 'auth_invalid' } },
    ]);
    expect(await checksOf(at)).toBe(2);
  });

  test('tells people of a model without a price under a budget, once', async () => {
    const at = await place({ display_name: 'Our OpenAI', cost_config: { monthly_limit: 10 } });
    await makeIntegration(at.admin, {
      provider: 'slack',
      type: 'notification',
      base_url: `${sandbox.url}/slack`,
      password: sandbox.accounts.slack.path,
    });
    for (let call = 0; call < 3; call += 1) {
      const refusal = await chat(at);
      expect([refusal.status, JSON.parse(refusal.text).error.code]).toEqual([403, 'price_unknown']);
    }
    const title = `${MODEL} of Our OpenAI has no price`;
    const delivered = 'SELECT message FROM notification_deliveries WHERE tenant_id = $1 AND event = $2 AND status = $3';
    const told = async () => (await owner.query(delivered, [at.tenant.id, 'model.price_unknown', 'delivered'])).rows;
    await expect.poll(told).toMatchObject([{ message: { title, severity: 'error' } }]);
    expect(await eventsOf(at, 'model.price_unknown')).toEqual([
      { payload: { id: at.openai.id, provider: 'openai', name: 'Our OpenAI', model: MODEL, policy: 'refused' } },
    ]);
  });

  test('is told once for all models that only callers name', async () => {
    const at = await place({ provider_metadata: { any_model: true }, cost_config: { monthly_limit: 10 } });
    for (const model of ['gpt-4.1', 'gpt-4.1-mini', 'gpt-5-mini']) await chat(at, { model: `openai/${model}` });
    await expect.poll(() => eventsOf(at, 'model.price_unknown')).toMatchObject([{ payload: { model: 'gpt-4.1' } }]);
  });
});

/** They stop the process first, which sends what waits. */
describe('traces', () => {
  const newTrace = () => ({ traceId: randomBytes(16).toString('hex'), parent: randomBytes(8).toString('hex') });
  const asHeader = ({ traceId, parent }: { traceId: string; parent: string }) => ({
    traceparent: `00-${traceId}-${parent}-01`,
  });
  const spansOf = (traceId: string) => collector.spans().filter((span) => span.traceId === traceId);
  const [answered, fallenBack, unsampled] = [newTrace(), newTrace(), newTrace()];
  const typed = randomUUID();
  let at: Place;
  let second: Place;

  test('leave with the process when it stops', async () => {
    at = await place();
    second = await place({}, 'fault');
    const reserve = await makeIntegration(second.admin, {
      ...openaiOf(sandbox),
      provider: 'reserve',
      model: 'gpt-4.1',
    });
    await owner.query('UPDATE integrations SET fallback_integration_id = $2, version = version + 1 WHERE id = $1', [
      second.openai.id,
      reserve.id,
    ]);
    const { text } = await chat(at, { user: typed }, asHeader(answered));
    const words: string = JSON.parse(text).choices[0].message.content;
    await expect
      .poll(async () => (await chat(second, { stream: true, stream_options: null }, asHeader(fallenBack))).status)
      .toBe(200);
    const { traceparent } = asHeader(unsampled);
    await chat(at, {}, { traceparent: traceparent.replace(/01$/, '00') });
    await app.stop();
    expect(spansOf(answered.traceId)).toHaveLength(2);
    for (const text of [QUESTION, typed, words, at.service.token, sandbox.accounts.openai.key])
      expect(collector.text()).not.toContain(text);
  });

  test('show a request under the span of its caller, and the call it made', () => {
    const [server, attempt] = spansOf(answered.traceId).toSorted((a, b) => a.kind - b.kind);
    expect(server).toMatchObject({
      name: 'POST /v1/chat/completions',
      kind: 2,
      parentSpanId: answered.parent,
      isError: false,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/v1/chat/completions',
        'http.response.status_code': 200,
        'url.path': '/v1/chat/completions',
        'ims.tenant': at.tenant.slug,
        'ims.gateway.result': 'success',
      },
    });
    expect(attempt).toMatchObject({
      name: `chat ${MODEL}`,
      kind: 3,
      parentSpanId: server?.spanId,
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': MODEL,
        'gen_ai.response.model': expect.stringContaining(MODEL),
        'gen_ai.usage.input_tokens': expect.any(Number),
        'gen_ai.usage.output_tokens': expect.any(Number),
        'openai.api.type': 'chat_completions',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(sandbox.url).port),
        'http.response.status_code': 200,
        'ims.integration': 'openai',
      },
    });
    expect(attempt?.attributes).not.toHaveProperty('error.type');
  });

  test('show each attempt of a request that fell back', () => {
    const attempts = spansOf(fallenBack.traceId).filter(({ kind }) => kind === 3);
    const [failed, streamed] = attempts.slice(-2);
    expect(failed).toMatchObject({
      isError: true,
      attributes: { 'error.type': 'upstream_5xx', 'http.response.status_code': 500, 'ims.integration': 'openai' },
    });
    expect(streamed).toMatchObject({
      name: 'chat gpt-4.1',
      isError: false,
      attributes: {
        'gen_ai.provider.name': 'custom_ai',
        'gen_ai.request.stream': true,
        'gen_ai.response.model': 'gpt-4.1',
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
        'ims.integration': 'reserve',
      },
    });
  });

  test('name routes, not addresses', () => {
    expect(collector.spans().map(({ name }) => name)).toContain('POST /api/v1/admin/integrations');
    expect(collector.spans().filter(({ name }) => name.includes('metrics'))).toEqual([]);
  });

  test('are left out where the caller wants none', () => {
    expect(spansOf(unsampled.traceId)).toEqual([]);
  });

  test('end here: no provider gets an id of them', () => {
    const calls = sandbox.requests.filter(({ path }) => path.includes('chat/completions'));
    expect(calls.length).toBeGreaterThan(0);
    for (const { headers } of calls) {
      expect(headers).not.toHaveProperty('traceparent');
      expect(JSON.stringify(headers)).not.toContain(answered.traceId);
    }
  });
});

/** The process has stopped: what it had to tell is told. */
describe('alarms', () => {
  test('are raised once each', async () => {
    const { rows } = await owner.query(
      `SELECT tenant_id, type, payload ->> 'id' AS id, count(*)::int FROM outbox_events
        WHERE type IN ('integration.circuit_opened', 'integration.credentials_rejected', 'model.price_unknown')
        GROUP BY 1, 2, 3`,
    );
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.filter(({ count }) => count > 1)).toEqual([]);
  });

  test('are not raised by a wrong request', async () => {
    for (const type of ['integration.circuit_opened', 'integration.credentials_rejected'])
      expect(await eventsOf(mistaken, type)).toEqual([]);
  });
});
