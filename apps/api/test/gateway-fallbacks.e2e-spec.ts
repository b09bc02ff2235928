import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import {
  A_TOKEN_USD,
  arrivedWith,
  attemptsOf,
  chat,
  errorOf,
  eventsOf,
  makeProvider,
  markOfCall,
  question,
  registerModel,
  stream,
  testGateway,
  untilListed,
} from './support/gateway.ts';

const gateway = await testGateway();
const { app, service, tenant } = gateway;

describe('a fallback', () => {
  test('answers, and the headers say why', async () => {
    const second = await makeProvider(gateway, { model: 'gpt-4.1' });
    const { provider, id } = await makeProvider(gateway, { fallback_integration_id: second.id }, 'fault');
    const answer = await chat(gateway, { model: provider });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-ims-integration': second.provider,
      'x-ims-model': 'gpt-4.1',
      'x-ims-attempts': '3',
      'x-ims-fallback-reason': 'upstream_5xx',
    });
    const attempts = await attemptsOf(gateway, provider, 3);
    expect(attempts).toMatchObject([
      { attempt: 1, integration_id: id, outcome: 'upstream_5xx', status: 500, is_final: false, cost: 0 },
      { attempt: 2, integration_id: id, outcome: 'upstream_5xx', status: 500, is_final: false, cost: 0 },
      { attempt: 3, integration_id: second.id, outcome: 'success', model_served: 'gpt-4.1', is_final: true },
    ]);
    expect(new Set(attempts.map(({ request_id }) => request_id)).size).toBe(1);
  });

  test('is asked where the first is switched off, without an attempt', async () => {
    const second = await makeProvider(gateway);
    const { provider } = await makeProvider(gateway, { active: false, fallback_integration_id: second.id });
    await vi.waitFor(async () => {
      const answer = await chat(gateway, { model: provider });
      expect(answer.headers.get('x-ims-fallback-reason')).toBe('inactive');
      expect(answer.headers.get('x-ims-attempts')).toBe('1');
    });
  });

  test('of a fallback is asked when both fail, and all are named when nobody is left', async () => {
    const third = await makeProvider(gateway, { provider_metadata: { retries: 0 } }, 'unauthorized');
    const second = await makeProvider(gateway, { fallback_integration_id: third.id }, 'rate-limited');
    const { provider } = await makeProvider(
      gateway,
      { fallback_integration_id: second.id, provider_metadata: { retries: 0 } },
      'fault',
    );
    const answer = await chat(gateway, { model: provider });
    expect([answer.status, errorOf(answer)]).toMatchObject([502, { code: 'upstream_credentials_rejected' }]);
    expect(errorOf(answer).message).toContain(
      `None of 3 providers gave an answer. ${provider}: HTTP 500; ${second.provider}: HTTP 429; ${third.provider}: HTTP 401.`,
    );
    expect(await attemptsOf(gateway, provider, 3)).toMatchObject([
      { outcome: 'upstream_5xx' },
      { outcome: 'rate_limited' },
      { outcome: 'auth_invalid', is_final: true },
    ]);
  });

  test('is not needed where a provider that asks for a moment gets it', async () => {
    const { provider } = await makeProvider(gateway, {}, 'fault-once');
    const answer = await chat(gateway, { model: provider, user: markOfCall() });
    expect([answer.status, answer.headers.get('x-ims-attempts')]).toEqual([200, '2']);
  });

  test('that is not there leaves the client with when to come back', async () => {
    const { provider } = await makeProvider(gateway, {}, 'rate-limited');
    const answer = await chat(gateway, { model: provider });
    expect([answer.status, answer.headers.get('retry-after'), errorOf(answer).code]).toEqual([
      429,
      '7',
      'upstream_rate_limited',
    ]);
    expect(answer.headers.has('x-should-retry')).toBe(false);
  });
});

describe('a limit on time', () => {
  test.each([
    ['first byte', 'slow', { first_byte_timeout_ms: 150 }, 2],
    ['idle', 'stall', { idle_timeout_ms: 150 }, 2],
    ['total', 'slow', { total_timeout_ms: 150 }, 1],
  ])('of the %s is named in the error, and tried again where that may help', async (name, behaviour, limits, times) => {
    const { provider } = await makeProvider(gateway, { provider_metadata: limits }, behaviour);
    const answer = await chat(gateway, { model: provider });
    expect([answer.status, errorOf(answer).code]).toEqual([504, 'upstream_timeout']);
    expect(errorOf(answer).message).toContain(`(${name})`);
    const attempts = await attemptsOf(gateway, provider, times);
    expect(new Set(attempts.map(({ outcome }) => outcome))).toEqual(new Set(['timeout']));
  });

  test('ends also a stream that never stops', async () => {
    const { provider } = await makeProvider(gateway, { provider_metadata: { total_timeout_ms: 400 } }, 'paced');
    const streamed = await stream(gateway, { model: provider, messages: question('count to 500') });
    expect([streamed.isEnded, eventsOf(streamed).at(-1).error.code]).toEqual([false, 'upstream_stream_interrupted']);
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([{ outcome: 'interrupted', is_estimated: true }]);
  });
});

describe('a circuit', () => {
  afterEach(() => void vi.useRealTimers());

  test('opens when a provider fails again and again, and closes when it answers again', async () => {
    let works = false;
    let asked = 0;
    const provider = createServer((request, response) => {
      asked += 1;
      request.resume();
      response.writeHead(works ? 200 : 500).end('{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":1}}');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void provider.close());
    await once(provider, 'listening');
    const base_url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
    const { provider: model } = await makeProvider(gateway, { base_url, provider_metadata: { retries: 0 } });
    vi.useFakeTimers({ toFake: ['performance'] });
    for (let call = 0; call < 5; call += 1) expect((await chat(gateway, { model })).status).toBe(502);
    works = true;
    const refused = await chat(gateway, { model });
    expect([refused.status, errorOf(refused).code, refused.headers.get('retry-after')]).toEqual([
      503,
      'circuit_open',
      '5',
    ]);
    expect(refused.headers.has('x-should-retry')).toBe(false);
    expect(asked).toBe(5);
    vi.advanceTimersByTime(15_000);
    expect([(await chat(gateway, { model })).status, (await chat(gateway, { model })).status]).toEqual([200, 200]);
    expect(asked).toBe(7);
  });
});

describe('a budget', () => {
  const tiny = { cost_per_token: A_TOKEN_USD, max_monthly_cost: 0.01 };

  test('that has no room refuses the call for good, and says when there is some', async () => {
    const { provider } = await makeProvider(gateway, { cost_config: tiny });
    const user = markOfCall();
    const answer = await chat(gateway, { model: provider, user });
    expect([answer.status, errorOf(answer)]).toMatchObject([
      429,
      {
        type: 'insufficient_quota',
        code: 'budget_exceeded',
        budget: { subject: 'integration', period: 'month', limit_usd: 0.01, spent_usd: 0, reserved_usd: 0 },
      },
    ]);
    expect(answer.headers.get('x-should-retry')).toBe('false');
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(arrivedWith(gateway, user)).toEqual([]);
  });

  test('sends the call to a fallback that is within its own', async () => {
    const within = { cost_per_token: A_TOKEN_USD, max_monthly_cost: 100 };
    const second = await makeProvider(gateway, { cost_config: within });
    const { provider } = await makeProvider(gateway, { cost_config: tiny, fallback_integration_id: second.id });
    const answer = await chat(gateway, { model: provider });
    expect([
      answer.status,
      answer.headers.get('x-ims-integration'),
      answer.headers.get('x-ims-fallback-reason'),
    ]).toEqual([200, second.provider, 'budget_exceeded']);
    const [attempt] = await attemptsOf(gateway, provider, 1);
    const { rows } = await app.database.owner.query(
      `SELECT w.spent FROM budget_windows w JOIN budgets b ON b.id = w.budget_id
        WHERE b.tenant_id = $1 AND b.integration_id = $2`,
      [tenant.id, second.id],
    );
    expect(rows).toEqual([{ spent: String((attempt?.cost ?? 0) * 1_000_000) }]);
  });

  test('that is hard refuses what nobody knows the price of', async () => {
    const { provider } = await makeProvider(gateway, { cost_config: { max_monthly_cost: 5 } });
    const answer = await chat(gateway, { model: provider });
    expect([answer.status, errorOf(answer)]).toMatchObject([403, { type: 'permission_error', code: 'price_unknown' }]);
    expect(answer.headers.get('x-should-retry')).toBe('false');
  });

  test('that is not there lets pass what nobody knows the price of, without a cost', async () => {
    const { provider } = await makeProvider(gateway, { cost_config: {} });
    const answer = await chat(gateway, { model: provider });
    expect([answer.status, answer.headers.has('x-ims-cost-usd')]).toEqual([200, false]);
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([{ cost: null, price_id: null, outcome: 'success' }]);
  });

  test('that is spent lets pass what is free', async () => {
    const integration = await makeProvider(gateway, { cost_config: tiny });
    const model = `${integration.provider}/gpt-4o`;
    await registerModel(gateway, integration, { name: 'gpt-4o', price: { state: 'free' } });
    await untilListed(gateway, model);
    const answer = await chat(gateway, { model });
    expect([answer.status, answer.headers.get('x-ims-cost-usd')]).toEqual([200, '0']);
    expect(await attemptsOf(gateway, model, 1)).toMatchObject([{ cost: 0, price_id: expect.any(Number) }]);
  });
});

describe('a client that goes away', () => {
  async function leave(provider: string, user: string, isDue: () => boolean): Promise<void> {
    const leaving = new AbortController();
    const gone = fetch(`${app.url}/v1/chat/completions`, {
      method: 'POST',
      signal: leaving.signal,
      headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ model: provider, stream: true, messages: question('count to 500'), user }),
    }).then(async (response) => {
      for await (const _chunk of response.body ?? []);
    });
    const left = expect(gone).rejects.toThrow('aborted');
    await vi.waitFor(() => expect(isDue()).toBe(true));
    leaving.abort();
    await left;
  }

  test('in the middle of a stream ends it at the provider at once, and pays for what came', async () => {
    const { provider } = await makeProvider(gateway, {}, 'paced');
    const user = markOfCall();
    const arrived = () => arrivedWith(gateway, user)[0];
    await leave(provider, user, () => (arrived()?.chunks_sent ?? 0) > 5);
    await vi.waitFor(() => expect(arrived()).toMatchObject({ closed_early: true, closed_at: expect.any(Date) }));
    expect(arrived()?.chunks_sent).toBeLessThan(100);
    const [attempt] = await attemptsOf(gateway, provider, 1);
    expect(attempt).toMatchObject({ outcome: 'client_gone', is_estimated: true, is_final: true });
    expect(attempt?.cost).toBe((attempt?.input_tokens ?? 0) + (attempt?.output_tokens ?? 0));
    expect(attempt?.output_tokens).toBeGreaterThan(0);
    expect(attempt?.output_tokens).toBeLessThan(100);
    // Rows are written in order: with that of a later call there, no other of this one is to come.
    await chat(gateway, { model: provider });
    expect(await attemptsOf(gateway, provider, 2)).toMatchObject([{ outcome: 'client_gone' }, { outcome: 'success' }]);
  });

  test('before the first byte ends the call at the provider, and nobody else is asked', async () => {
    const second = await makeProvider(gateway);
    const { provider } = await makeProvider(gateway, { fallback_integration_id: second.id }, 'slow');
    const user = markOfCall();
    await leave(provider, user, () => arrivedWith(gateway, user).length === 1);
    await vi.waitFor(() => expect(arrivedWith(gateway, user)[0]?.closed_at).toBeInstanceOf(Date));
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([{ outcome: 'client_gone', output_tokens: 0 }]);
    expect(arrivedWith(gateway, user)).toHaveLength(1);
  });
});
