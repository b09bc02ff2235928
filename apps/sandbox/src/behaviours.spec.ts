import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, behaviours, type Sandbox, startSandbox } from './index.ts';
import { ask, basic, bearer, readBytes } from './testing/request.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

const key = bearer(accounts.openai.key);
const models = (behaviour: string) => `${sandbox.url}/~${behaviour}/openai/v1/models`;
const whole = async () => (await readBytes(`${sandbox.url}/openai/v1/models`, key)).body;

describe('refusals', () => {
  const statuses = {
    'bad-request': 400,
    unauthorized: 401,
    expired: 401,
    forbidden: 403,
    sso: 403,
    captcha: 403,
    missing: 404,
    'request-timeout': 408,
    conflict: 409,
    gone: 410,
    unprocessable: 422,
    'rate-limited': 429,
    'rate-limited-bare': 429,
    'rate-limited-silent': 429,
    'secondary-limit': 403,
    fault: 500,
    unavailable: 503,
  };
  const paths = [
    '/jira/rest/api/3/myself',
    '/jira-dc/rest/api/2/myself',
    '/github/user',
    '/ghes/api/v3/user',
    '/openai/v1/models',
    '/azure/openai/models?api-version=2024-10-21',
    '/wex/v1/models',
    '/llm/api/generate-v1/models',
    '/rest/me',
  ];

  it.each(Object.entries(statuses))('%s answers %i in every system', async (behaviour, status) => {
    const told = await Promise.all(paths.map((path) => ask(`${sandbox.url}/~${behaviour}${path}`)));
    expect(told.map((answer) => answer.status)).toEqual(paths.map(() => status));
    expect(told.every(({ text }) => text.length > 0)).toBe(true);
  });

  it('are worded as the vendor words them', async () => {
    const json = async (path: string) => (await ask(sandbox.url + path)).json;
    expect(await json('/~unauthorized/github/user')).toMatchObject({ message: 'Bad credentials', status: '401' });
    expect(await json('/~unauthorized/openai/v1/models')).toMatchObject({ error: { code: 'invalid_api_key' } });
    expect(await json('/~unauthorized/azure/openai/models')).toMatchObject({ error: { code: '401' } });
    expect(await json('/~fault/jira/rest/api/3/myself')).toEqual({
      errorMessages: ['Internal server error'],
      errors: {},
    });
    const slack = await ask(`${sandbox.url}/~missing/slack${accounts.slack.path}`, { method: 'POST', body: '{}' });
    expect(slack.text).toBe('no_service');
  });

  it('say when to come back, or do not', async () => {
    const headers = async (path: string) => (await ask(sandbox.url + path)).headers;
    expect(await headers('/~rate-limited/jira/x')).toMatchObject({
      'retry-after': '7',
      'ratelimit-reason': 'jira-burst-based',
    });
    expect(await headers('/~rate-limited-bare/jira/x')).not.toHaveProperty('retry-after');
    expect(await headers('/~rate-limited/openai/v1/models')).toMatchObject({ 'x-ratelimit-reset-requests': '7s' });
    expect(await headers('/~rate-limited-bare/github/user')).toMatchObject({
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': expect.stringMatching(/^\d{10}$/),
    });
    const silent = Object.keys(await headers('/~rate-limited-silent/openai/v1/models'));
    expect(silent.filter((name) => /retry|limit/.test(name))).toEqual([]);
    expect(await headers('/~secondary-limit/github/user')).toHaveProperty('retry-after', '60');
    expect(await headers('/~unavailable/github/user')).toHaveProperty('retry-after', '30');
    expect((await headers('/~sso/github/user'))['x-github-sso']).toMatch(/^required; url=https:/);
  });
});

describe('behaviours that wait', () => {
  it('tell the time they are given', async () => {
    const headers = async (path: string) => (await ask(sandbox.url + path)).headers;
    expect(await headers('/~rate-limited-2000ms/openai/v1/models')).toMatchObject({ 'retry-after': '2' });
    expect(await headers('/~rate-limited-1500ms/openai/v1/models')).toMatchObject({
      'retry-after': '2',
      'retry-after-ms': '1500',
    });
  });

  it('let the system answer after it', async () => {
    expect((await ask(models('slow-1ms'), { headers: key })).status).toBe(200);
    const dripped = await ask(`${models('drip-1ms')}/gpt-4o`, { headers: key });
    expect(dripped.json).toMatchObject({ id: 'gpt-4o' });
  });

  it('are the only ones to take a time', async () => {
    expect((await ask(models('fault-50ms'))).status).toBe(404);
  });
});

it('fault-once fails at first and answers when the same request comes again', async () => {
  const chat = (content: string) =>
    ask(`${sandbox.url}/~fault-once/openai/v1/chat/completions`, {
      headers: key,
      json: { model: 'gpt-4o', messages: [{ role: 'user', content }] },
    });
  expect(await chat('one')).toMatchObject({ status: 500, json: { error: { type: 'server_error' } } });
  expect((await chat('two')).status).toBe(500);
  expect((await chat('one')).status).toBe(200);
});

describe('anonymous', () => {
  it('makes a good pair a failed one at Jira', async () => {
    const headers = basic(accounts.jira.username, accounts.jira.token);
    const told = await ask(`${sandbox.url}/~anonymous/jira/rest/api/3/serverInfo`, { headers });
    expect(told.status).toBe(200);
    expect(told.headers['x-seraph-loginreason']).toBe('AUTHENTICATED_FAILED');
    expect((await ask(`${sandbox.url}/~anonymous/jira/rest/api/3/myself`, { headers })).status).toBe(401);
  });
});

describe('answers that are not what they should be', () => {
  it('html is a login page', async () => {
    const told = await ask(models('html'), { headers: key });
    expect(told.status).toBe(200);
    expect(told.headers['content-type']).toContain('text/html');
    expect(told.text).toContain('<form');
  });

  it('wrong-shape is valid JSON', async () => {
    expect(await ask(models('wrong-shape'), { headers: key })).toMatchObject({ status: 200, json: { ok: [] } });
  });

  it('malformed breaks off, and says that this is all', async () => {
    const { body, complete } = await readBytes(models('malformed'), key);
    expect(complete).toBe(true);
    expect(body).toEqual((await whole()).subarray(0, body.length));
    expect(() => JSON.parse(body.toString())).toThrow();
  });

  it('huge has 10 MB', async () => {
    const { body } = await readBytes(models('huge'), key);
    expect(body.length).toBeGreaterThan(10 * 1024 * 1024);
  });

  it('gzip-bomb is small on the wire and never ends unpacked', async () => {
    const { body, headers } = await readBytes(models('gzip-bomb'), key);
    expect(headers['content-encoding']).toBe('gzip');
    expect(body.length).toBeLessThan(2 * 1024 * 1024);
    let size = 0;
    for await (const chunk of Readable.from([body]).pipe(createGunzip())) {
      size += chunk.length;
      if (size > 40 * 1024 * 1024) break;
    }
    // More than the first of its members, so the rest unpacks, too.
    expect(size).toBeGreaterThan(40 * 1024 * 1024);
  });
});

describe('connections', () => {
  it('stall leaves half an answer open', async () => {
    const all = await whole();
    const half = Math.ceil(all.length / 2);
    const { body, complete, headers } = await readBytes(models('stall'), key, (size) => size >= half);
    expect(headers['content-length']).toBe(String(all.length));
    expect([body.length, complete]).toEqual([half, false]);
  });

  it('drip sends the first byte alone', async () => {
    const { body, complete } = await readBytes(models('drip'), key, () => true);
    expect([body.length, complete]).toEqual([1, false]);
  });

  it('truncated announces more than it sends', async () => {
    const { body, complete, headers } = await readBytes(models('truncated'), key);
    expect(complete).toBe(false);
    expect(Number(headers['content-length'])).toBeGreaterThan(body.length);
  });

  it('truncated breaks a stream in the middle of its content', async () => {
    const url = `${sandbox.url}/~truncated/openai/v1/chat/completions`;
    const json = { model: 'gpt-4o', stream: true, messages: [{ role: 'user', content: 'Hello there' }] };
    const response = await fetch(url, { method: 'POST', headers: key, body: JSON.stringify(json) });
    const text: string[] = [];
    const read = async () => {
      for await (const chunk of response.body ?? []) text.push(Buffer.from(chunk).toString());
    };
    await expect(read()).rejects.toThrow();
    expect(text.join('')).toContain('"content":');
    expect(text.join('')).not.toContain('[DONE]');
  });

  it('hangup closes before an answer', async () => {
    await expect(readBytes(models('hangup'), key)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });
});

describe('redirects', () => {
  it('redirect leads to another origin that would serve the request', async () => {
    const { status, headers } = await ask(`${sandbox.url}/~redirect/openai/v1/models?a=b`, { headers: key });
    expect(status).toBe(302);
    const location = new URL(headers.location ?? '');
    expect(location.origin).not.toBe(sandbox.url);
    expect(location.pathname + location.search).toBe('/openai/v1/models?a=b');
    expect((await ask(location.href, { headers: key })).status).toBe(200);
    expect(sandbox.requests.at(-1)?.headers.host).toBe(location.host);
  });

  it('redirect-metadata leads to the metadata of a cloud', async () => {
    const { status, headers } = await ask(models('redirect-metadata'));
    expect([status, headers.location]).toEqual([302, 'http://169.254.169.254/latest/meta-data/']);
  });
});

it('is refused when there is none of that name', async () => {
  const told = await ask(models('nonsense'));
  expect(told.status).toBe(404);
  expect(told.json.behaviours).toEqual(Object.keys(behaviours));
});

it('ends open answers with the sandbox', async () => {
  const other = await startSandbox();
  const arrived = Promise.withResolvers<void>();
  const reading = readBytes(`${other.url}/~stall/openai/v1/models`, key, () => {
    arrived.resolve();
    return false;
  });
  await arrived.promise;
  await other.close();
  expect((await reading).complete).toBe(false);
});
