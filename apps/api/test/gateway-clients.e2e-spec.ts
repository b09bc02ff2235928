import { createOpenAI } from '@ai-sdk/openai';
import { HumanMessage } from '@langchain/core/messages';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { APICallError, embed, generateText, jsonSchema, streamText, tool } from 'ai';
import OpenAI, { APIConnectionError, APIUserAbortError, AzureOpenAI, NotFoundError, RateLimitError } from 'openai';
import { describe, expect, test, vi } from 'vitest';
import {
  A_TOKEN_USD,
  arrivedWith,
  attemptsOf,
  makeProvider,
  markOfCall,
  modelsOf,
  registerModel,
  testGateway,
  untilListed,
} from './support/gateway.ts';

const gateway = await testGateway();
const { app, service } = gateway;
const baseURL = `${app.url}/v1`;
const apiKey = service.token;
const { provider: model, ...integration } = await makeProvider(gateway);
const vectors = `${model}/text-embedding-3-small`;
await registerModel(
  gateway,
  { ...integration, provider: model },
  { name: 'text-embedding-3-small', purpose: 'embedding' },
);
await untilListed(gateway, vectors);
const breaking = await makeProvider(gateway, {}, 'stream-cut');

const weather = {
  type: 'object',
  properties: { city: { type: 'string' }, celsius: { type: 'boolean' } },
  required: ['city', 'celsius'],
  additionalProperties: false,
} as const;

describe('the client of OpenAI', () => {
  const client = new OpenAI({ baseURL, apiKey });

  test('completes a chat', async () => {
    const { choices, usage } = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'count to 3' }],
    });
    expect([choices[0]?.message.content, choices[0]?.finish_reason, usage?.completion_tokens]).toEqual([
      '1 2 3',
      'stop',
      3,
    ]);
  });

  test('streams, with the usage where it asks for it', async () => {
    const streaming = await client.chat.completions.create({
      model,
      messages: [{ role: 'user', content: 'count to 5' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = '';
    let output: number | undefined;
    for await (const { choices, usage } of streaming) {
      text += choices[0]?.delta.content ?? '';
      output = usage?.completion_tokens ?? output;
    }
    expect([text, output]).toEqual(['1 2 3 4 5', 5]);
  });

  test('gets calls of tools put together from a stream', async () => {
    const runner = client.chat.completions.stream({
      model,
      messages: [{ role: 'user', content: 'What is the weather?' }],
      tools: [{ type: 'function', function: { name: 'weather', parameters: weather } }],
    });
    const { choices } = await runner.finalChatCompletion();
    const [call] = choices[0]?.message.tool_calls ?? [];
    expect([choices[0]?.finish_reason, call?.type === 'function' && call.function.name]).toEqual([
      'tool_calls',
      'weather',
    ]);
    expect(JSON.parse((call?.type === 'function' && call.function.arguments) || '')).toEqual({
      city: expect.any(String),
      celsius: expect.any(Boolean),
    });
  });

  test('gets JSON of a schema, parsed', async () => {
    const { choices } = await client.chat.completions.parse({
      model,
      messages: [{ role: 'user', content: 'What is the weather?' }],
      response_format: { type: 'json_schema', json_schema: { name: 'weather', strict: true, schema: weather } },
    });
    expect(choices[0]?.message.parsed).toEqual({ city: expect.any(String), celsius: expect.any(Boolean) });
  });

  test('gets vectors, which it asks for in base64', async () => {
    const user = markOfCall();
    const { data } = await client.embeddings.create({ model: vectors, input: ['a', 'b'], dimensions: 16, user });
    expect(data.map(({ embedding }) => embedding.length)).toEqual([16, 16]);
    expect(arrivedWith(gateway, user)[0]?.body).toContain('"encoding_format":"base64"');
  });

  test('lists models and finds one, slash or not', async () => {
    const listed: string[] = [];
    for await (const { id } of client.models.list()) listed.push(id);
    expect(listed).toEqual(await modelsOf(gateway));
    expect((await client.models.retrieve(vectors)).owned_by).toBe(model);
    await expect(client.models.retrieve('no/such')).rejects.toThrow(NotFoundError);
  });

  test('responds, plain and streamed', async () => {
    expect((await client.responses.create({ model, input: 'count to 4' })).output_text).toBe('1 2 3 4');
    const final = await client.responses.stream({ model, input: 'count to 6' }).finalResponse();
    expect([final.output_text, final.usage?.output_tokens]).toEqual(['1 2 3 4 5 6', 6]);
  });

  test('learns that a stream broke off, however much of it came', async () => {
    const streaming = await client.chat.completions.create({
      model: breaking.provider,
      messages: [{ role: 'user', content: 'count to 60' }],
      stream: true,
    });
    let text = '';
    const read = async () => {
      for await (const { choices } of streaming) text += choices[0]?.delta.content ?? '';
    };
    await expect(read()).rejects.toMatchObject({ code: 'upstream_stream_interrupted' });
    expect(text).toMatch(/^1 2 3 .* 20$/);
  });

  test('that aborts a stream stops it at the provider', async () => {
    const { provider } = await makeProvider(gateway, {}, 'paced');
    const user = markOfCall();
    const streaming = await client.chat.completions.create({
      model: provider,
      messages: [{ role: 'user', content: 'count to 500' }],
      stream: true,
      user,
    });
    for await (const { choices } of streaming) if (choices[0]?.delta.content) break;
    streaming.controller.abort();
    await vi.waitFor(() => expect(arrivedWith(gateway, user)[0]?.closed_early).toBe(true));
    expect(await attemptsOf(gateway, provider, 1)).toMatchObject([{ outcome: 'client_gone' }]);
  });

  test('that aborts before an answer stops the call at the provider', async () => {
    const { provider } = await makeProvider(gateway, {}, 'slow');
    const user = markOfCall();
    const leaving = new AbortController();
    const call = client.chat.completions.create({ model: provider, messages: [], user }, { signal: leaving.signal });
    const left = expect(call).rejects.toThrow(APIUserAbortError);
    await vi.waitFor(() => expect(arrivedWith(gateway, user)).toHaveLength(1));
    leaving.abort();
    await left;
    await vi.waitFor(() => expect(arrivedWith(gateway, user)[0]?.closed_early).toBe(true));
  });

  test('is not made to try again what a budget refuses', async () => {
    const cost_config = { cost_per_token: A_TOKEN_USD, max_monthly_cost: 0.01 };
    const { provider } = await makeProvider(gateway, { cost_config });
    const seen: string[] = [];
    const counting = new OpenAI({
      baseURL,
      apiKey,
      fetch: (...given) => {
        seen.push(String(given[0]));
        return fetch(...given);
      },
    });
    const call = counting.chat.completions.create({ model: provider, messages: [{ role: 'user', content: 'Hi' }] });
    await expect(call).rejects.toThrow(RateLimitError);
    await expect(call).rejects.toMatchObject({ code: 'budget_exceeded', type: 'insufficient_quota' });
    expect(seen).toHaveLength(1);
  });

  test('reports a wrong address in words', async () => {
    const call = client.post('/no-such-path', { body: {} });
    await expect(call).rejects.toMatchObject({ status: 404, code: 'unknown_path' });
    await expect(call).rejects.not.toBeInstanceOf(APIConnectionError);
  });
});

test('the client of OpenAI for Azure responds and lists models', async () => {
  const client = new AzureOpenAI({ baseURL, apiKey, apiVersion: '2025-04-01-preview' });
  expect((await client.responses.create({ model, input: 'count to 4' })).output_text).toBe('1 2 3 4');
  const listed: string[] = [];
  for await (const { id } of client.models.list()) listed.push(id);
  expect(listed).toContain(model);
});

describe('the AI SDK of Vercel', () => {
  const openai = createOpenAI({ baseURL, apiKey });

  test.each([
    ['chat', openai.chat(model)],
    ['responses', openai.responses(model)],
  ])('generates text over %s', async (_interface, of) => {
    const { text, usage, finishReason } = await generateText({ model: of, prompt: 'count to 4' });
    expect([text, usage.outputTokens, finishReason]).toEqual(['1 2 3 4', 4, 'stop']);
  });

  test.each([
    ['chat', openai.chat(model)],
    ['responses', openai.responses(model)],
  ])('streams text over %s', async (_interface, of) => {
    const { textStream, usage } = streamText({ model: of, prompt: 'count to 7' });
    let text = '';
    for await (const piece of textStream) text += piece;
    expect([text, (await usage).outputTokens]).toEqual(['1 2 3 4 5 6 7', 7]);
  });

  test('has a tool called', async () => {
    const tools = {
      weather: tool({
        inputSchema: jsonSchema<{ city: string }>({ type: 'object', properties: { city: { type: 'string' } } }),
      }),
    };
    const { toolCalls } = await generateText({ model: openai.chat(model), prompt: 'What is the weather?', tools });
    expect(toolCalls).toMatchObject([{ toolName: 'weather', input: { city: expect.any(String) } }]);
  });

  test('gets vectors', async () => {
    const { embedding } = await embed({ model: openai.embedding(vectors), value: 'a' });
    expect(embedding).toHaveLength(1536);
  });

  test('reports that a stream broke off', async () => {
    const { fullStream } = streamText({
      model: openai.chat(breaking.provider),
      prompt: 'count to 60',
      onError: () => undefined,
    });
    const kinds: string[] = [];
    const read = async () => {
      for await (const { type } of fullStream) kinds.push(type);
    };
    await expect(read()).rejects.toThrow(APICallError);
    expect([kinds.includes('text-delta'), kinds.includes('finish')]).toEqual([true, false]);
  });
});

describe('LangChain', () => {
  const chat = new ChatOpenAI({ model, apiKey, configuration: { baseURL } });

  test('invokes', async () => {
    const { content, usage_metadata } = await chat.invoke([new HumanMessage('count to 5')]);
    expect([content, usage_metadata?.output_tokens]).toEqual(['1 2 3 4 5', 5]);
  });

  test('streams', async () => {
    let text = '';
    let output = 0;
    for await (const { content, usage_metadata } of await chat.stream('count to 8')) {
      text += content;
      output += usage_metadata?.output_tokens ?? 0;
    }
    expect([text, output]).toEqual(['1 2 3 4 5 6 7 8', 8]);
  });

  test('binds tools', async () => {
    const bound = chat.bindTools([{ type: 'function', function: { name: 'weather', parameters: weather } }]);
    expect((await bound.invoke('What is the weather?')).tool_calls).toMatchObject([{ name: 'weather' }]);
  });

  test('gets vectors', async () => {
    const embeddings = new OpenAIEmbeddings({ model: vectors, apiKey, configuration: { baseURL } });
    const documents = await embeddings.embedDocuments(['a', 'b']);
    expect(documents.map(({ length }) => length)).toEqual([1536, 1536]);
  });
});
