import type { ChatCompletion } from 'openai/resources/chat/completions';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { bearer } from '../testing/request.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(() => {
  sandbox.requests.length = 0;
  sandbox.ledger.clear();
});
afterAll(() => sandbox.close());

const { key } = accounts.openai;
const PIECES = 60;

interface Call {
  behaviour?: string;
  apiKey?: string;
  prompt?: string;
  body?: Record<string, unknown>;
}

/** Both endpoints that stream, asked the same: to count to 60, which takes a piece of content for each number. */
const endpoints = {
  chat: ({ prompt = `Count to ${PIECES}.`, body, ...call }: Call) => {
    const messages = [{ role: 'user', content: prompt }];
    return post('chat/completions', call, { model: 'gpt-4o', messages, stream: true, ...body });
  },
  responses: ({ prompt = `Count to ${PIECES}.`, body, ...call }: Call) =>
    post('responses', call, { model: 'gpt-4o', input: prompt, stream: true, ...body }),
};

function post(path: string, { behaviour, apiKey = key }: Call, body: Record<string, unknown>) {
  const base = `${sandbox.url}${behaviour ? `/~${behaviour}` : ''}/openai/v1`;
  return fetch(`${base}/${path}`, { method: 'POST', headers: bearer(apiKey), body: JSON.stringify(body) });
}

interface Read {
  events: string[];
  /** Whether the answer came to its proper end. */
  complete: boolean;
}

/** Reads a stream to its end, or until so many pieces of content are there: then it is left, as a client that goes. */
async function read(response: Response, leaveAfter = Number.POSITIVE_INFINITY): Promise<Read> {
  let text = '';
  const decoder = new TextDecoder();
  const eventsOf = () => text.split(/\r?\n\r?\n/).filter(Boolean);
  try {
    for await (const bytes of response.body ?? []) {
      text += decoder.decode(bytes, { stream: true });
      if (leaveAfter < Number.POSITIVE_INFINITY && eventsOf().filter(isPiece).length >= leaveAfter) break;
    }
    return { events: eventsOf(), complete: true };
  } catch {
    return { events: eventsOf(), complete: false };
  }
}

const isPiece = (event: string) => /"content":"[^"]|"type":"response.output_text.delta"/.test(event);
const pieces = ({ events }: Read) => events.filter(isPiece).length;
const dataOf = (event = '') =>
  event
    .split(/\r?\n/)
    .filter((line) => line.startsWith('data:'))
    .map((line) => line.slice('data:'.length))
    .join('\n');

const last = { chat: /^data: \[DONE\]$/, responses: /^event: response.completed\n/ };

describe.each(['chat', 'responses'] as const)('a stream of %s', (name) => {
  const stream = async (behaviour?: string, more: Call = {}) => read(await endpoints[name]({ behaviour, ...more }));

  it('has a piece of content for each number it is asked to count to', async () => {
    const whole = await stream();
    expect(pieces(whole)).toBe(PIECES);
    expect(whole.events.at(-1)).toMatch(last[name]);
    expect(sandbox.requests[0]).toMatchObject({ chunks_sent: PIECES, closed_early: false });
  });

  it('has fewer where the request limits them', async () => {
    const limit = name === 'chat' ? 'max_completion_tokens' : 'max_output_tokens';
    expect(pieces(await stream(undefined, { body: { [limit]: 7 } }))).toBe(7);
  });

  it('paced is the same, more slowly', async () => {
    const whole = await stream('paced-1ms');
    expect(pieces(whole)).toBe(PIECES);
    expect(whole.events.at(-1)).toMatch(last[name]);
  });

  it('unfinished ends after its content', async () => {
    const { events, complete } = await stream('unfinished');
    expect(complete).toBe(true);
    expect(events.at(-1)).toSatisfy(isPiece);
  });

  it('stream-no-done lacks its last event alone', async () => {
    const [whole, { events, complete }] = [await stream(), await stream('stream-no-done')];
    expect(complete).toBe(true);
    expect(events).toHaveLength(whole.events.length - 1);
    expect(events.at(-1)).not.toMatch(last[name]);
  });

  it('stream-slow begins at once and has its content later', async () => {
    expect(pieces(await stream('stream-slow-1ms'))).toBe(PIECES);
    const waiting = await endpoints[name]({ behaviour: 'stream-slow' });
    const first = await waiting.body?.getReader().read();
    expect(Buffer.from(first?.value ?? []).toString()).not.toSatisfy(isPiece);
    expect(sandbox.requests.at(-1)).toMatchObject({ chunks_sent: 0, closed_at: null });
  });

  it.each([
    ['stream-error-first', 0, 1],
    ['stream-error', 0, name === 'chat' ? 2 : 5],
    ['stream-error-late', 20, name === 'chat' ? 22 : 25],
  ])('%s fails after %i pieces', async (behaviour, content, length) => {
    const failed = await stream(behaviour);
    expect([pieces(failed), failed.events.length, failed.complete]).toEqual([content, length, true]);
    expect(dataOf(failed.events.at(-1))).toContain('"message":"The server had an error."');
  });

  it('stream-cut is closed after 20 pieces, by the server', async () => {
    const cut = await stream('stream-cut');
    expect([pieces(cut), cut.complete]).toEqual([20, false]);
    expect(sandbox.requests[0]).toMatchObject({ chunks_sent: 20, closed_early: false });
  });

  it('stream-stall keeps silent after 20 pieces until the client goes', async () => {
    const stalled = await read(await endpoints[name]({ behaviour: 'stream-stall' }), 20);
    expect(pieces(stalled)).toBe(20);
    await expect.poll(() => sandbox.requests[0]).toMatchObject({ chunks_sent: 20, closed_early: true });
  });

  it('stream-malformed has one event that cannot be read, and the rest', async () => {
    const { events } = await stream('stream-malformed');
    const unreadable = events.filter((event) => dataOf(event).trim() === '{"id":"broken","choices":[{');
    expect(unreadable).toHaveLength(1);
    expect(events.filter(isPiece)).toHaveLength(PIECES);
    expect(events.indexOf(unreadable[0] ?? '')).toBe(events.findIndex(isPiece) + 20);
  });

  it('stream-preamble has 200 more events before its content', async () => {
    const [whole, long] = [await stream(), await stream('stream-preamble')];
    expect(long.events.findIndex(isPiece)).toBe(whole.events.findIndex(isPiece) + 200);
  });

  it('stream-huge has an event of 10 MB', async () => {
    const { events } = await stream('stream-huge');
    expect(events.filter((event) => event.length > 10 * 1024 * 1024)).toHaveLength(1);
    expect(events.at(-1)).toMatch(last[name]);
  });

  it('stream-odd-framing says the same in another form', async () => {
    const prompt = 'Grüße an Zoë, 東京';
    const [whole, odd] = [await stream(undefined, { prompt }), await stream('stream-odd-framing', { prompt })];
    const said = ({ events }: Read) =>
      events
        .map(dataOf)
        .filter((data) => data.trim() !== '[DONE]')
        .map((data) => JSON.parse(data))
        .map((event) => event.delta ?? event.choices?.[0]?.delta.content ?? '')
        .join('');
    expect(said(odd)).toBe(said(whole));
    expect(said(odd)).toContain(prompt);
    expect(odd.events[0]).toMatch(/^: still there\r\n[\s\S]*data:\{\r\ndata: /);
  });

  it('is written down when its client goes, with what had been sent', async () => {
    await read(await endpoints[name]({ behaviour: 'paced-5ms', prompt: 'Count to 9000.' }), 3);
    await expect.poll(() => sandbox.requests[0]?.closed_at).toBeInstanceOf(Date);
    const [seen] = sandbox.requests;
    expect(seen).toMatchObject({ behaviour: 'paced-5ms', closed_early: true });
    expect(seen?.chunks_sent).toBeGreaterThanOrEqual(3);
    expect(seen?.chunks_sent).toBeLessThan(9000);
    expect(sandbox.ledger.entries).toMatchObject([{ aborted: 1, output_tokens: seen?.chunks_sent }]);
  });
});

describe('the ledger', () => {
  const ask = async (call: Call, body: Record<string, unknown> = {}) => {
    const response = await endpoints.chat({ ...call, body: { stream: false, ...body } });
    return (await response.json()) as ChatCompletion;
  };

  it('has what each key used of each model, as the answers told', async () => {
    const { prompt_tokens, completion_tokens } = (await ask({})).usage ?? {};
    await ask({});
    await ask({ apiKey: `${key}.second` }, { model: 'o4-mini' });
    await read(await endpoints.responses({ body: { model: 'o4-mini' } }));
    const common = { system: 'openai', aborted: 0, cached_input_tokens: 0 };
    const reasoned = { requests: 1, input_tokens: prompt_tokens, output_tokens: PIECES + 64, reasoning_tokens: 64 };
    expect(completion_tokens).toBe(PIECES);
    expect(sandbox.ledger.entries).toEqual([
      {
        ...common,
        api_key: key,
        model: 'gpt-4o',
        requests: 2,
        input_tokens: 2 * Number(prompt_tokens),
        output_tokens: 2 * PIECES,
        reasoning_tokens: 0,
      },
      { ...common, api_key: `${key}.second`, model: 'o4-mini', ...reasoned },
      { ...common, api_key: key, model: 'o4-mini', ...reasoned },
    ]);
  });

  it('counts what was produced before a stream was cut, and nothing of what was refused', async () => {
    await read(await endpoints.chat({ behaviour: 'stream-cut' }));
    await endpoints.chat({ behaviour: 'fault' });
    await endpoints.chat({ apiKey: 'sk-wrong' });
    expect(sandbox.ledger.entries).toMatchObject([{ requests: 1, aborted: 0, output_tokens: 20 }]);
  });

  it('counts embeddings by their input', async () => {
    const body = { model: 'text-embedding-3-small', input: ['a', 'b c'] };
    await post('embeddings', {}, body);
    expect(sandbox.ledger.entries).toMatchObject([{ model: body.model, input_tokens: 3, output_tokens: 0 }]);
  });

  it('can be read and emptied by another process', async () => {
    await ask({});
    const url = `${sandbox.url}/ledger`;
    expect(await (await fetch(url)).json()).toEqual(sandbox.ledger.entries);
    expect((await fetch(url, { method: 'DELETE' })).status).toBe(204);
    expect(await (await fetch(url)).json()).toEqual([]);
  });

  it('knows a long prompt the second time, and tells so in usage', async () => {
    const prompt = `${'word '.repeat(1100)} Count to 3.`;
    const cachedOf = async () => (await ask({ prompt })).usage?.prompt_tokens_details?.cached_tokens;
    expect([await cachedOf(), await cachedOf()]).toEqual([0, 1024]);
    expect(sandbox.ledger.entries[0]).toMatchObject({ cached_input_tokens: 1024 });
    const response = await endpoints.responses({ prompt, body: { stream: false } });
    expect(await response.json()).toMatchObject({ usage: { input_tokens_details: { cached_tokens: 1024 } } });
  });
});
