import { EgressError } from '@ims/egress';
import { describe, expect, test } from 'vitest';
import { relayStream, relayWhole } from './relay.ts';
import { StreamFault } from './stream-events.ts';
import { aiRequest, FakeCaller, fakeAnswer } from './testing/fakes.ts';

const headers = () => ({ 'x-ims-attempts': '1' });
const event = (value: object) => `data: ${JSON.stringify(value)}\n\n`;
const says = (delta: object, finish: string | null = null) =>
  event({ choices: [{ index: 0, delta, finish_reason: finish }] });
const role = says({ role: 'assistant', content: '' });
const stop = says({}, 'stop');
const usage = { prompt_tokens: 5, completion_tokens: 2 };
const ofUsage = event({ choices: [], usage });
const DONE = 'data: [DONE]\n\n';
const lost = () => new EgressError('connection_lost', 'The connection ended before the answer was complete.');
const NEVER = Number.POSITIVE_INFINITY;

function relayed(pieces: Iterable<string | Uint8Array | Error>, caller = new FakeCaller(), contentBy = NEVER) {
  const request = aiRequest({ stream: true });
  return relayStream(request, fakeAnswer(pieces), caller.asCaller, headers, contentBy);
}

function relayedAsResponse(pieces: Iterable<string | Error>, caller: FakeCaller) {
  const request = aiRequest({ stream: true, input: 'a' }, 'responses');
  return relayStream(request, fakeAnswer(pieces), caller.asCaller, headers, NEVER);
}

describe('a stream', () => {
  test('is passed on and ended as its events say', async () => {
    const caller = new FakeCaller();
    const result = await relayed([role, says({ content: 'ü' }), stop, ofUsage, DONE], caller);
    expect(result).toEqual({ usage, contentBytes: 2, firstContentAt: expect.any(Number) });
    expect(caller).toMatchObject({
      status: 200,
      headers: {
        'x-ims-attempts': '1',
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-cache',
      },
      received: role + says({ content: 'ü' }) + stop + DONE,
      ending: 'clean',
    });
  });

  test('is held until its content begins', async () => {
    const caller = new FakeCaller();
    const statusAt: (number | undefined)[] = [];
    function* pieces() {
      for (const piece of [': ping\n\n', role, says({ content: 'a' }), stop + DONE]) {
        statusAt.push(caller.status);
        yield piece;
      }
    }
    await relayed(pieces(), caller);
    expect(statusAt).toEqual([undefined, undefined, undefined, 200]);
    expect(caller.received).toBe(`: ping\n\n${role}${says({ content: 'a' })}${stop}${DONE}`);
  });

  test.each([
    ['breaks off', lost()],
    ['reports an error', event({ error: { message: 'Busy.' } })],
    ['is malformed', 'data: {"choices":[\n\n'],
    ['ends', ''],
  ])('that %s before its content leaves the client to others', async (_what, piece) => {
    const caller = new FakeCaller();
    await expect(relayed([role, piece], caller)).rejects.toThrow();
    expect(caller).toMatchObject({ status: undefined, received: '', ending: undefined });
  });

  test('that brings content and trouble at once leaves the client to others as well', async () => {
    const caller = new FakeCaller();
    await expect(relayed([says({ content: 'a' }) + event({ error: 'Busy.' })], caller)).rejects.toThrow(StreamFault);
    expect(caller.status).toBeUndefined();
  });

  test.each([
    ['events', Array(65).fill(role)],
    ['bytes', Array(20).fill(`: ${'x'.repeat(20_000)}\n\n`)],
  ])('is held for so many %s and no more', async (_what, preamble) => {
    const caller = new FakeCaller();
    const { interrupted } = await relayed([...preamble, lost()], caller);
    expect(interrupted).toBeInstanceOf(EgressError);
    expect(caller).toMatchObject({ status: 200, ending: 'broken off' });
    expect(caller.received.startsWith(preamble.join(''))).toBe(true);
  });

  test('is held so long and no longer', async () => {
    const caller = new FakeCaller();
    const late = relayed([role, says({ content: 'a' }), stop + DONE], caller, 0);
    await expect(late).rejects.toMatchObject({ code: 'timeout', limit: 'first_byte' });
    expect(caller.status).toBeUndefined();
  });

  test('whose content came in time may take its time', async () => {
    const caller = new FakeCaller();
    await relayed([says({ content: 'a' }), stop + DONE], caller, 0);
    expect(caller.ending).toBe('clean');
  });

  test('goes no faster than the client reads', async () => {
    const caller = new FakeCaller();
    const { promise, resolve } = Promise.withResolvers<void>();
    caller.readsSlowly = promise;
    let asked = 0;
    function* pieces() {
      for (const piece of [says({ content: 'a' }), says({ content: 'b' }), stop + DONE]) {
        asked += 1;
        yield piece;
      }
    }
    const result = relayed(pieces(), caller);
    await new Promise(setImmediate);
    expect(asked).toBe(1);
    caller.readsSlowly = undefined;
    resolve();
    await result;
    expect([asked, caller.ending]).toEqual([3, 'clean']);
  });
});

describe('an interrupted stream', () => {
  const begun = role + says({ content: 'a' });

  test.each([
    ['breaks off', [lost()]],
    ['reports an error', [event({ error: { message: 'Busy.' } })]],
    ['is malformed', ['data: {"choices":[\n\n']],
    ['ends without the reason', [DONE]],
    ['ends without [DONE]', [stop]],
    ['ends within an event', [stop, DONE, 'data: {']],
  ] as [string, (string | Error)[]][])('that %s never ends as if it were whole', async (_what, pieces) => {
    const caller = new FakeCaller();
    const { interrupted, contentBytes } = await relayed([begun, ...pieces], caller);
    expect(interrupted).toBeInstanceOf(Error);
    expect([contentBytes, caller.status, caller.ending]).toEqual([1, 200, 'broken off']);
    expect(caller.received).not.toContain('[DONE]');
    const last = caller.received.trimEnd().split('\n\n').at(-1) ?? '';
    expect(JSON.parse(last.slice('data: '.length))).toEqual({
      error: {
        message: expect.stringContaining('send the request again'),
        type: 'api_error',
        param: null,
        code: 'upstream_stream_interrupted',
      },
    });
  });

  test('keeps the usage it had told', async () => {
    expect(await relayed([begun, stop, ofUsage, lost()])).toMatchObject({
      usage,
      interrupted: expect.any(EgressError),
    });
  });

  test('of responses says so in an event of their kind', async () => {
    const caller = new FakeCaller();
    const delta = 'event: response.output_text.delta\ndata: {"type":"response.output_text.delta","delta":"a"}\n\n';
    await relayedAsResponse([delta, lost()], caller);
    const [first, last = ''] = caller.received.trimEnd().split('\n\n');
    expect([`${first}\n\n`, last.split('\n')[0], caller.ending]).toEqual([delta, 'event: error', 'broken off']);
    expect(JSON.parse(last.split('\ndata: ')[1] ?? '')).toMatchObject({
      type: 'error',
      code: 'upstream_stream_interrupted',
    });
  });

  test('is told to nobody who is gone', async () => {
    const caller = new FakeCaller();
    function* pieces() {
      yield begun;
      caller.isGone = true;
      yield new EgressError('aborted', 'The request was cancelled.');
    }
    expect(await relayed(pieces(), caller)).toMatchObject({ contentBytes: 1, interrupted: { code: 'aborted' } });
    expect(caller).toMatchObject({ received: begun, ending: undefined });
  });

  test('by a fault of our own is thrown', async () => {
    await expect(relayed([begun, new TypeError('x is undefined')])).rejects.toThrow(TypeError);
  });
});

test('a stream of responses ends without [DONE]', async () => {
  const caller = new FakeCaller();
  const text = [
    '{"type":"response.output_text.delta","delta":"a"}',
    '{"type":"response.completed","response":{"usage":{"input_tokens":1,"output_tokens":1}}}',
  ];
  const events = text.map((data) => `data: ${data}\n\n`);
  await relayedAsResponse(events, caller);
  expect(caller).toMatchObject({ received: events.join(''), ending: 'clean' });
});

describe('an answer in one piece', () => {
  const chat = { id: 'c', choices: [{ message: { content: 'Grüße' } }], usage };
  const whole = (text: string, operation: 'chat' | 'responses' | 'embeddings' = 'chat', caller = new FakeCaller()) =>
    relayWhole(aiRequest({}, operation), fakeAnswer([text.slice(0, 9), text.slice(9)]), caller.asCaller, headers);

  test('is passed on as it came, with its length', async () => {
    const caller = new FakeCaller();
    const text = JSON.stringify(chat, undefined, 1).replace('"c"', '12345678901234567890');
    expect(await whole(text, 'chat', caller)).toMatchObject({ usage, contentBytes: 7 });
    expect(caller).toMatchObject({
      status: 200,
      received: text,
      ending: 'clean',
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'x-ims-attempts': '1',
      },
    });
  });

  test('has its usage read whatever the operation', async () => {
    const told = { input_tokens: 1, output_tokens: 2 };
    expect((await whole(JSON.stringify({ output: [], usage: told }), 'responses')).usage).toEqual(told);
    const vectors = { data: [{ embedding: [0.5] }], model: 'm', usage: { prompt_tokens: 1, total_tokens: 1 } };
    expect((await whole(JSON.stringify(vectors), 'embeddings')).usage).toEqual(vectors.usage);
    expect((await whole(JSON.stringify(vectors, undefined, 2), 'embeddings')).usage).toEqual(vectors.usage);
    const { usage: first, ...rest } = vectors;
    expect((await whole(JSON.stringify({ usage: first, ...rest }), 'embeddings')).usage).toEqual(vectors.usage);
  });

  test('without usage is measured', async () => {
    expect(await whole('{"choices":[{"message":{"content":"abc"}}]}')).toMatchObject({
      usage: undefined,
      contentBytes: 3,
    });
    const call = '{"choices":[{"message":{"content":null,"tool_calls":[]}}]}';
    expect((await whole(call)).contentBytes).toBe(call.length);
    expect(await whole('{"data":[]}', 'embeddings')).toMatchObject({ usage: undefined });
  });

  test.each([
    ['a web page', '<html>Log in</html>', 'unexpected'],
    ['nothing', '', 'unexpected'],
    ['half of one', '{"choices":[{"message":', 'malformed'],
    ['of another shape', '{"ok":[]}', 'unexpected'],
    ['a list', '[]', 'unexpected'],
    ['null', 'null', 'unexpected'],
    ['an error in spite of its status', '{"error":{"message":"Busy."}}', 'reported'],
  ])('that is %s leaves the client to others', async (_what, text, kind) => {
    const caller = new FakeCaller();
    await expect(whole(text, 'chat', caller)).rejects.toMatchObject({ name: 'StreamFault', kind });
    expect(caller.status).toBeUndefined();
  });

  test('that breaks off leaves the client to others', async () => {
    const caller = new FakeCaller();
    const answer = fakeAnswer(['{"choices":', lost()]);
    await expect(relayWhole(aiRequest(), answer, caller.asCaller, headers)).rejects.toThrow(EgressError);
    expect(caller.status).toBeUndefined();
  });
});
