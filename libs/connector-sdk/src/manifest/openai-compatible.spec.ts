import { BoundSecret } from '@ims/egress';
import { describe, expect, it } from 'vitest';
import { checkSettings } from '../check-settings.ts';
import type { Effort, Settings } from '../connector.ts';
import { createContext } from '../context.ts';
import type { StageName, TestOutcome } from '../stage.ts';
import { testToEnd } from '../test-connection.ts';
import { settingsFor } from '../testing/connectors.ts';
import { json, useLoopback } from '../testing/loopback.ts';
import { fromManifest } from './from-manifest.ts';
import { type ManifestInput, manifestSchema } from './manifest.ts';

const loopback = useLoopback();
const key = 'a-key-of-the-provider';

function connector(more: Partial<ManifestInput & { kind: 'openai_compatible' }> = {}) {
  return fromManifest(
    manifestSchema.parse({
      kind: 'openai_compatible',
      provider: 'claims',
      display_name: 'Claims',
      description: 'Our models.',
      auth: { scheme: 'bearer' },
      ...more,
    }),
  );
}

interface Provider {
  models?: unknown[];
  /** Status of the list of models, for the key and for any other; 0 hangs up. */
  list?: [number, number];
  /** Answers a call by its body: a status, and what is wrong. */
  call?(body: Record<string, unknown>): [number, unknown];
}

function provide({
  models = [{ id: 'small', owned_by: 'us' }],
  list = [200, 401],
  call = () => [200, { choices: [{}], data: [{ embedding: [] }] }],
}: Provider): void {
  loopback.answer = (request, response) => {
    const known = request.headers.authorization === `Bearer ${key}`;
    if (request.url === '/models') {
      const status = list[known ? 0 : 1];
      return status === 0 ? void request.socket.destroy() : json(response, { data: models }, status);
    }
    if (!known) return json(response, {}, 401);
    let body = '';
    request.setEncoding('utf8').on('data', (chunk) => (body += chunk));
    request.on('end', () => {
      const [status, answer] = call(JSON.parse(body));
      json(response, answer, status);
    });
  };
}

const test = (settings: Partial<Settings> = {}, of = connector(), effort: Effort = 'full') =>
  testToEnd({
    connector: of,
    effort,
    settings: settingsFor(loopback.url, settings),
    secret: new BoundSecret(loopback.url, key),
    client: loopback.client,
  });

const stage = ({ stages }: TestOutcome, of: StageName) => stages.find(({ name }) => name === of);
const refusal = (code: string, message = '') => ({ error: { code, message } });

describe('the check of an OpenAI-compatible provider', () => {
  it('is proven by a list that takes the key and refuses an invented one', async () => {
    provide({});
    const outcome = await test({ model: 'small' });
    expect(outcome).toMatchObject({ status: 'healthy', identity: { kind: 'key' } });
    expect(loopback.seen).toEqual(['GET /models', 'GET /models']);
  });

  it('proves nothing by a public list', async () => {
    provide({ list: [200, 200] });
    const outcome = await test();
    expect(outcome).toMatchObject({ ok: true, status: 'degraded', error_class: null, identity: null });
    expect(stage(outcome, 'auth')).toMatchObject({
      verdict: 'warn',
      error_class: 'auth_not_verifiable',
      field: '/model',
    });
  });

  it('is proven by a call where the list is public', async () => {
    provide({ list: [200, 200] });
    expect(await test({ model: 'small' })).toMatchObject({ status: 'healthy' });
    expect(loopback.seen.slice(0, 2)).toEqual(['GET /models', 'GET /models']);
    expect(loopback.seen.slice(2)).toEqual(['POST /chat/completions', 'POST /chat/completions']);
  });

  it('warns where the key is known, but may not list', async () => {
    provide({ list: [403, 401] });
    const outcome = await test({ model: 'small' });
    expect(outcome).toMatchObject({ ok: true, status: 'degraded', identity: { kind: 'key' } });
    expect(stage(outcome, 'permissions')).toMatchObject({ verdict: 'warn', error_class: 'permission_missing' });
  });

  it('fails where any key may not list, and no model is named', async () => {
    provide({ list: [403, 403] });
    expect(await test()).toMatchObject({ ok: false, error_class: 'permission_missing', field: '/model' });
  });

  it.each([429, 503, 0])('warns where the counter-check gets no answer (%i)', async (status) => {
    provide({ list: [200, status] });
    const outcome = await test({ model: 'small' });
    expect(outcome).toMatchObject({ ok: true, status: 'degraded' });
    expect(stage(outcome, 'auth')).toMatchObject({
      verdict: 'warn',
      message: expect.stringContaining('counter-check'),
    });
  });

  it('takes a redirect of the made-up key for a refusal', async () => {
    provide({ list: [200, 302] });
    expect(await test({ model: 'small' })).toMatchObject({ status: 'healthy' });
  });

  it('needs no proof where the system wants no credentials', async () => {
    loopback.answer = (_, response) => json(response, { data: [{ id: 'small' }] });
    expect(await test({ model: 'small' }, connector({ auth: { scheme: 'none' } }))).toMatchObject({
      status: 'healthy',
    });
  });

  it('warns of a system that offers no models', async () => {
    provide({ models: [] });
    expect(await test()).toMatchObject({ status: 'degraded', message: 'The system offers no models.' });
  });

  it('is proven by a call where there is no list', async () => {
    provide({});
    const of = connector({ paths: { models: null } });
    expect(await test({ model: 'small' }, of)).toMatchObject({ status: 'healthy' });
    expect(await test({}, of)).toMatchObject({ error_class: 'invalid_config', field: '/model' });
    expect(loopback.seen).toEqual(['POST /chat/completions', 'POST /chat/completions']);
    expect(of.models).toBeUndefined();
  });

  it('is proven by embeddings where there is no chat', async () => {
    provide({ list: [200, 200] });
    const of = connector({ paths: { chat: null } });
    expect(await test({ model: 'small' }, of)).toMatchObject({ status: 'healthy' });
    expect(loopback.seen.at(-1)).toBe('POST /embeddings');
  });

  it('knows the older name of the limit', async () => {
    const bodies: object[] = [];
    provide({
      list: [200, 200],
      call(body) {
        bodies.push(body);
        return 'max_tokens' in body
          ? [200, { choices: [{}] }]
          : [400, refusal('unsupported_parameter', 'max_completion_tokens?')];
      },
    });
    expect(await test({ model: 'small' })).toMatchObject({ status: 'healthy' });
    expect(bodies).toEqual([
      expect.objectContaining({ model: 'small', max_completion_tokens: 16 }),
      expect.objectContaining({ model: 'small', max_tokens: 16 }),
    ]);
  });

  it.each([
    [404, refusal('model_not_found')],
    [404, refusal('DeploymentNotFound')],
    [404, refusal('', 'The model `large` does not exist.')],
    [400, refusal('model_not_found')],
  ])('tells an unknown model by %i %j', async (status, answer) => {
    provide({ call: () => [status, answer] });
    expect(await test({ model: 'large' })).toMatchObject({
      ok: false,
      error_class: 'model_not_found',
      field: '/model',
    });
  });

  it('takes a model that is not listed, but answers', async () => {
    provide({});
    expect(await test({ model: 'trained-by-us' })).toMatchObject({ status: 'healthy' });
    expect(loopback.seen.at(-1)).toBe('POST /chat/completions');
  });
});

describe('a scheduled check of an OpenAI-compatible provider', () => {
  const scheduled = (settings: Partial<Settings> = {}, of = connector()) => test(settings, of, 'scheduled');

  it('proves the key by the list as ever', async () => {
    provide({});
    expect(await scheduled({ model: 'small' })).toMatchObject({ status: 'healthy', identity: { kind: 'key' } });
    provide({ list: [401, 401] });
    expect(await scheduled({ model: 'small' })).toMatchObject({ ok: false, error_class: 'auth_invalid' });
  });

  it.each<[string, Provider, ReturnType<typeof connector>]>([
    ['a public list', { list: [200, 200] }, connector()],
    ['a list that is refused', { list: [404, 404] }, connector()],
    ['no list', {}, connector({ paths: { models: null } })],
  ])('calls no model where there is %s, and says so', async (_, provider, of) => {
    provide(provider);
    const outcome = await scheduled({ model: 'small' }, of);
    expect(outcome).toMatchObject({
      status: 'healthy',
      identity: null,
      message: expect.stringContaining('full tests'),
    });
    expect(stage(outcome, 'auth')).toMatchObject({ verdict: 'skip' });
    expect(loopback.seen.some((line) => line.startsWith('POST'))).toBe(false);
  });

  it('does not call a model that is not listed', async () => {
    provide({});
    const outcome = await scheduled({ model: 'trained-by-us' });
    expect(stage(outcome, 'sample')).toMatchObject({ verdict: 'skip', message: expect.stringContaining('full tests') });
    expect(loopback.seen).toEqual(['GET /models', 'GET /models']);
  });
});

describe('an OpenAI-compatible provider', () => {
  it('lists its models', async () => {
    provide({});
    const of = connector();
    const context = createContext({
      connector: of,
      settings: settingsFor(loopback.url),
      secret: new BoundSecret(loopback.url, key),
      client: loopback.client,
      signal: AbortSignal.timeout(10_000),
    });
    expect(await of.models?.(context)).toEqual([{ id: 'small', owned_by: 'us' }]);
  });

  it('says where calls go, with headers of its own', () => {
    const of = connector({
      paths: { chat: 'api/{model}/generate', embeddings: null },
      headers: { 'X-Team': '{settings.team}', 'X-None': '{settings.none}' },
      settings: { team: { type: 'string', title: 'Team' }, none: { type: 'string', title: 'None' } },
    });
    const settings = settingsFor('https://host/llm', { provider_metadata: { team: 'blue' } });
    expect(of.ai?.url(settings, 'chat/completions', 'a/b').href).toBe('https://host/llm/api/a%2Fb/generate');
    expect(of.ai?.headers?.(settings)).toEqual({ 'X-Team': 'blue' });
    expect(() => of.ai?.url(settings, 'embeddings', 'a')).toThrow('Claims does not offer embeddings.');
  });

  it.each([
    ['https://host', 'https://host/v1'],
    ['https://host/', 'https://host/v1'],
    ['https://host/v1/', 'https://host/v1'],
    ['https://host/v1/chat/completions', 'https://host/v1'],
    ['https://host/gateway/models', 'https://host/gateway/v1'],
  ])('understands the base URL %s', (pasted, base) => {
    const of = connector({ base_url: { append: '/v1' } });
    const { settings } = checkSettings(of, settingsFor(pasted), key);
    expect(settings.base_url).toBe(base);
    expect(checkSettings(of, settings, key).settings).toEqual(settings);
  });
});
