import { Ajv } from 'ajv';
import addFormats from 'ajv-formats';
import OpenAI from 'openai';
import type { ChatCompletionCreateParams, ChatCompletionTool } from 'openai/resources/chat/completions';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { ask, bearer } from '../testing/request.ts';
import { countTokens } from './tokens.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const client = (path = '/openai/v1', apiKey: string = accounts.openai.key) =>
  new OpenAI({ apiKey, baseURL: sandbox.url + path, maxRetries: 0 });
const model = 'gpt-4o-mini';
const messages = [{ role: 'user' as const, content: 'What did we ship last week?' }];
const weather: ChatCompletionTool = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, unit: { enum: ['celsius', 'fahrenheit'] } },
      required: ['city'],
    },
  },
};

async function all<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const events: T[] = [];
  for await (const event of stream) events.push(event);
  return events;
}

describe('models', () => {
  it('are listed and can be looked up', async () => {
    const models = await all(client().models.list());
    expect(models.map(({ id }) => id)).toEqual(expect.arrayContaining(['gpt-4o', 'text-embedding-3-small']));
    await expect(client().models.retrieve('gpt-4o')).resolves.toMatchObject({ id: 'gpt-4o', object: 'model' });
  });
});

describe('chat completions', () => {
  it('are the same for the same prompt, and count what was said', async () => {
    const [first, second] = await Promise.all([
      client().chat.completions.create({ model, messages }),
      client().chat.completions.create({ model, messages }),
    ]);
    const text = first.choices[0]?.message.content ?? '';
    expect(text).toContain('What did we ship last week?');
    expect(second.choices).toEqual(first.choices);
    expect(first.id).not.toBe(second.id);
    expect(first.usage).toMatchObject({ completion_tokens: countTokens(text) });
    expect(first.usage?.total_tokens).toBe((first.usage?.prompt_tokens ?? 0) + countTokens(text));
  });

  it('stop where they are told to', async () => {
    const { choices, usage } = await client().chat.completions.create({ model, messages, max_completion_tokens: 5 });
    expect(choices[0]?.finish_reason).toBe('length');
    expect(usage?.completion_tokens).toBe(5);
  });

  it('stream the text of the plain answer, then usage in a chunk of its own', async () => {
    const plain = await client().chat.completions.create({ model, messages });
    const stream = await client().chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await all(stream);
    expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
      plain.choices[0]?.message.content,
    );
    expect(chunks.at(-2)?.choices[0]?.finish_reason).toBe('stop');
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: plain.usage });
    expect(chunks.slice(0, -1).every(({ usage }) => usage === null)).toBe(true);
  });

  it('stream no usage to whoever did not ask', async () => {
    const chunks = await all(await client().chat.completions.create({ model, messages, stream: true }));
    expect(chunks.some((chunk) => 'usage' in chunk)).toBe(false);
  });

  it('call a tool, whole or in pieces, and answer in words once they have its result', async () => {
    const body = { model, messages, tools: [weather] };
    const plain = await client().chat.completions.create(body);
    const call = plain.choices[0]?.message.tool_calls?.[0];
    if (call?.type !== 'function') throw new Error('No function was called.');
    expect(plain.choices[0]?.finish_reason).toBe('tool_calls');
    expect(JSON.parse(call.function.arguments)).toEqual({ city: 'sample', unit: 'celsius' });

    const chunks = await all(await client().chat.completions.create({ ...body, stream: true }));
    const pieces = chunks.flatMap(({ choices }) => choices[0]?.delta.tool_calls ?? []);
    expect(pieces.map((piece) => piece.function?.arguments).join('')).toBe(call.function.arguments);
    expect(pieces[0]).toMatchObject({ id: call.id, function: { name: 'weather' } });

    const result = { role: 'tool' as const, tool_call_id: call.id, content: '21 degrees' };
    const after = await client().chat.completions.create({ ...body, messages: [...messages, result] });
    expect(after.choices[0]?.message.content).toContain('You asked');
  });

  it('answer with an object of the schema', async () => {
    const schema = {
      type: 'object',
      properties: {
        kind: { enum: ['bug', 'story'] },
        due: { type: 'string', format: 'date' },
        points: { type: 'integer', minimum: 3, maximum: 8 },
        parts: { type: 'array', minItems: 2, items: { $ref: '#/$defs/part' } },
        note: { anyOf: [{ type: 'null' }, { type: 'string' }] },
      },
      required: ['kind', 'due', 'points', 'parts', 'note'],
      additionalProperties: false,
      $defs: {
        part: {
          type: 'object',
          properties: {
            name: { type: 'string', minLength: 10 },
            parts: { type: 'array', items: { $ref: '#/$defs/part' } },
          },
          required: ['name', 'parts'],
        },
      },
    };
    const { choices } = await client().chat.completions.create({
      model,
      messages,
      response_format: { type: 'json_schema', json_schema: { name: 'ticket', strict: true, schema } },
    });
    const ajv = addFormats.default(new Ajv(), ['date']);
    const valid = ajv.compile(schema);
    expect(valid(JSON.parse(choices[0]?.message.content ?? '')), JSON.stringify(valid.errors)).toBe(true);
  });

  it('of a model that reasons count reasoning, and refuse max_tokens', async () => {
    const { usage } = await client().chat.completions.create({ model: 'o4-mini', messages });
    expect(usage?.completion_tokens_details?.reasoning_tokens).toBe(64);
    const cut = await client().chat.completions.create({ model: 'o4-mini', messages, max_completion_tokens: 16 });
    expect(cut).toMatchObject({
      choices: [{ finish_reason: 'length', message: { content: '' } }],
      usage: { completion_tokens: 16 },
    });
    const refused = client().chat.completions.create({ model: 'o4-mini', messages, max_tokens: 16 });
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'max_tokens' });
  });
});

describe('responses', () => {
  it('have text and usage', async () => {
    const response = await client().responses.create({ model, input: 'Hello there' });
    expect(response.output_text).toContain('Hello there');
    expect(response.usage?.output_tokens).toBe(countTokens(response.output_text));
  });

  it('stream events in order, which end with the whole', async () => {
    const events = await all(await client().responses.create({ model, input: 'Hello there', stream: true }));
    const types = events.map(({ type }) => type);
    expect(types.slice(0, 4)).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
    ]);
    expect(events.map(({ sequence_number }) => sequence_number)).toEqual(events.map((_event, index) => index));
    const text = events.flatMap((event) => (event.type === 'response.output_text.delta' ? [event.delta] : [])).join('');
    const last = events.at(-1);
    if (last?.type !== 'response.completed') throw new Error(`The stream ends with ${last?.type}.`);
    expect(last.response.output[0]).toMatchObject({ content: [{ text }] });
    expect(last.response.usage?.output_tokens).toBe(countTokens(text));
  });

  it('call functions', async () => {
    const tool = {
      type: 'function' as const,
      name: 'weather',
      strict: null,
      parameters: weather.function.parameters ?? {},
    };
    const { output } = await client().responses.create({ model, input: 'Weather?', tools: [tool] });
    expect(output[0]).toMatchObject({
      type: 'function_call',
      name: 'weather',
      arguments: expect.stringContaining('city'),
    });
  });

  it('say when they were cut', async () => {
    const response = await client().responses.create({ model, input: 'Hello there', max_output_tokens: 4 });
    expect(response).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  });
});

describe('embeddings', () => {
  const vectorOf = async (input: string, format?: 'float' | 'base64') => {
    const body = { model: 'text-embedding-3-small', input, dimensions: 64, encoding_format: format };
    return (await client().embeddings.create(body)).data[0]?.embedding;
  };

  it('are unit vectors that depend on the text alone', async () => {
    const [first = [], again, other] = await Promise.all([vectorOf('one'), vectorOf('one'), vectorOf('two')]);
    expect(first).toHaveLength(64);
    expect(Math.hypot(...first)).toBeCloseTo(1, 5);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });

  it('are the same as numbers and as base64, which the client asks for by itself', async () => {
    const asNumbers = await vectorOf('one', 'float');
    expect(await vectorOf('one')).toEqual(asNumbers);
    const encoded = await ask(`${sandbox.url}/openai/v1/embeddings`, {
      headers: bearer(accounts.openai.key),
      json: { model: 'text-embedding-3-small', input: 'one', dimensions: 64, encoding_format: 'base64' },
    });
    const bytes = Buffer.from(encoded.json.data[0].embedding, 'base64');
    expect(bytes.length).toBe(64 * 4);
    expect(bytes.readFloatLE(0)).toBe(asNumbers?.[0]);
  });

  it('take several texts at once and as many dimensions as the model has', async () => {
    const { data, usage } = await client().embeddings.create({ model: 'text-embedding-3-large', input: ['a', 'b c'] });
    expect(data.map(({ index, embedding }) => [index, embedding.length])).toEqual([
      [0, 3072],
      [1, 3072],
    ]);
    expect(usage.prompt_tokens).toBe(3);
  });
});

describe('refusing', () => {
  it('words errors as OpenAI does', async () => {
    const wrongKey = client('/openai/v1', 'sk-wrong-0123456789abcdef');
    await expect(wrongKey.models.list()).rejects.toMatchObject({ status: 401, code: 'invalid_api_key' });
    const chat = (body: ChatCompletionCreateParams) => client().chat.completions.create(body);
    await expect(chat({ model: 'gpt-99', messages })).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
    await expect(chat({ model: 'text-embedding-3-small', messages })).rejects.toMatchObject({ status: 404 });
    await expect(chat({ model, messages: [] })).rejects.toMatchObject({ status: 400, param: 'messages' });
  });

  it('does not repeat the key it refuses', async () => {
    const told = await ask(`${sandbox.url}/openai/v1/models`, { headers: bearer('sk-wrong-0123456789abcdef') });
    expect(told.text).not.toContain('sk-wrong-0123456789abcdef');
  });

  it('wants JSON, a known path and a key', async () => {
    const post = (path: string, body: string, headers = bearer(accounts.openai.key)) =>
      ask(`${sandbox.url}/openai/v1${path}`, { method: 'POST', body, headers });
    expect(await post('/chat/completions', '{')).toMatchObject({ status: 400, json: { error: { code: null } } });
    expect(await post('/nothing', '{}')).toMatchObject({ status: 404 });
    expect(await ask(`${sandbox.url}/openai/v1/models`)).toMatchObject({ status: 401 });
  });

  it('sends ids and limits as headers', async () => {
    const { headers } = await ask(`${sandbox.url}/openai/v1/models`, { headers: bearer(accounts.openai.key) });
    expect(headers['x-request-id']).toMatch(/^req_[0-9a-f]{32}$/);
    expect(headers).toMatchObject({ 'x-ratelimit-limit-requests': '500', 'x-ratelimit-reset-requests': '120ms' });
  });
});

describe('other systems that speak the same', () => {
  it('the WEX AI Gateway has models of its own', async () => {
    const wex = client('/wex/v1', accounts.wex.key);
    const models = await all(wex.models.list());
    expect(models.map(({ id }) => id)).toContain('wex-chat-large');
    const { choices } = await wex.chat.completions.create({ model: 'wex-chat-large', messages });
    expect(choices[0]?.message.content).toContain('What did we ship');
    await expect(client('/wex/v1').models.list()).rejects.toMatchObject({ status: 401 });
  });

  it('the custom API has a path and a header of its own', async () => {
    const headers = { 'x-llm-key': accounts.llm.key };
    const json = { model: accounts.llm.model, messages };
    const whole = await ask(`${sandbox.url}/llm/api/generate-v1`, { json, headers });
    const below = await ask(`${sandbox.url}/llm/api/generate-v1/chat/completions`, { json, headers });
    expect(whole).toMatchObject({ status: 200, json: { model: accounts.llm.model } });
    expect(below.json.choices).toEqual(whole.json.choices);
    expect(await ask(`${sandbox.url}/llm/api/generate-v1`, { json })).toMatchObject({ status: 401 });
  });
});

describe('misbehaving', () => {
  const chunksOf = async (behaviour: string) => {
    const stream = await client(`/~${behaviour}/openai/v1`).chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    return all(stream);
  };

  it('public-models lists models to any key, but answers no one', async () => {
    const open = client('/~public-models/openai/v1', 'sk-anything');
    expect((await open.models.list()).data.length).toBeGreaterThan(0);
    await expect(open.chat.completions.create({ model, messages })).rejects.toMatchObject({ status: 401 });
  });

  it('no-models refuses the list, but chats', async () => {
    const restricted = client('/~no-models/openai/v1');
    await expect(restricted.models.list()).rejects.toMatchObject({ status: 403, code: 'missing_scope' });
    await expect(restricted.chat.completions.create({ model, messages })).resolves.toHaveProperty('choices');
  });

  it('old-api-params knows max_tokens alone', async () => {
    const old = client('/~old-api-params/openai/v1');
    const refused = old.chat.completions.create({ model, messages, max_completion_tokens: 16 });
    await expect(refused).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter' });
    await expect(old.chat.completions.create({ model, messages, max_tokens: 16 })).resolves.toHaveProperty('choices');
  });

  it('no-stream-options knows streams, but no options of theirs', async () => {
    const old = client('/~no-stream-options/openai/v1');
    const body = { model, messages, stream: true } as const;
    const refused = old.chat.completions.create({ ...body, stream_options: { include_usage: true } });
    await expect(refused).rejects.toMatchObject({ status: 400 });
    await expect(old.chat.completions.create(body)).resolves.toBeTruthy();
  });

  it('odd-usage puts usage on the last choice', async () => {
    const last = (await chunksOf('odd-usage')).at(-1);
    expect(last?.choices[0]?.finish_reason).toBe('stop');
    expect(last?.usage?.total_tokens).toBeGreaterThan(0);
  });

  it('no-usage tells none', async () => {
    expect((await chunksOf('no-usage')).some(({ usage }) => usage)).toBe(false);
    const plain = await client('/~no-usage/openai/v1').chat.completions.create({ model, messages });
    expect(plain).not.toHaveProperty('usage');
  });

  it('stream-error fails before the first content', async () => {
    await expect(chunksOf('stream-error')).rejects.toThrow('The server had an error.');
  });

  it('unfinished ends without a reason', async () => {
    const chunks = await chunksOf('unfinished');
    expect(chunks.at(-1)?.choices[0]).toMatchObject({ finish_reason: null, delta: { content: expect.any(String) } });
  });
});
