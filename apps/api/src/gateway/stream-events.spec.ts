import { describe, expect, test } from 'vitest';
import type { Operation } from '../usage/index.ts';
import { StreamFault, StreamReader } from './stream-events.ts';

const DONE = 'data: [DONE]\n\n';
const chunk = (choices: unknown, more: object = {}) =>
  `data: ${JSON.stringify({ id: 'c-1', object: 'chat.completion.chunk', choices, ...more })}\n\n`;
const says = (delta: object, finish: string | null = null, more?: object) =>
  chunk([{ index: 0, delta, finish_reason: finish }], more);
const typed = (type: string, more: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;

const role = says({ role: 'assistant', content: '', refusal: null });
const stop = says({}, 'stop');
const usage = { prompt_tokens: 11, completion_tokens: 3, total_tokens: 14 };
const ofUsage = chunk([], { usage });
const plain = role + says({ content: 'Grüße 🚀' }) + says({ content: ', "Welt"' }) + stop + ofUsage + DONE;

interface Reading {
  operation?: Operation;
  wantsUsage?: boolean;
  /** Sizes of the pieces it comes in; the last one is repeated. */
  at?: number[];
}

function read(text: string | Buffer, { operation = 'chat', wantsUsage = false, at }: Reading = {}) {
  const bytes = Buffer.from(text);
  const reader = new StreamReader(operation, wantsUsage);
  let passed = '';
  for (const piece of pieces(bytes, at ?? [bytes.length])) passed += reader.push(piece);
  reader.finish();
  const { usage, contentBytes, hasContent } = reader;
  return { passed: Buffer.from(passed, 'latin1').toString(), usage, contentBytes, hasContent };
}

function* pieces(bytes: Buffer, sizes: number[]): Generator<Buffer> {
  let begin = 0;
  for (let index = 0; begin < bytes.length; index += 1) {
    const size = sizes[Math.min(index, sizes.length - 1)] ?? 1;
    yield bytes.subarray(begin, begin + size);
    begin += size;
  }
}

function faultOf(text: string | Buffer, reading?: Reading): StreamFault {
  try {
    read(text, reading);
  } catch (error) {
    if (error instanceof StreamFault) return error;
    throw error;
  }
  throw new Error('The stream was taken for whole.');
}

/** What has content before the stream's text is over. */
function hasContentAfter(text: string, operation: Operation = 'chat'): boolean {
  const reader = new StreamReader(operation, false);
  reader.push(Buffer.from(text));
  return reader.hasContent;
}

describe('a stream of chat completions', () => {
  test('is passed on as it came, but for the end, which is said by whoever knows that it is one', () => {
    const text = plain.replace(ofUsage + DONE, '');
    expect(read(plain)).toEqual({ passed: text, usage, contentBytes: 22, hasContent: true });
  });

  test.each([plain, plain.replaceAll('\n', '\r\n'), `: ping\n\n${plain.replaceAll('data: ', ': still there\ndata:')}`])(
    'is read the same, wherever it is cut (%#)',
    (text) => {
      const whole = read(text);
      const bytes = Buffer.byteLength(text);
      for (let first = 1; first < bytes; first += 1) expect(read(text, { at: [first, bytes] })).toEqual(whole);
      for (const size of [1, 2, 3, 7]) expect(read(text, { at: [size] })).toEqual(whole);
    },
  );

  test('may come with other line ends, comments, names of events and data on several lines', () => {
    const event = JSON.stringify({ choices: [{ delta: { content: 'ab' }, finish_reason: 'stop' }] }, undefined, 1);
    const lines = [': ping', 'event:message', 'id: 1', ...event.split('\n').map((line) => `data:${line}`), '', ''];
    const text = lines.join('\r\n') + DONE.replaceAll('\n', '\r\n');
    expect(read(text)).toMatchObject({ passed: lines.join('\r\n'), contentBytes: 2 });
  });

  test('passes pings on, before the content and within it', () => {
    const ping = ': OPENROUTER PROCESSING\n\n';
    expect(read(ping + role + says({ content: 'a' }) + ping + stop + DONE).passed).toBe(
      ping + role + says({ content: 'a' }) + ping + stop,
    );
    expect(hasContentAfter(ping + role)).toBe(false);
  });
});

describe('content', () => {
  test.each([
    ['text', { content: 'a' }],
    ['a call of a tool', { tool_calls: [{ index: 0, id: 'call_1', function: { name: 'f', arguments: '' } }] }],
    ['a call of a function', { function_call: { name: 'f' } }],
    ['a refusal', { refusal: 'No.' }],
    ['thoughts', { reasoning_content: 'Hm' }],
    ['sound', { audio: { data: 'AAAA' } }],
  ])('begins with %s', (_what, delta) => {
    expect(hasContentAfter(role + says(delta))).toBe(true);
  });

  test.each([
    ['a role', { role: 'assistant' }],
    ['a role with an empty text', { role: 'assistant', content: '', refusal: null }],
    ['no calls of tools', { tool_calls: [] }],
    ['nothing', {}],
  ])('does not begin with %s', (_what, delta) => {
    expect(hasContentAfter(says(delta))).toBe(false);
  });

  test('has begun when the model is done without a word', () => {
    expect(hasContentAfter(role + stop)).toBe(true);
    expect(read(role + stop + DONE).passed).toBe(role + stop);
  });

  test.each([
    ['text', says({ content: 'Grüße\n' }), 8],
    ['text written with blanks', says({ content: 'Grüße\n' }).replaceAll('":', '": '), 8],
    ['a refusal', says({ refusal: 'No.' }), 3],
    ['thoughts', says({ reasoning_content: 'Hm.' }), 3],
    ['arguments of a tool', says({ tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] }), 7],
    ['a text that ends with a backslash', says({ content: 'C:\\' }), 3],
  ])('is measured: %s', (_what, event, bytes) => {
    const { contentBytes } = read(says({ content: 'a' }) + event.repeat(10) + stop + DONE);
    // Escapes count as they are written, which an estimate can bear.
    expect(contentBytes).toBeGreaterThanOrEqual(1 + 10 * bytes);
    expect(contentBytes).toBeLessThanOrEqual(1 + 10 * (bytes + 3));
  });

  test('that speaks of errors, usage and ends is content all the same', () => {
    const quoted = says({ content: '{"error":{"message":"x"},"finish_reason":"stop","usage":{"a":1},"choices":[]}' });
    const { passed, usage } = read(says({ content: 'a' }) + quoted + stop + DONE);
    expect([passed, usage]).toEqual([says({ content: 'a' }) + quoted + stop, undefined]);
    expect(faultOf(says({ content: 'a' }) + quoted + DONE).kind).toBe('unfinished');
  });
});

describe('usage', () => {
  const answer = role + says({ content: 'a' });

  test('in a chunk of its own is read, and passed on only to who asked for it', () => {
    expect(read(answer + stop + ofUsage + DONE)).toMatchObject({ passed: answer + stop, usage });
    expect(read(answer + stop + ofUsage + DONE, { wantsUsage: true })).toMatchObject({
      passed: answer + stop + ofUsage,
      usage,
    });
  });

  test('with the last choice is read, and the choice passed on', () => {
    const last = says({}, 'stop', { usage });
    expect(read(answer + last + DONE)).toMatchObject({ passed: answer + last, usage });
  });

  test('that is null everywhere but in the last chunk counts there alone', () => {
    const nulls = says({ content: 'a' }, null, { usage: null }) + says({}, 'stop', { usage: null });
    expect(read(nulls + ofUsage + DONE)).toMatchObject({ passed: nulls, usage });
    expect(read(nulls + DONE)).toMatchObject({ passed: nulls, usage: undefined });
  });

  test('that grows from chunk to chunk counts as it was last', () => {
    const growing = says({ content: 'a' }, null, { usage: { ...usage, completion_tokens: 1 } });
    expect(read(growing + growing + stop + ofUsage + DONE).usage).toEqual(usage);
  });

  test('of nothing is usage, not its absence', () => {
    const none = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
    expect(read(answer + stop + chunk([], { usage: none }) + DONE).usage).toEqual(none);
  });

  test('that nobody tells is undefined', () => {
    expect(read(answer + stop + DONE).usage).toBeUndefined();
  });
});

test("Azure's first chunk, which has no choices, is left out", () => {
  const filter = chunk([], { prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] });
  expect(read(filter + plain).passed).toBe(read(plain).passed);
  expect(read(filter + plain, { wantsUsage: true }).passed).toBe(read(plain, { wantsUsage: true }).passed);
  expect(hasContentAfter(filter)).toBe(false);
});

test('an event of another kind, without choices, is passed on', () => {
  const other = 'data: {"object":"info","detail":"queued"}\n\n';
  expect(read(other + plain).passed).toBe(other + read(plain).passed);
});

describe('an error', () => {
  const error = { message: 'The server had an error.', type: 'server_error', param: null, code: 'overloaded' };
  const event = `data: ${JSON.stringify({ error })}\n\n`;

  test.each([
    ['as the first event', event],
    ['after the role', role + event],
    ['after content', role + says({ content: 'a' }) + event],
    ['under a name of its own', `${role}event: error\n${event}`],
  ])('%s is a fault, in the words of the provider', (_when, text) => {
    expect(faultOf(text)).toMatchObject({
      kind: 'reported',
      reported: { message: 'The server had an error.', code: 'overloaded' },
    });
  });

  test('is a fault also when it is a text, and is not quoted without end', () => {
    expect(faultOf('data: {"error":"busy"}\n\n').reported).toEqual({ message: 'busy', code: null });
    expect(faultOf('data: {"error":{"code":17}}\n\n').reported).toEqual({ message: 'no reason given', code: null });
    const long = `data: ${JSON.stringify({ error: { message: 'x'.repeat(9000) } })}\n\n`;
    expect(faultOf(long).reported?.message).toHaveLength(500);
  });

  test('that is null is none', () => {
    expect(
      read(says({ content: 'a' }, null, { error: null }) + says({ content: 'b' }, 'stop', { error: null }) + DONE),
    ).toBeTruthy();
  });
});

describe('a stream is not whole', () => {
  const answer = role + says({ content: 'a' });

  test.each([
    ['when it breaks off', answer],
    ['without the reason why it ended', answer + DONE],
    ['without [DONE]', answer + stop],
    ['when it ends within an event', answer + stop + DONE + says({ content: 'b' }).slice(0, 9)],
    ['when it is empty', ''],
    ['when there are pings only', ': ping\n\n: ping\n\n'],
  ])('%s', (_how, text) => {
    expect(faultOf(text).kind).toBe('unfinished');
  });

  test.each([
    ['a page', '<html>\n\n<body>Log in</body></html>'],
    ['an answer in one piece', '{"choices":[]}'],
  ])('when it is %s', (_what, text) => {
    expect(faultOf(text).kind).toBe('unexpected');
  });

  test.each([
    ['is no JSON', 'data: <html></html>\n\n'],
    ['breaks off', 'data: {"id":"c-1","choices":[{\n\n'],
    ['is JSON of another kind', 'data: [1,2]\n\n'],
    ['is broken within', 'data: {"choices":[{]}\n\n'],
  ])('when an event %s', (_how, event) => {
    expect(faultOf(event + plain).kind).toBe('malformed');
    if (!event.includes('{]}')) expect(faultOf(answer + event + plain).kind).toBe('malformed');
  });

  test('when an event is larger than any text of a model', () => {
    const large = says({ content: 'x'.repeat(1_200_000) });
    expect(faultOf(role + large + stop + DONE, { at: [65_536] }).kind).toBe('too_large');
    const fits = says({ content: 'x'.repeat(900_000) });
    expect(read(fits + stop + DONE, { at: [65_536] })).toMatchObject({ passed: fits + stop, contentBytes: 900_000 });
  });
});

describe('a stream of responses', () => {
  const told = { input_tokens: 5, output_tokens: 2, total_tokens: 7 };
  const opening =
    typed('response.created', { response: { usage: null, error: null } }) +
    typed('response.in_progress', { response: { usage: null } }) +
    typed('response.output_item.added', { item: { content: [] } });
  const text = typed('response.output_text.delta', { delta: 'Grüße' });
  const completed = typed('response.completed', { response: { status: 'completed', usage: told } });
  const reading: Reading = { operation: 'responses' };

  test('is passed on as it came, wherever it is cut', () => {
    const whole = opening + text + completed;
    const expected = { passed: whole, usage: told, contentBytes: 7, hasContent: true };
    for (let first = 1; first < Buffer.byteLength(whole); first += 1)
      expect(read(whole, { ...reading, at: [first, 1000] })).toEqual(expected);
  });

  test('has content from the first delta on', () => {
    expect([hasContentAfter(opening, 'responses'), hasContentAfter(opening + text, 'responses')]).toEqual([
      false,
      true,
    ]);
    const call = typed('response.function_call_arguments.delta', { delta: '{' });
    expect(hasContentAfter(opening + call, 'responses')).toBe(true);
  });

  test('is whole when it stopped at a limit', () => {
    const incomplete = typed('response.incomplete', { response: { status: 'incomplete', usage: told } });
    expect(read(opening + text + incomplete, reading).usage).toEqual(told);
  });

  test('tells its type anywhere in an event', () => {
    const elsewhere = `data: {"response":{"usage":${JSON.stringify(told)}},"type":"response.completed"}\n\n`;
    expect(read(opening + text + elsewhere, reading).usage).toEqual(told);
  });

  test.each([
    ['as an event', opening + typed('error', { code: 'server_error', message: 'Broken.', param: null })],
    [
      'as the end of the response',
      opening + text + typed('response.failed', { response: { error: { code: 'server_error', message: 'Broken.' } } }),
    ],
    ['without a type', `${opening}data: {"error":{"code":"server_error","message":"Broken."}}\n\n`],
  ])('reports an error %s', (_how, stream) => {
    expect(faultOf(stream, reading)).toMatchObject({
      kind: 'reported',
      reported: { message: 'Broken.', code: 'server_error' },
    });
  });

  test('is not whole without the event that completes it', () => {
    expect(faultOf(opening + text, reading).kind).toBe('unfinished');
    expect(faultOf(opening + text + DONE, reading).kind).toBe('unfinished');
  });
});
