import { startSandbox } from '@ims/sandbox';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { afterAll, describe, expect, test } from 'vitest';
import { problemOf, send } from './support/http.ts';
import { testApp } from './support/test-app.ts';

const sandbox = await startSandbox();
afterAll(() => sandbox.close());
const app = await testApp({ EGRESS_ALLOW: '127.0.0.0/8' });
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const { token } = admin;

/** The orders of the sandbox, without code. */
const manifest = {
  kind: 'rest_source',
  provider: 'orders_desk',
  display_name: 'Orders desk',
  description: 'Reads orders.',
  version: 1,
  auth: { scheme: 'bearer' },
  check: { path: 'me', identity: { id: '/id', name: '/name' } },
  list: {
    path: 'orders',
    records: '/data',
    kind: 'order',
    record: { id: '/id', title: '/title' },
    pagination: { style: 'page', param: 'page', size_param: 'per_page', size: 25 },
  },
};
const base_url = `${sandbox.url}/rest`;
const password = sandbox.accounts.rest.bearer;
const path = '/api/v1/admin/connectors';
const ask = (method: string, address: string, body?: object) => send(app, method, address, { token, body });
const read = async (address: string) => JSON.parse((await ask('GET', address)).text);

test('the catalogue has every built-in connector with the schemas of its form', async () => {
  const all = (await read(path)) as { provider: string; origin: string; configuration: object; credentials: object }[];
  expect(all.filter(({ origin }) => origin === 'built_in').map(({ provider }) => provider)).toEqual(
    expect.arrayContaining(
      'jira jira_data_center github github_enterprise rest openai azure_openai wex_ai_gateway custom_ai slack smtp webhook'.split(
        ' ',
      ),
    ),
  );
  for (const { configuration, credentials } of all) {
    expect(configuration).toMatchObject({ properties: { base_url: { title: expect.any(String) } } });
    expect(credentials).toMatchObject({ properties: { password: { title: expect.any(String) } } });
  }
});

test('a manifest is tried without being kept, and shows the first records', async () => {
  const answer = await ask('POST', `${path}/try`, { manifest, base_url, password });
  expect(JSON.parse(answer.text)).toMatchObject({ ok: true, identity: { name: expect.any(String) } });
  expect(JSON.parse(answer.text).records).toHaveLength(5);
  expect((await ask('GET', `${path}/orders_desk`)).status).toBe(404);
});

describe('a connector written as a manifest', () => {
  test('serves integrations of its name, from the test to the records', async () => {
    expect((await ask('POST', path, { manifest })).status).toBe(201);
    const { id } = await makeIntegration(admin, { provider: 'orders_desk', type: 'data_source', base_url, password });
    expect(JSON.parse((await ask('POST', `/api/v1/admin/integrations/${id}/test`)).text)).toMatchObject({ ok: true });
    const { records } = JSON.parse((await ask('POST', `/api/v1/admin/integrations/${id}/preview`, { limit: 3 })).text);
    expect(records).toHaveLength(3);
    expect(records[0]).toMatchObject({ kind: 'order', title: expect.stringMatching(/^Order/) });
  });

  test('may not take a name that is taken, nor that of a built-in one', async () => {
    for (const provider of ['orders_desk', 'jira']) {
      const answer = await ask('POST', path, { manifest: { ...manifest, provider } });
      expect([answer.status, problemOf(answer).code]).toEqual([409, 'connector_exists']);
    }
  });

  test('keeps its earlier versions, and is used as it is now', async () => {
    const next = { ...manifest, display_name: 'Orders' };
    expect((await ask('PUT', `${path}/orders_desk`, { manifest: next })).status).toBe(200);
    expect(await read(`${path}/orders_desk`)).toMatchObject({
      display_name: 'Orders',
      version: 2,
      versions: [{ version: 2 }, { version: 1 }],
    });
  });

  test('that raises its own version asks for the settings to be looked through', async () => {
    const [row] = await read('/api/v1/admin/integrations?provider=orders_desk');
    await ask('PUT', `${path}/orders_desk`, { manifest: { ...manifest, version: 2 } });
    expect(await read(`/api/v1/admin/integrations/${row.id}`)).toMatchObject({ config_state: 'schema_outdated' });
    const preview = await ask('POST', `/api/v1/admin/integrations/${row.id}/preview`, { limit: 3 });
    expect([preview.status, problemOf(preview).code]).toEqual([409, 'schema_outdated']);
    const result = JSON.parse((await ask('POST', `/api/v1/admin/integrations/${row.id}/test`)).text);
    expect(result).toMatchObject({ ok: false, error_class: 'invalid_config' });
    await ask('PUT', `/api/v1/admin/integrations/${row.id}`, { base_url });
    expect(await read(`/api/v1/admin/integrations/${row.id}`)).toMatchObject({ config_state: 'ok' });
  });

  test('is not deleted while an integration uses it', async () => {
    const answer = await ask('DELETE', `${path}/orders_desk`);
    expect(problemOf(answer)).toMatchObject({ code: 'connector_in_use', used_by: [{ name: 'orders_desk' }] });
    const [row] = await read('/api/v1/admin/integrations?provider=orders_desk');
    await ask('DELETE', `/api/v1/admin/integrations/${row.id}`);
    expect((await ask('DELETE', `${path}/orders_desk`)).status).toBe(204);
  });
});

describe('a stored secret', () => {
  test('is not tested against another host', async () => {
    const { id } = await makeIntegration(admin, { provider: 'jira', type: 'data_source', base_url, password });
    const before = sandbox.requests.length;
    const moved = { id, provider: 'jira', type: 'data_source', base_url: sandbox.tls.url };
    const answer = await ask('POST', '/api/v1/admin/integrations/test', moved);
    expect([answer.status, problemOf(answer).code]).toEqual([422, 'secret_reentry_required']);
    expect(sandbox.requests).toHaveLength(before);
  });
});

test('a package brings a connector of its own', async () => {
  const folder = new URL('../../../libs/connectors/examples/plugin/index.js', import.meta.url).pathname;
  const { loadPlugins } = await import('../src/connectors/plugins.ts');
  const [connector] = await loadPlugins([folder], () => false);
  expect(connector).toMatchObject({ provider: expect.any(String), check: expect.any(Function) });
  await expect(loadPlugins([folder], () => true)).rejects.toThrow(/exists already/);
  await expect(loadPlugins(['no-such-package'], () => false)).rejects.toThrow(/cannot be loaded/);
});
