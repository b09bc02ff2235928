import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Operation } from '../usage/index.ts';
import { GatewayError } from './gateway-error.ts';
import { bodyFor, defaultsFor, readRequest } from './request-body.ts';

const read = (text: string | Buffer, operation: Operation = 'chat') => readRequest(operation, Buffer.from(text));

function sent(
  text: string,
  config: Record<string, unknown> = {},
  operation: Operation = 'chat',
  name = 'gpt-4o',
): string {
  return bodyFor(read(text, operation), name, defaultsFor(operation, config));
}

const sentJson = (...given: Parameters<typeof sent>) => JSON.parse(sent(...given));

function errorOf(text: string | Buffer, operation?: Operation) {
  try {
    read(text, operation);
  } catch (error) {
    if (error instanceof GatewayError) return error;
    throw error;
  }
  throw new Error('The body was taken.');
}

describe('a request', () => {
  test('tells what the gateway has to know', () => {
    expect(read('{"model":"openai","stream":true,"max_tokens":7,"n":2}')).toMatchObject({
      operation: 'chat',
      model: 'openai',
      isStream: true,
      wantsUsage: false,
      maxOutput: 7,
      choices: 2,
    });
  });

  test('has one answer without a stream and without a limit unless it says otherwise', () => {
    const unsaid = { isStream: false, wantsUsage: false, maxOutput: undefined, choices: 1 };
    expect(read('{"model":"openai"}')).toMatchObject(unsaid);
    expect(read('{"model":"openai","stream":null,"stream_options":null,"max_tokens":null,"n":null}')).toMatchObject(
      unsaid,
    );
    expect(read('{"model":"openai","stream_options":"yes","max_tokens":"7","n":-1}')).toMatchObject(unsaid);
    expect(read('{"model":"openai","max_tokens":1.5,"n":1e300}')).toMatchObject(unsaid);
  });

  test.each(['max_tokens', 'max_completion_tokens', 'max_output_tokens'])('limits its answer by %s', (name) => {
    expect(read(`{"model":"openai","${name}":12}`).maxOutput).toBe(12);
  });

  test('counts its bytes, not its characters', () => {
    expect(read('{"model":"ü"}').bytes).toBe(14);
  });

  test('asks for the usage of a stream only in so many words', () => {
    const wants = (options: string) => read(`{"model":"openai","stream":true,"stream_options":${options}}`).wantsUsage;
    expect(['{"include_usage":true}', '{"include_usage":false}', '{"include_usage":1}', '{}', '[]'].map(wants)).toEqual(
      [true, false, false, false, false],
    );
  });

  test('for vectors is never a stream', () => {
    expect(read('{"model":"openai","stream":true}', 'embeddings').isStream).toBe(false);
  });
});

describe('a body is refused', () => {
  test.each([
    ['that is empty', '', 'invalid_json'],
    ['that is no JSON', 'model=openai', 'invalid_json'],
    ['that breaks off', '{"model":"openai"', 'invalid_json'],
    ['that holds two values', '{"model":"openai"}{}', 'invalid_json'],
    ['that is an array', '[{"model":"openai"}]', 'invalid_json'],
    ['that is a text', '"openai"', 'invalid_json'],
    ['that is null', 'null', 'invalid_json'],
    ['that names a member twice', '{"model":"openai","n":1,"model":"other"}', 'invalid_json'],
    ['that names a member twice, once in other letters', '{"model":"openai","mod\\u0065l":"other"}', 'invalid_json'],
    ['with a mark of its byte order', '\ufeff{"model":"openai"}', 'invalid_json'],
    ['that is no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 'invalid_request'],
    ['in UTF-16', Buffer.from('{"model":"u"}', 'utf16le'), 'invalid_json'],
    ['without a model', '{"messages":[]}', 'missing_model'],
    ['with an empty model', '{"model":" "}', 'missing_model'],
    ['with a model that is no text', '{"model":{"name":"openai"}}', 'missing_model'],
    ['with half of a character in its model', '{"model":"openai/\\ud800"}', 'invalid_request'],
    ['with a model of endless length', `{"model":"openai/${'x'.repeat(1000)}"}`, 'invalid_request'],
    ['with a stream that is neither', '{"model":"openai","stream":"yes"}', 'invalid_request'],
  ])('%s', (_what, text, code) => {
    const { status, body } = errorOf(text);
    expect([status, body]).toMatchObject([400, { error: { type: 'invalid_request_error', code } }]);
  });

  test('without being quoted', () => {
    expect(JSON.stringify(errorOf('{"messages":"a secret').body)).not.toContain('a secret');
  });

  test('with nothing but a GatewayError, whatever it is', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json(), fc.uint8Array().map(Buffer.from)), (text) => {
        expect(errorOf(text)).toBeInstanceOf(GatewayError);
      }),
    );
  });

  test('not for being deep, or having names that objects have by themselves', () => {
    const deep = `${'['.repeat(5000)}${']'.repeat(5000)}`;
    const text = `{"__proto__":{"stream":true},"constructor":1,"model":"openai","messages":${deep}}`;
    expect(read(text)).toMatchObject({ model: 'openai', isStream: false });
    expect(sent(text)).toBe(text.replace('"openai"', '"gpt-4o"'));
  });
});

describe('a provider gets the body', () => {
  test('as it came, but for the name of the model', () => {
    const text =
      '{ "model" : "openai",\n "seed": 12345678901234567890, "top_p":1.0, "future":{"b":[1e2,"\\u00fc"],"a":null} }';
    expect(sent(text)).toBe(text.replace('"openai"', '"gpt-4o"'));
  });

  test('untouched where the model has that name already', () => {
    const text = '{"messages":[],"model":"gpt-4o"}';
    expect(sent(text)).toBe(text);
    expect(sent('{"model":" gpt-4o\\t"}')).toBe('{"model":"gpt-4o"}');
  });

  test('with the defaults of the integration where the client says nothing', () => {
    const config = { temperature: 0.3, top_p: 0.9, metadata: { team: 'claims' } };
    expect(sentJson('{"model":"openai","temperature":0}', config)).toEqual({
      model: 'gpt-4o',
      temperature: 0,
      top_p: 0.9,
      metadata: { team: 'claims' },
    });
    // What a client says in so many words is nothing is said.
    expect(sentJson('{"model":"openai","temperature":null}', config).temperature).toBeNull();
  });

  test.each(['max_tokens', 'max_completion_tokens', 'max_output_tokens'])(
    'without a default for the longest answer where the client limits it by %s',
    (name) => {
      const body = sentJson(`{"model":"openai","${name}":5}`, { max_tokens: 700, temperature: 1 });
      expect(body).toEqual({ model: 'gpt-4o', [name]: 5, temperature: 1 });
    },
  );

  test('never with defaults of what a call itself says', () => {
    const config = { model: 'other', messages: [{}], input: 'a', prompt: 'b', stream: true, stream_options: {} };
    expect(sentJson('{"model":"openai"}', config)).toEqual({ model: 'gpt-4o' });
  });

  test('with defaults in the words of each operation', () => {
    const config = { max_tokens: 700, temperature: 0.3, dimensions: 256, encoding_format: 'base64', user: 'ims' };
    expect(sentJson('{"model":"openai"}', config)).toEqual({
      model: 'gpt-4o',
      max_tokens: 700,
      temperature: 0.3,
      user: 'ims',
    });
    expect(sentJson('{"model":"openai","input":"a"}', config, 'responses')).toEqual({
      model: 'gpt-4o',
      input: 'a',
      max_output_tokens: 700,
      temperature: 0.3,
      user: 'ims',
    });
    expect(sentJson('{"model":"openai","input":"a"}', config, 'embeddings')).toEqual({
      model: 'gpt-4o',
      input: 'a',
      dimensions: 256,
      encoding_format: 'base64',
      user: 'ims',
    });
  });

  test('as valid JSON with every other member as it was, whatever the client sends', () => {
    const bodies = fc.record({ stream: fc.boolean(), rest: fc.dictionary(fc.string(), fc.jsonValue()) });
    fc.assert(
      fc.property(bodies, fc.integer({ min: 0, max: 2 }), ({ stream, rest }, indent) => {
        const { model: _m, stream_options: _o, temperature: _t, ...others } = rest;
        const text = JSON.stringify({ ...others, stream, model: 'openai' }, undefined, indent);
        const { stream_options, ...body } = sentJson(text, { temperature: 0.5 });
        expect(body).toEqual({ ...JSON.parse(text), model: 'gpt-4o', temperature: 0.5 });
        expect(stream_options).toEqual(stream ? { include_usage: true } : undefined);
      }),
    );
  });
});

describe('the usage of a stream', () => {
  const options = (given: string) =>
    sentJson(`{"model":"openai","stream":true,"stream_options":${given}}`).stream_options;

  test('is asked for, whatever else its options say', () => {
    expect(sentJson('{"model":"openai","stream":true}').stream_options).toEqual({ include_usage: true });
    expect(options('{"include_obfuscation":false}')).toEqual({ include_obfuscation: false, include_usage: true });
    expect(options('{"include_usage":false}')).toEqual({ include_usage: true });
    expect(options('null')).toEqual({ include_usage: true });
  });

  test('leaves the options alone where they ask for it, to the byte', () => {
    const text = '{"model":"gpt-4o","stream":true,"stream_options":{ "include_usage" : true }}';
    expect(sent(text)).toBe(text);
  });

  test('is not asked for where it comes by itself', () => {
    expect(sentJson('{"model":"openai","stream":true}', {}, 'responses')).toEqual({ model: 'gpt-4o', stream: true });
    expect(sentJson('{"model":"openai","stream":false}')).toEqual({ model: 'gpt-4o', stream: false });
  });
});
