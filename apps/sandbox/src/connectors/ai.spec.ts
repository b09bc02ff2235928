import { ConnectorFault, type Stage, type StageName, type TestOutcome } from '@ims/connector-sdk';
import { connectorFor } from '@ims/connectors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, type SeenRequest, startSandbox } from '../index.ts';
import { caseContract } from '../testing/case-contract.ts';
import { type Bench, openBench, type Typed } from './connection.ts';

const openai = connectorFor('openai', 'ai_provider');
const azure = connectorFor('azure_openai', 'ai_provider');
const wex = connectorFor('wex_ai_gateway', 'ai_provider');
const custom = connectorFor('custom_ai', 'ai_provider');
let sandbox: Sandbox;
let bench: Bench;

beforeAll(async () => {
  sandbox = await startSandbox();
  bench = openBench();
});
beforeEach(() => {
  sandbox.requests.length = 0;
});
afterAll(async () => {
  await bench.close();
  await sandbox.close();
});

function at(path: string, more: Partial<Typed> = {}): Typed {
  return { base_url: `${sandbox.url}${path}`, ...more };
}

function onAzure(more: Partial<Typed> = {}, behaviour = ''): Typed {
  const { deployment, apiVersion } = accounts.azure;
  return at(`${behaviour}/azure`, {
    model: 'gpt-4o',
    provider_metadata: { deployment, api_version: apiVersion, region: 'westeurope', endpoint: 'custom' },
    ...more,
  });
}

/** The server of the custom model: its header, and the one path it has. */
const ownPath: Partial<Typed> = {
  model: accounts.llm.model,
  provider_metadata: { auth_scheme: 'header', auth_header: 'X-LLM-Key', chat_path: '/api/generate-v1' },
};

function stage(outcome: TestOutcome, name: StageName): Stage | undefined {
  return outcome.stages.find((one) => one.name === name);
}

function calls(operation: string): SeenRequest[] {
  return sandbox.requests.filter(({ path }) => path.includes(operation));
}

for (const name of ['OpenAI', 'Azure OpenAI', 'WEX AI Gateway', 'Custom AI']) caseContract(name, () => sandbox);

describe('a test of OpenAI', () => {
  it.each(['/openai', '/openai/v1', '/openai/v1/', '/openai/v1/chat/completions'])(
    'names the organization with the base URL %s',
    async (path) => {
      const outcome = await bench.test(openai, at(path, { model: 'gpt-4o-mini' }), accounts.openai.key);
      expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { id: 'sandbox', kind: 'key' } });
    },
  );

  it('costs nothing where the list of models proves the key and has the model', async () => {
    await bench.test(openai, at('/openai', { model: 'gpt-4o-mini' }), accounts.openai.key);
    expect(sandbox.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('asks the second time with a made-up key', async () => {
    await bench.test(openai, at('/openai'), accounts.openai.key);
    const [first, second] = calls('/models').map(({ headers }) => headers.authorization);
    expect(first).toBe(`Bearer ${accounts.openai.key}`);
    expect(second).toMatch(/^Bearer sk-[0-9a-f]{48}$/);
  });

  it('refuses a wrong key and does not repeat what OpenAI says of it', async () => {
    const outcome = await bench.test(openai, at('/openai'), 'sk-proj-wrong-0123456789');
    expect(outcome).toMatchObject({ error_class: 'auth_invalid', field: '/password', identity: null });
    expect(JSON.stringify(outcome)).not.toMatch(/sk-proj|6789/);
  });

  it('says that a key has expired', async () => {
    const outcome = await bench.test(openai, at('/~expired/openai'), accounts.openai.key);
    expect(outcome).toMatchObject({ error_class: 'auth_expired', field: '/password' });
  });

  it('names models like one that does not exist', async () => {
    const outcome = await bench.test(openai, at('/openai', { model: 'gpt-4o-minni' }), accounts.openai.key);
    expect(outcome).toMatchObject({ ok: false, error_class: 'model_not_found', field: '/model' });
    expect(outcome.remedy).toContain('gpt-4o-mini');
    expect(outcome.models).toContain('gpt-4o-mini');
  });

  it('tells which models the key may see, where it may list them', async () => {
    const outcome = await bench.test(openai, at('/openai'), accounts.openai.key);
    expect(outcome.models).toEqual(expect.arrayContaining(['gpt-4o', 'gpt-4o-mini']));
    const restricted = await bench.test(openai, at('/~no-models/openai', { model: 'gpt-4o' }), accounts.openai.key);
    expect(restricted.models).toBeNull();
  });

  it('proves a restricted key by what the system knows of it, and warns', async () => {
    const outcome = await bench.test(openai, at('/~no-models/openai', { model: 'gpt-4o' }), accounts.openai.key);
    expect(outcome).toMatchObject({ ok: true, status: 'degraded' });
    expect(stage(outcome, 'auth')).toMatchObject({ verdict: 'pass' });
    expect(stage(outcome, 'permissions')).toMatchObject({ verdict: 'warn' });
    expect(stage(outcome, 'sample')).toMatchObject({ verdict: 'pass', message: 'gpt-4o answers.' });
  });

  it('refuses a wrong key where the list is refused', async () => {
    const outcome = await bench.test(openai, at('/~no-models/openai', { model: 'gpt-4o' }), 'sk-wrong');
    expect(outcome).toMatchObject({ error_class: 'auth_invalid' });
  });
});

describe('a gateway that shows its models to anyone', () => {
  const open = (model: string | null = null) => at('/~public-models/wex/v1', { model });

  it('is not verifiable while no model is named', async () => {
    const outcome = await bench.test(wex, open(), 'any-key-at-all');
    expect(outcome).toMatchObject({ ok: true, status: 'degraded', identity: null });
    expect(stage(outcome, 'auth')).toMatchObject({
      verdict: 'warn',
      field: '/model',
      error_class: 'auth_not_verifiable',
    });
  });

  it('proves the key by a call to the named model', async () => {
    const outcome = await bench.test(wex, open('wex-chat-large'), accounts.wex.key);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'key' } });
    const [real, made] = calls('/chat/completions');
    expect(JSON.parse(real?.body ?? '')).toMatchObject({ model: 'wex-chat-large', max_completion_tokens: 16 });
    expect(made?.headers.authorization).not.toBe(real?.headers.authorization);
  });

  it('names models like one that the call does not find', async () => {
    const outcome = await bench.test(wex, open('wex-chat-larg'), accounts.wex.key);
    expect(outcome).toMatchObject({ ok: false, error_class: 'model_not_found', field: '/model' });
    expect(outcome.remedy).toContain('wex-chat-large');
  });

  it('refuses a wrong key by that call', async () => {
    const outcome = await bench.test(wex, open('wex-chat-large'), 'any-key-at-all');
    expect(outcome).toMatchObject({ ok: false, error_class: 'auth_invalid' });
  });

  it('limits the answer of an older model the older way', async () => {
    const typed = at('/~old-api-params/openai', { model: 'ft:gpt-4o:acme' });
    await bench.test(openai, typed, accounts.openai.key);
    // Not listed, so it is called; that it does not exist shows before its parameters are looked at.
    expect(calls('/chat/completions')).toHaveLength(1);
    const { deployment } = accounts.azure;
    const older = onAzure({ provider_metadata: { deployment } }, '/~old-api-params');
    expect(await bench.test(azure, older, accounts.azure.key)).toMatchObject({ ok: true, status: 'healthy' });
    const bodies = calls('/~old-api-params/azure').flatMap(({ body }) => (body ? [JSON.parse(body)] : []));
    expect(bodies).toMatchObject([{ max_completion_tokens: 16 }, { max_tokens: 16 }]);
    expect(bodies[1]).not.toHaveProperty('max_completion_tokens');
  });
});

describe('a test of Azure OpenAI', () => {
  const { key, deployment, embeddingDeployment, apiVersion } = accounts.azure;

  it('calls the deployment and names the resource', async () => {
    const outcome = await bench.test(azure, onAzure(), key);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { id: new URL(sandbox.url).host } });
    expect(outcome.identity?.name).toContain('West Europe');
    expect(calls(`/azure/openai/deployments/${deployment}/chat/completions?api-version=${apiVersion}`)).toHaveLength(1);
  });

  it.each([
    `/azure/openai/deployments/${deployment}/chat/completions?api-version=${apiVersion}`,
    '/azure/openai/v1/',
    '/azure/openai/v1/chat/completions',
    `/azure/openai/models?api-version=${apiVersion}`,
    '/azure/openai',
  ])('works with the pasted address %s', async (path) => {
    const outcome = await bench.test(azure, at(path, { model: deployment }), key);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy' });
    const style = path.includes('/v1')
      ? '/azure/openai/v1/chat/completions'
      : `/azure/openai/deployments/${deployment}/`;
    expect(calls(style)).toHaveLength(1);
  });

  it('tests the deployment when no model is named', async () => {
    const outcome = await bench.test(azure, onAzure({ model: null }), key);
    expect(stage(outcome, 'sample')).toMatchObject({ verdict: 'pass' });
  });

  it('tells a missing deployment from a wrong address', async () => {
    const gone = await bench.test(azure, onAzure({}, '/~no-deployment'), key);
    expect(gone).toMatchObject({ error_class: 'model_not_found', field: '/provider_metadata/deployment' });
    const lost = await bench.test(azure, at('/azure/elsewhere', { model: deployment }), key);
    expect(lost).toMatchObject({ error_class: 'not_found_wrong_base_url', field: '/base_url' });
  });

  it('calls a deployment of embeddings, whatever its name', async () => {
    const named = onAzure({ model: 'vectors', provider_metadata: { deployment: embeddingDeployment } });
    expect(await bench.test(azure, named, key)).toMatchObject({ ok: true, status: 'healthy' });
    expect(calls('/embeddings')).toHaveLength(1);
  });

  it('sends the name of the deployment as the model on the v1 paths', async () => {
    const typed = onAzure({ provider_metadata: { path_style: 'v1', deployment } });
    expect(await bench.test(azure, typed, key)).toMatchObject({ ok: true });
    expect(JSON.parse(calls('/v1/chat/completions')[0]?.body ?? '')).toMatchObject({ model: deployment });
  });

  it('refuses a wrong key', async () => {
    expect(await bench.test(azure, onAzure(), 'wrong')).toMatchObject({ error_class: 'auth_invalid', identity: null });
  });

  it('offers no models, since its list does not tell the deployments', async () => {
    expect(await bench.test(azure, onAzure(), key)).toMatchObject({ ok: true, models: null });
  });

  it('sends the key in its own header and nowhere else', async () => {
    await bench.test(azure, onAzure(), key);
    expect(sandbox.requests.some(({ headers }) => headers['api-key'] === key)).toBe(true);
    const others = sandbox.requests.map(({ headers, ...request }) => ({ ...request, ...headers, 'api-key': '' }));
    expect(JSON.stringify(others)).not.toContain(key);
  });
});

describe('a test of a custom AI server', () => {
  it('calls a custom-trained model under its own path, with its own header', async () => {
    const outcome = await bench.test(custom, at('/llm', ownPath), accounts.llm.key);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'key' } });
    expect(stage(outcome, 'permissions')).toMatchObject({ verdict: 'skip' });
    expect(sandbox.requests.map(({ path }) => path)).toContain('/llm/api/generate-v1');
  });

  it('finds the models below a path that names a version', async () => {
    const metadata = { auth_scheme: 'header', auth_header: 'X-LLM-Key' };
    const typed = at('/llm/api/generate-v1', { model: accounts.llm.model, provider_metadata: metadata });
    const outcome = await bench.test(custom, typed, accounts.llm.key);
    expect(stage(outcome, 'sample')?.message).toBe(`${accounts.llm.model} is offered.`);
  });

  it('calls a model of embeddings by embeddings', async () => {
    const metadata = { ...ownPath.provider_metadata, embeddings_path: 'api/generate-v1/embeddings' };
    const typed = at('/llm', { model: 'acme-embed', provider_metadata: metadata });
    expect(await bench.test(custom, typed, accounts.llm.key)).toMatchObject({ ok: true, status: 'healthy' });
    expect(calls('/embeddings').length).toBeGreaterThan(0);
  });

  it('wants a model to test with where there is no list', async () => {
    const outcome = await bench.test(custom, at('/llm', { ...ownPath, model: null }), accounts.llm.key);
    expect(outcome).toMatchObject({ ok: false, error_class: 'not_found_wrong_base_url' });
    expect(outcome.remedy).toContain('name a model');
  });

  it('says that the key is not where the server looks for it', async () => {
    const outcome = await bench.test(custom, at('/llm/api/generate-v1', { model: 'x' }), accounts.llm.key);
    expect(outcome).toMatchObject({ ok: false, error_class: 'auth_scheme_mismatch', field: '/password' });
  });

  it('serves a provider that nobody knows', async () => {
    const unknown = connectorFor('orchard_llm', 'ai_provider');
    const outcome = await bench.test(unknown, at('/wex/v1', { model: 'gpt-4o' }), accounts.wex.key);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy' });
  });
});

describe('a scheduled check', () => {
  it.each<[string, () => Typed, string]>([
    ['of OpenAI', () => at('/openai', { model: 'ft:gpt-4o:acme' }), accounts.openai.key],
    ['of a gateway that shows its models to anyone', () => at('/~public-models/openai', { model: 'gpt-4o' }), 'any'],
    ['of a key that may list nothing', () => at('/~no-models/openai', { model: 'gpt-4o' }), accounts.openai.key],
  ])('%s calls no model', async (_, typed, key) => {
    expect(await bench.test(openai, typed(), key, 'scheduled')).toMatchObject({ ok: true });
    expect(sandbox.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('of Azure proves the key and leaves the deployment to full tests', async () => {
    const outcome = await bench.test(azure, onAzure(), accounts.azure.key, 'scheduled');
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'key' } });
    expect(stage(outcome, 'sample')).toMatchObject({ verdict: 'skip', message: expect.stringContaining('full tests') });
    expect(sandbox.requests.every(({ method }) => method === 'GET')).toBe(true);
  });

  it('still finds out that a key no longer counts', async () => {
    expect(await bench.test(openai, at('/openai'), 'sk-old', 'scheduled')).toMatchObject({
      error_class: 'auth_invalid',
    });
  });
});

describe('models', () => {
  it('lists what a provider offers', async () => {
    const models = await wex.models?.(bench.context(wex, at('/wex'), accounts.wex.key));
    expect(models).toContainEqual({ id: 'wex-chat-large', owned_by: 'wex' });
  });

  it('says why there is no list', async () => {
    const context = bench.context(openai, at('/~no-models/openai'), accounts.openai.key);
    const refused = await openai.models?.(context).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ConnectorFault);
    expect(refused).toMatchObject({ errorClass: 'permission_missing' });
  });
});
