import {
  type ChangeModelBody,
  changeIntegration,
  changeModel,
  createModel,
  deleteIntegration,
  deleteModel,
  discoverModels,
  getIntegration,
  listModels,
  type Model,
  type NewModelBody,
} from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant, type Person } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { ModelsService } from '../src/models/index.ts';
import { type TenantId, TenantScope } from '../src/platform/access/tenant-scope.ts';
import { fromDollars } from '../src/platform/money.ts';
import { overlapping } from './support/blocked.ts';
import { problemOf, send } from './support/http.ts';
import { openaiOf, sandboxed } from './support/sandboxed.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const { sandbox, environment } = await sandboxed();
const app = await testApp(environment);
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const viewer = await loginAs('viewer', tenant);
const MISSING = 2_147_483_000;

const newProvider = (fields: Parameters<typeof makeIntegration>[1] = {}) => makeIntegration(admin, fields);

async function register(id: number, body: NewModelBody, by: Person = admin): Promise<Model> {
  const { data } = await createModel({ client: by.client, path: { id }, body, throwOnError: true });
  return data;
}

const tryCreate = (id: number, body: NewModelBody) => createModel({ client: admin.client, path: { id }, body });

const change = ({ id, integration_id }: Model, body: ChangeModelBody, version?: number) =>
  changeModel({
    client: admin.client,
    path: { id: integration_id, model_id: id },
    body,
    headers: version === undefined ? {} : { 'If-Match': `"${version}"` },
  });

async function changed(model: Model, body: ChangeModelBody): Promise<Model> {
  const { data, error } = await change(model, body);
  expect(error).toBeUndefined();
  return data as Model;
}

const modelsOf = async (id: number, by: Person = admin) =>
  (await listModels({ client: by.client, path: { id }, throwOnError: true })).data;

const defaultOf = async (id: number) =>
  (await getIntegration({ client: admin.client, path: { id }, throwOnError: true })).data.model;

const noPrice = {
  cached_input: null,
  cache_write: null,
  audio_input: null,
  audio_output: null,
};

describe('a model', () => {
  test('is registered with what was said, and the rest as nobody said otherwise', async () => {
    const { id } = await newProvider();
    expect(await register(id, { name: 'bare' })).toEqual({
      id: expect.any(Number),
      integration_id: id,
      name: 'bare',
      aliases: [],
      purpose: 'chat',
      is_default: false,
      context_window: null,
      max_output_tokens: null,
      base_model: null,
      active: true,
      price: { state: 'unknown', input: null, output: null, effective_from: null, ...noPrice },
      prices: [],
      warnings: [],
      version: 1,
      created_at: expect.any(String),
      last_updated_at: expect.any(String),
    });
  });

  test('keeps all that was said of it', async () => {
    const { id } = await newProvider();
    const said = {
      name: 'acme/embed-v1',
      purpose: 'embedding',
      context_window: 8192,
      max_output_tokens: 1,
      base_model: 'text-embedding-3-small',
      active: false,
    } as const;
    const price = { state: 'priced', input: 0.02, output: 0, ...noPrice } as const;
    const model = await register(id, { ...said, aliases: ['Embed', 'embed', 'vectors'], price });
    const { effective_from } = model.price;
    expect(model).toMatchObject({ ...said, aliases: ['embed', 'vectors'], price });
    expect(model.prices).toEqual([
      { id: expect.any(Number), ...price, effective_from, created_by: `admin@${tenant.slug}.example` },
    ]);
    expect(await modelsOf(id)).toEqual([model]);
  });

  test('is created once under an Idempotency-Key, and says where it is', async () => {
    const { id } = await newProvider();
    const path = `/api/v1/admin/integrations/${id}/models`;
    const headers = { 'idempotency-key': 'once' };
    const request = { token: admin.token, headers, body: { name: 'once' } };
    const [first, second] = [await send(app, 'POST', path, request), await send(app, 'POST', path, request)];
    expect(second.text).toBe(first.text);
    expect(first.headers.get('location')).toBe(`${path}/${JSON.parse(first.text).id}`);
    expect(first.headers.get('etag')).toBe('"1"');
    expect(await modelsOf(id)).toHaveLength(1);
  });

  test('changes in what is given only, version by version', async () => {
    const { id } = await newProvider();
    const model = await register(id, { name: 'one', aliases: ['first'], context_window: 100, base_model: 'gpt-4o' });
    const cleared = await changed(model, { context_window: null, base_model: '' });
    expect(cleared).toMatchObject({ name: 'one', aliases: ['first'], context_window: null, base_model: null });
    expect(cleared.version).toBe(2);
    const stale = await change(model, { name: 'two' }, 1);
    expect([stale.response?.status, stale.error?.code]).toEqual([412, 'stale_version']);
    expect((await change(model, { name: 'two' }, 2)).data).toMatchObject({ name: 'two', version: 3 });
    const late = await deleteModel({
      client: admin.client,
      path: { id, model_id: model.id },
      headers: { 'If-Match': '"2"' },
    });
    expect(late.response?.status).toBe(412);
  });

  test('is removed with its aliases and prices, which others may then have', async () => {
    const { id } = await newProvider();
    const price = { state: 'free' } as const;
    const model = await register(id, { name: 'gone', aliases: ['mine-now'], price });
    const { response } = await deleteModel({ client: admin.client, path: { id, model_id: model.id } });
    expect(response?.status).toBe(204);
    expect(await modelsOf(id)).toEqual([]);
    expect((await register(id, { name: 'gone', aliases: ['mine-now'] })).prices).toEqual([]);
    const again = await deleteModel({ client: admin.client, path: { id, model_id: model.id } });
    expect(again.response?.status).toBe(404);
  });

  test('goes with its integration', async () => {
    const { id } = await newProvider();
    await register(id, { name: 'gone', aliases: ['goes-too'], price: { state: 'free' } });
    await deleteIntegration({ client: admin.client, path: { id }, throwOnError: true });
    const missing = await listModels({ client: admin.client, path: { id } });
    expect(missing.response?.status).toBe(404);
    const other = await newProvider();
    expect((await register(other.id, { name: 'next', aliases: ['goes-too'] })).aliases).toEqual(['goes-too']);
  });

  test('belongs to one integration: under another it is missing', async () => {
    const [one, other] = [await newProvider(), await newProvider()];
    const model = await register(one.id, { name: 'here' });
    expect((await change({ ...model, integration_id: other.id }, { active: false })).response?.status).toBe(404);
    const removal = await deleteModel({ client: admin.client, path: { id: other.id, model_id: model.id } });
    expect(removal.response?.status).toBe(404);
    expect(await modelsOf(one.id)).toEqual([model]);
  });

  test('leaves a trail of what changed', async () => {
    const { id } = await newProvider();
    let model = await register(id, { name: 'seen' });
    const { audit, events } = await trailOf(app.database.owner, async () => {
      model = await register(id, { name: 'traced', aliases: ['trace'] });
      await changed(model, { context_window: 5, price: { state: 'free', effective_from: '2026-01-01T00:00:00Z' } });
      await deleteModel({ client: admin.client, path: { id, model_id: model.id } });
    });
    expect(audit.map(({ action }) => action)).toEqual(['model.created', 'model.updated', 'model.deleted']);
    expect(audit[0]?.changes).toMatchObject({ name: { after: 'traced' }, aliases: { after: ['trace'] } });
    expect(Object.keys(audit[1]?.changes ?? {}).toSorted()).toEqual(['context_window', 'prices']);
    expect(events.map(({ type, payload }) => [type, payload])).toEqual(
      ['model.created', 'model.updated', 'model.deleted'].map((type) => [
        type,
        { id: model.id, name: 'traced', integration_id: id },
      ]),
    );
  });
});

describe('only an AI provider', () => {
  test('has models', async () => {
    const { id } = await newProvider({ type: 'data_source' });
    const refusals = [
      await tryCreate(id, { name: 'a' }),
      await discoverModels({ client: admin.client, path: { id } }),
    ].map(({ response, error }) => [response?.status, error?.code]);
    expect(refusals).toEqual([
      [422, 'not_an_ai_provider'],
      [422, 'not_an_ai_provider'],
    ]);
    expect(await modelsOf(id)).toEqual([]);
  });
});

describe('a name', () => {
  test('is taken once by each integration, as it is written', async () => {
    const [one, other] = [await newProvider(), await newProvider()];
    await register(one.id, { name: 'gpt-4o' });
    const { response, error } = await tryCreate(one.id, { name: 'gpt-4o' });
    expect([response?.status, error?.code]).toEqual([409, 'model_exists']);
    expect(error?.errors).toEqual([{ pointer: '/name', code: 'model_exists', message: expect.any(String) }]);
    await register(one.id, { name: 'GPT-4o' });
    const moved = await change(await register(other.id, { name: 'gpt-4o' }), { name: 'gpt-4o-2' });
    expect(moved.data?.name).toBe('gpt-4o-2');
    const [first, second] = await modelsOf(one.id);
    expect([first?.name, second?.name]).toEqual(['GPT-4o', 'gpt-4o']);
    expect((await change(first as Model, { name: 'gpt-4o' })).error?.code).toBe('model_exists');
  });
});

describe('an alias', () => {
  test('is unique over the tenant, in any case', async () => {
    const [one, other] = [await newProvider(), await newProvider()];
    await register(one.id, { name: 'a', aliases: ['quick'] });
    const { response, error } = await tryCreate(other.id, { name: 'b', aliases: ['slow', 'QUICK'] });
    expect([response?.status, error?.code]).toEqual([409, 'alias_taken']);
    expect(error?.errors).toEqual([
      { pointer: '/aliases/1', code: 'alias_taken', message: expect.stringContaining('the model a of') },
    ]);
    expect(await modelsOf(other.id)).toEqual([]);
  });

  test('is no provider of the tenant, in any case', async () => {
    const { id, provider } = await newProvider();
    const { error } = await tryCreate(id, { name: 'a', aliases: [provider.toUpperCase()] });
    expect(error?.code).toBe('alias_taken');
  });

  test('may be that of another tenant, and the name of a model', async () => {
    const { id } = await newProvider();
    await register(id, { name: 'shared', aliases: ['shared'] });
    const stranger = await loginAs('admin', await makeTenant(app));
    const theirs = await makeIntegration(stranger);
    expect((await register(theirs.id, { name: 'shared', aliases: ['shared'] }, stranger)).aliases).toEqual(['shared']);
  });

  test.each(['a/b', '/', '', ' ', 'ä', 'a b', '-a', 'x'.repeat(101)])('%j is refused', async (alias) => {
    const { id } = await newProvider();
    const { response, error } = await tryCreate(id, { name: 'a', aliases: [alias] });
    expect(response?.status).toBe(422);
    expect(error?.errors?.[0]?.pointer).toBe('/aliases/0');
  });

  test('stays with the model that keeps it, and others replace it as a whole', async () => {
    const { id } = await newProvider();
    const model = await register(id, { name: 'keeps', aliases: ['kept', 'dropped'] });
    expect((await changed(model, { aliases: ['kept', 'added'] })).aliases).toEqual(['added', 'kept']);
    expect((await changed(model, { active: false })).aliases).toEqual(['added', 'kept']);
    expect((await changed(model, { aliases: [] })).aliases).toEqual([]);
    await register(id, { name: 'takes', aliases: ['dropped'] });
  });

  test('that two models ask for at once is given to one', async () => {
    const [one, other] = [await newProvider(), await newProvider()];
    const [first, second] = await overlapping(app.database.owner, [
      () => tryCreate(one.id, { name: 'a', aliases: ['contested'] }),
      () => tryCreate(other.id, { name: 'b', aliases: ['contested'] }),
    ]);
    expect([first?.response?.status, second?.response?.status].toSorted()).toEqual([201, 409]);
    expect((first?.error ?? second?.error)?.code).toBe('alias_taken');
  });

  test('is warned about when an integration is called so later', async () => {
    const { id } = await newProvider();
    await register(id, { name: 'shadowed', aliases: ['later'] });
    await newProvider({ provider: 'Later' });
    expect((await modelsOf(id))[0]?.warnings).toEqual([
      { code: 'alias_shadowed', message: expect.stringContaining('later') },
    ]);
  });
});

describe('the default', () => {
  test('is the model the integration names, whether registered or not', async () => {
    const { id } = await newProvider({ model: 'first' });
    expect((await register(id, { name: 'first' })).is_default).toBe(true);
    const second = await register(id, { name: 'second', is_default: true });
    expect(second.is_default).toBe(true);
    expect(await defaultOf(id)).toBe('second');
    expect((await modelsOf(id)).map(({ name, is_default }) => [name, is_default])).toEqual([
      ['second', true],
      ['first', false],
    ]);
    await deleteModel({ client: admin.client, path: { id, model_id: second.id }, throwOnError: true });
    expect(await defaultOf(id)).toBe('second');
    await changeIntegration({ client: admin.client, path: { id }, body: { model: 'first' } });
    expect((await modelsOf(id))[0]?.is_default).toBe(true);
  });

  test('moves with a new version of the integration, in its own trail', async () => {
    const integration = await newProvider();
    const model = await register(integration.id, { name: 'chosen' });
    const { audit } = await trailOf(app.database.owner, () => changed(model, { is_default: true }));
    expect(audit.map(({ action }) => action)).toEqual(['integration.updated', 'model.updated']);
    const { data } = await getIntegration({ client: admin.client, path: { id: integration.id } });
    expect([data?.model, data?.version]).toEqual(['chosen', integration.version + 1]);
    const quiet = await trailOf(app.database.owner, () => changed(model, { is_default: true }));
    expect(quiet.audit.map(({ action }) => action)).toEqual(['model.updated']);
  });

  test('stays the default under another name, and can be given up', async () => {
    const { id } = await newProvider();
    const model = await register(id, { name: 'old-name', is_default: true });
    expect((await changed(model, { name: 'new-name' })).is_default).toBe(true);
    expect(await defaultOf(id)).toBe('new-name');
    expect((await changed(model, { is_default: false })).is_default).toBe(false);
    expect(await defaultOf(id)).toBeNull();
  });

  test('does not move when the model is refused', async () => {
    const { id, provider } = await newProvider({ model: 'first' });
    await tryCreate(id, { name: 'second', is_default: true, aliases: [provider] });
    expect(await defaultOf(id)).toBe('first');
  });
});

describe('a price', () => {
  const past = { state: 'priced', input: 2, output: 8, effective_from: '2026-01-01T00:00:00.000Z' } as const;
  const future = { state: 'priced', input: 1, output: 4, effective_from: '2126-01-01T00:00:00.000Z' } as const;

  test('holds from its time until the next begins, newest first', async () => {
    const { id } = await newProvider();
    let model = await register(id, { name: 'm', price: future });
    expect(model.price.state).toBe('unknown');
    model = await changed(model, { price: past });
    expect(model.price).toMatchObject(past);
    model = await changed(model, { price: { state: 'free' } });
    expect(model.price).toMatchObject({ state: 'free', input: null, output: null });
    expect(model.prices.map(({ effective_from }) => effective_from)).toEqual([
      future.effective_from,
      model.price.effective_from,
      past.effective_from,
    ]);
    expect(Date.parse(model.price.effective_from ?? '')).toBeLessThanOrEqual(Date.now());
  });

  test('of the same time is replaced, also when it is written in another zone', async () => {
    const { id } = await newProvider();
    const model = await register(id, { name: 'm', price: past });
    const again = { ...past, input: 3, effective_from: '2026-01-01T02:00:00+02:00' };
    const { prices } = await changed(model, { price: again });
    expect(prices).toHaveLength(1);
    expect(prices[0]).toMatchObject({ input: 3, effective_from: past.effective_from });
  });

  test('is kept to the millionth of a dollar', async () => {
    const { id } = await newProvider();
    const exact = {
      input: 0.000001,
      cached_input: 0.1,
      cache_write: 0.3,
      output: 999_999,
      audio_input: 40,
      audio_output: 0,
    };
    expect((await register(id, { name: 'm', price: { state: 'priced', ...exact } })).price).toMatchObject(exact);
  });

  test.each([
    ['without output', { state: 'priced', input: 1 }, '/price/output', 'required'],
    ['without input', { state: 'priced', input: null, output: 1 }, '/price/input', 'required'],
    ['below nothing', { state: 'priced', input: -1, output: 1 }, '/price/input', 'too_small'],
    ['beyond what is kept', { state: 'priced', input: 1e6, output: 1 }, '/price/input', 'too_big'],
    ['finer than what is kept', { state: 'priced', input: 1.5e-7, output: 1 }, '/price/input', undefined],
    ['of something free', { state: 'free', input: 1 }, '/price/input', 'not_priced'],
    ['of something unknown', { state: 'unknown', audio_output: 1 }, '/price/audio_output', 'not_priced'],
    ['from no time', { state: 'free', effective_from: 'soon' }, '/price/effective_from', undefined],
  ] as const)('%s is refused', async (_what, price, pointer, code) => {
    const { id } = await newProvider();
    const { response, error } = await tryCreate(id, { name: 'm', price: price as NewModelBody['price'] });
    expect(response?.status).toBe(422);
    expect(error?.errors?.[0]).toMatchObject({ pointer, ...(code ? { code } : {}) });
  });

  test('far from the list price, or missing for a custom-trained model, is warned about', async () => {
    const { id } = await newProvider();
    const price = { state: 'priced', input: 150, output: 600 } as const;
    const model = await register(id, { name: 'gpt-4o-mini-2024-07-18', price });
    expect(model.warnings.map(({ code }) => code)).toEqual(['unlikely_price', 'unlikely_price']);
    const right = await changed(model, { price: { state: 'priced', input: 0.15, output: 0.6 } });
    expect(right.warnings).toEqual([]);
    const tuned = await register(id, { name: 'ours', base_model: 'gpt-4o-mini' });
    expect(tuned.warnings.map(({ code }) => code)).toEqual(['base_model_without_price']);
  });

  test('tells who set it only to those who may set it', async () => {
    const { id } = await newProvider();
    await register(id, { name: 'm', price: past });
    expect((await modelsOf(id, viewer))[0]?.prices[0]).toMatchObject({ input: 2, created_by: null });
  });
});

describe('discovery', () => {
  test('lists what the provider offers, and which of it is registered', async () => {
    const { id } = await newProvider(openaiOf(sandbox));
    await register(id, { name: 'gpt-4o-mini' });
    const { data } = await discoverModels({ client: admin.client, path: { id }, throwOnError: true });
    const names = data.models.map((model) => model.id);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b, 'en')));
    expect(data.models).toContainEqual({ id: 'gpt-4o', owned_by: 'system', registered: false });
    expect(data.models.filter(({ registered }) => registered).map((model) => model.id)).toEqual(['gpt-4o-mini']);
  });

  test.each([
    ['unauthorized', 'auth_invalid'],
    ['no-models', 'permission_missing'],
    ['unavailable', 'upstream_5xx'],
    ['malformed', 'unexpected_content'],
  ])('of a provider that is %s fails as a preview does', async (behaviour, errorClass) => {
    const { id } = await newProvider(openaiOf(sandbox, behaviour));
    const answer = await send(app, 'POST', `/api/v1/admin/integrations/${id}/models/discover`, { token: admin.token });
    expect(answer.status).toBe(502);
    expect(problemOf(answer)).toMatchObject({ error_class: errorClass, code: errorClass, remedy: expect.any(String) });
  });

  test('of a provider without a list says so', async () => {
    const manifest = {
      kind: 'openai_compatible',
      provider: 'listless',
      display_name: 'Listless',
      description: 'Has no list of models.',
      version: 1,
      auth: { scheme: 'bearer' },
      paths: { models: null },
    };
    const made = await send(app, 'POST', '/api/v1/admin/connectors', { token: admin.token, body: { manifest } });
    expect(made.status, made.text).toBe(201);
    const { id } = await newProvider({ ...openaiOf(sandbox), provider: 'listless' });
    const { response, error } = await discoverModels({ client: admin.client, path: { id } });
    expect([response?.status, error?.code]).toEqual([409, 'no_model_list']);
  });

  test('of a missing integration finds nothing', async () => {
    const { response } = await discoverModels({ client: admin.client, path: { id: MISSING } });
    expect(response?.status).toBe(404);
  });
});

test('calls get the models of the whole tenant, with exact prices', async () => {
  const place = await makeTenant(app);
  const by = await loginAs('admin', place);
  const [one, other] = [await makeIntegration(by), await makeIntegration(by)];
  const price = { state: 'priced', input: 0.15, cached_input: 0.075, output: 0.6 } as const;
  const first = await register(one.id, { name: 'a', aliases: ['Fast'], price }, by);
  const second = await register(other.id, { name: 'b', purpose: 'embedding', active: false, base_model: 'x' }, by);
  const scope = TenantScope.ofSystem({ id: place.id as TenantId, slug: place.slug }, 'test');
  expect(await app.nest.get(ModelsService).ofTenant(scope)).toEqual([
    {
      id: first.id,
      integrationId: one.id,
      name: 'a',
      purpose: 'chat',
      aliases: ['fast'],
      contextWindow: null,
      maxOutputTokens: null,
      baseModel: null,
      active: true,
      prices: [
        {
          id: first.prices[0]?.id,
          state: 'priced',
          ...noPrice,
          input: fromDollars(0.15),
          cached_input: fromDollars(0.075),
          output: fromDollars(0.6),
          effectiveFrom: new Date(first.price.effective_from ?? ''),
        },
      ],
    },
    {
      id: second.id,
      integrationId: other.id,
      name: 'b',
      purpose: 'embedding',
      aliases: [],
      contextWindow: null,
      maxOutputTokens: null,
      baseModel: 'x',
      active: false,
      prices: [],
    },
  ]);
});
