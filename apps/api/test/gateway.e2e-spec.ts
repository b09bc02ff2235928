import { changeIntegration } from '@ims/api-client';
import { describe, expect, test, vi } from 'vitest';
import {
  arrivedWith,
  attemptsOf,
  chat,
  errorOf,
  eventsOf,
  makeProvider,
  markOfCall,
  modelsOf,
  question,
  registerModel,
  stream,
  testGateway,
  textOf,
  untilListed,
} from './support/gateway.ts';
import { type Answer, send } from './support/http.ts';

const gateway = await testGateway();
const { app, sandbox, admin, service } = gateway;
const { accounts } = sandbox;
const { key, deployment, embeddingDeployment, apiVersion } = accounts.azure;
const azure = await makeProvider(gateway, {
  provider: 'azure_openai',
  base_url: `${sandbox.url}/azure`,
  password: key,
  model: 'gpt-4o',
  provider_metadata: {
    deployment,
    deployments: { 'text-embedding-3-small': embeddingDeployment },
    api_version: apiVersion,
  },
});
await registerModel(gateway, azure, { name: 'text-embedding-3-small', purpose: 'embedding' });
await untilListed(gateway, 'azure_openai/text-embedding-3-small');

const post = (path: string, body: object) => send(app, 'POST', path, { token: service.token, body });
const jsonOf = ({ text }: Answer) => JSON.parse(text);
const bodyArrivedWith = (mark: string) => JSON.parse(arrivedWith(gateway, mark)[0]?.body ?? '');

describe('a chat completion', () => {
  test('is answered by the provider that is named, with what happened in the headers', async () => {
    const { provider } = await makeProvider(gateway);
    const answer = await chat(gateway, { model: provider }, { 'x-request-id': 'a-request-of-ours' });
    expect(jsonOf(answer)).toMatchObject({
      object: 'chat.completion',
      model: 'gpt-4o-mini',
      choices: [{ message: { role: 'assistant', content: expect.stringContaining('You asked: "Hi"') } }],
    });
    const { prompt_tokens, completion_tokens } = jsonOf(answer).usage;
    expect(answer.status).toBe(200);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/json; charset=utf-8',
      'x-request-id': 'a-request-of-ours',
      'x-ims-integration': provider,
      'x-ims-model': 'gpt-4o-mini',
      'x-ims-attempts': '1',
      'x-ims-cost-usd': String((prompt_tokens + completion_tokens) / 1000),
      'x-ims-overhead-ms': expect.stringMatching(/^\d+\.\d$/),
    });
    expect(answer.headers.has('x-ims-fallback-reason')).toBe(false);
    const [attempt] = await attemptsOf(gateway, provider, 1);
    expect(attempt).toMatchObject({
      attempt: 1,
      service_account_id: service.accountId,
      operation: 'chat',
      model_served: 'gpt-4o-mini',
      is_stream: false,
      is_final: true,
      outcome: 'success',
      status: 200,
      input_tokens: prompt_tokens,
      output_tokens: completion_tokens,
      is_estimated: false,
      cost: prompt_tokens + completion_tokens,
      raw: jsonOf(answer).usage,
    });
  });

  test('reaches the provider as it was sent, but for the name of the model', async () => {
    const { provider } = await makeProvider(gateway);
    const user = markOfCall();
    const text = `{ "model" : "${provider}",\n "messages":[{"role":"user","content":"H\\u0069 \u{1F680}"}], "seed": 12345678901234567890, "user":"${user}", "temperature":1.0, "future": {"b":[1e2], "a":null} }`;
    expect((await chat(gateway, text)).status).toBe(200);
    const [arrived, ...more] = arrivedWith(gateway, user);
    expect(more).toEqual([]);
    expect(arrived).toMatchObject({
      path: '/openai/v1/chat/completions',
      body: text.replace(`"${provider}"`, '"gpt-4o-mini"'),
      headers: { authorization: `Bearer ${accounts.openai.key}`, 'content-type': 'application/json' },
    });
    expect(JSON.stringify(arrived)).not.toContain(service.token);
  });

  test('has the defaults of its integration where the call says nothing', async () => {
    const { provider } = await makeProvider(gateway, {
      model_config: { temperature: 0.3, max_tokens: 9, top_p: 0.5 },
    });
    const [first, second] = [markOfCall(), markOfCall()];
    await chat(gateway, { model: provider, user: first });
    await chat(gateway, { model: provider, user: second, temperature: 0, max_completion_tokens: 3 });
    expect(bodyArrivedWith(first)).toMatchObject({ temperature: 0.3, max_tokens: 9, top_p: 0.5 });
    const { messages: _, ...sent } = bodyArrivedWith(second);
    expect(sent).toEqual({
      model: 'gpt-4o-mini',
      user: second,
      temperature: 0,
      top_p: 0.5,
      max_completion_tokens: 3,
    });
  });

  test('is told in the words of the provider what is wrong with it', async () => {
    const { provider } = await makeProvider(gateway);
    const answer = await chat(gateway, { model: provider, messages: [] });
    expect([answer.status, errorOf(answer)]).toEqual([
      400,
      expect.objectContaining({ type: 'invalid_request_error', code: 'empty_array', param: 'messages' }),
    ]);
    expect(answer.headers.get('x-ims-integration')).toBe(provider);
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([
      { outcome: 'invalid_request', status: 400, cost: 0 },
    ]);
  });
});

describe('a stream', () => {
  test('comes whole, without the usage that nobody asked for, which is counted all the same', async () => {
    const { provider } = await makeProvider(gateway);
    const user = markOfCall();
    const streamed = await stream(gateway, { model: provider, messages: question('count to 5'), user });
    expect([textOf(streamed), streamed.isEnded, streamed.text.endsWith('\n\ndata: [DONE]\n\n')]).toEqual([
      '1 2 3 4 5',
      true,
      true,
    ]);
    expect(streamed.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(streamed.headers.get('x-ims-integration')).toBe(provider);
    expect(eventsOf(streamed).filter(({ choices }) => choices.length === 0)).toEqual([]);
    expect(bodyArrivedWith(user).stream_options).toEqual({ include_usage: true });
    const [attempt] = await attemptsOf(gateway, provider, 1);
    expect(attempt).toMatchObject({ outcome: 'success', is_stream: true, is_estimated: false, output_tokens: 5 });
    expect(attempt?.cost).toBe((attempt?.input_tokens ?? 0) + 5);
    expect(attempt?.first_token_ms).toBeLessThanOrEqual(attempt?.latency_ms ?? 0);
  });

  test('comes with its usage to who asked for it', async () => {
    const { provider } = await makeProvider(gateway);
    const stream_options = { include_usage: true, include_obfuscation: false };
    const user = markOfCall();
    const streamed = await stream(gateway, { model: provider, messages: question('count to 3'), stream_options, user });
    expect(eventsOf(streamed).at(-1)).toMatchObject({ choices: [], usage: { completion_tokens: 3 } });
    expect(bodyArrivedWith(user).stream_options).toEqual(stream_options);
  });

  test.each(['odd-usage', 'stream-odd-framing'])('of a provider with %s is counted all the same', async (behaviour) => {
    const { provider } = await makeProvider(gateway, {}, behaviour);
    const streamed = await stream(gateway, { model: provider, messages: question('count to 5') });
    expect([textOf(streamed), streamed.isEnded]).toEqual(['1 2 3 4 5', true]);
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([{ is_estimated: false, output_tokens: 5 }]);
  });

  test('without usage is estimated', async () => {
    const { provider } = await makeProvider(gateway, {}, 'no-usage');
    await stream(gateway, { model: provider, messages: question('count to 20') });
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([
      { outcome: 'success', is_estimated: true, output_tokens: 13, raw: null },
    ]);
  });

  test.each([{}, { stream_options: null }])(
    'is asked for again without its usage where a provider refuses to tell it: with %j',
    async (more) => {
      const { provider } = await makeProvider(gateway, {}, 'no-stream-options');
      const answer = await stream(gateway, { model: provider, messages: question('count to 20'), ...more });
      expect([answer.status, answer.isEnded, answer.headers.get('x-ims-attempts')]).toEqual([200, true, '2']);
      expect(await attemptsOf(gateway, provider, 2)).toMatchObject([
        { outcome: 'invalid_request', status: 400, cost: 0, is_final: false },
        { outcome: 'success', is_estimated: true, is_final: true },
      ]);
    },
  );

  test('is spared the try where the integration says that its provider tells none', async () => {
    const fields = { provider_metadata: { stream_usage: false } };
    const { provider } = await makeProvider(gateway, fields, 'no-stream-options');
    const answer = await stream(gateway, { model: provider, messages: question('Hi') });
    expect([answer.status, answer.headers.get('x-ims-attempts')]).toEqual([200, '1']);
  });

  test('with options of the client is refused in the words of a provider that does not know them', async () => {
    const { provider } = await makeProvider(gateway, {}, 'no-stream-options');
    const refused = await stream(gateway, { model: provider, messages: question('Hi'), stream_options: {} });
    expect([refused.status, errorOf(refused).message]).toEqual([400, expect.stringContaining('stream_options')]);
  });

  test('calls tools', async () => {
    const { provider } = await makeProvider(gateway);
    const tools = [{ type: 'function', function: { name: 'find', parameters: { type: 'object', properties: {} } } }];
    const streamed = await stream(gateway, { model: provider, messages: question('Find it'), tools });
    const calls = eventsOf(streamed).flatMap(({ choices }) => choices[0].delta.tool_calls ?? []);
    expect(calls[0]).toMatchObject({ function: { name: 'find' } });
    expect(eventsOf(streamed).at(-1).choices[0].finish_reason).toBe('tool_calls');
  });
});

describe('other operations', () => {
  test('responses are answered plain and streamed', async () => {
    const { provider } = await makeProvider(gateway, { model_config: { max_tokens: 50 } });
    const user = markOfCall();
    const answer = await post('/v1/responses', { model: provider, input: 'count to 4', user });
    expect(jsonOf(answer)).toMatchObject({ object: 'response', output: [{ content: [{ text: '1 2 3 4' }] }] });
    expect(bodyArrivedWith(user).max_output_tokens).toBe(50);
    const streamed = await stream(gateway, { model: provider, input: 'count to 4' }, '/v1/responses');
    expect(eventsOf(streamed).at(-1)).toMatchObject({ type: 'response.completed', response: { status: 'completed' } });
    expect([streamed.isEnded, streamed.text]).toEqual([true, expect.not.stringContaining('[DONE]')]);
    expect(await attemptsOf(gateway, provider, 2)).toMatchObject([
      { operation: 'responses', is_stream: false, output_tokens: 4, is_estimated: false },
      { operation: 'responses', is_stream: true, output_tokens: 4, is_estimated: false },
    ]);
  });

  test('a stream of responses that fails late breaks off with an error of its kind', async () => {
    const { provider } = await makeProvider(gateway, {}, 'stream-error-late');
    const streamed = await stream(gateway, { model: provider, input: 'count to 60' }, '/v1/responses');
    expect(eventsOf(streamed).at(-1)).toMatchObject({ type: 'error', code: 'upstream_stream_interrupted' });
    expect(streamed.isEnded).toBe(false);
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([{ outcome: 'interrupted', is_estimated: true }]);
  });

  test('embeddings are numbers or base64, as was asked', async () => {
    const { provider } = await makeProvider(gateway, { model: 'text-embedding-3-small' });
    const answer = await post('/v1/embeddings', { model: provider, input: ['a', 'b'], dimensions: 8 });
    expect(jsonOf(answer).data).toMatchObject([{ embedding: { length: 8 } }, { embedding: { length: 8 } }]);
    const packed = await post('/v1/embeddings', { model: provider, input: 'a', encoding_format: 'base64' });
    expect(jsonOf(packed).data[0].embedding).toBeTypeOf('string');
    const [first] = await attemptsOf(gateway, provider, 2);
    expect(first).toMatchObject({ operation: 'embeddings', output_tokens: 0, cost: jsonOf(answer).usage.total_tokens });
  });

  test('embeddings go to nobody who has another model', async () => {
    const other = await makeProvider(gateway, { model: 'text-embedding-3-large' });
    const { provider } = await makeProvider(
      gateway,
      { model: 'text-embedding-3-small', fallback_integration_id: other.id },
      'unavailable',
    );
    expect((await post('/v1/embeddings', { model: provider, input: 'a' })).status).toBe(502);
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([{ model_served: 'text-embedding-3-small' }]);
    const same = await makeProvider(gateway, { model: 'text-embedding-3-small' });
    await changeIntegration({
      client: admin.client,
      path: { id: other.id },
      body: { fallback_integration_id: same.id },
      throwOnError: true,
    });
    await vi.waitFor(async () => {
      const answer = await post('/v1/embeddings', { model: provider, input: 'a' });
      expect([answer.status, answer.headers.get('x-ims-integration')]).toEqual([200, same.provider]);
    });
  });

  test('models are listed, and told one by one', async () => {
    const integration = await makeProvider(gateway);
    const { provider } = integration;
    const alias = `${provider}-alias`;
    await registerModel(gateway, integration, { name: 'gpt-4o', aliases: [alias] });
    await untilListed(gateway, alias);
    const names = [provider, `${provider}/gpt-4o-mini`, `${provider}/gpt-4o`, alias];
    expect(await modelsOf(gateway)).toEqual(expect.arrayContaining(names));
    for (const name of names) {
      const view = { id: name, object: 'model', created: 0, owned_by: provider };
      for (const path of [name, encodeURIComponent(name)])
        expect(jsonOf(await send(app, 'GET', `/v1/models/${path}`, { token: service.token }))).toEqual(view);
      expect((await chat(gateway, { model: name })).headers.get('x-ims-integration')).toBe(provider);
    }
    const missing = await send(app, 'GET', '/v1/models/no-such%2Fmodel', { token: service.token });
    expect([missing.status, errorOf(missing).code]).toEqual([404, 'model_not_found']);
  });
});

describe('Azure OpenAI', () => {
  test('is asked at the path of the deployment, with the key in its header', async () => {
    const user = markOfCall();
    const answer = await chat(gateway, { model: 'azure_openai', user });
    expect([answer.status, answer.headers.get('x-ims-model')]).toEqual([200, 'gpt-4o']);
    const [arrived] = arrivedWith(gateway, user);
    expect(arrived?.path).toBe(`/azure/openai/deployments/${deployment}/chat/completions?api-version=${apiVersion}`);
    expect(arrived?.headers).toMatchObject({ 'api-key': key });
    expect(arrived?.headers.authorization).toBeUndefined();
    expect(await attemptsOf(gateway, 'azure_openai', 1)).toMatchObject([
      { model_served: 'gpt-4o', outcome: 'success' },
    ]);
  });

  test('streams as OpenAI does: without a first event that has no choices', async () => {
    const streamed = await stream(gateway, { model: 'azure_openai', messages: question('count to 3') });
    expect(textOf(streamed)).toBe('1 2 3');
    expect(eventsOf(streamed).every(({ choices }) => choices.length === 1)).toBe(true);
  });

  test('answers responses at the v1 path and embeddings at a deployment of their own', async () => {
    const [first, second] = [markOfCall(), markOfCall()];
    expect((await post('/v1/responses', { model: 'azure_openai', input: 'Hi', user: first })).status).toBe(200);
    expect(arrivedWith(gateway, first)[0]).toMatchObject({ path: '/azure/openai/v1/responses' });
    const body = { model: 'azure_openai/text-embedding-3-small', input: 'a', user: second };
    expect((await post('/v1/embeddings', body)).status).toBe(200);
    expect(arrivedWith(gateway, second)[0]?.path).toContain(`/deployments/${embeddingDeployment}/embeddings`);
  });
});

test('texts of calls are in no log and no table', async () => {
  const { provider } = await makeProvider(gateway);
  const secret = markOfCall();
  await chat(gateway, { model: provider, messages: question(secret) });
  const [attempt] = await attemptsOf(gateway, provider, 1);
  expect(JSON.stringify(attempt)).not.toContain(secret);
  expect(app.log.join('')).not.toContain(secret);
});
