import { startSandbox } from '@ims/sandbox';
import { makeIntegration, PASSWORD } from '@ims/test-kit';
import { afterAll, expect, test } from 'vitest';
import { Contract } from './support/contract.ts';
import { type RawRequest, send } from './support/http.ts';
import { openaiOf } from './support/sandboxed.ts';
import { testApp } from './support/test-app.ts';
import { bodyOf, manifest, ordersSettings, pathIn, populate, tokenFor } from './support/world.ts';

const sandbox = await startSandbox();
afterAll(() => sandbox.close());
const app = await testApp({ EGRESS_ALLOW: '127.0.0.0/8' });
const world = await populate(app);
const contract = await Contract.of(app);
const orders = await makeIntegration(world.admin, {
  provider: 'orders',
  type: 'data_source',
  base_url: `${sandbox.url}/rest`,
  password: sandbox.accounts.rest.bearer,
  provider_metadata: ordersSettings,
});

const channel = await makeIntegration(world.admin, {
  provider: 'slack',
  type: 'notification',
  base_url: `${sandbox.url}/slack`,
  password: sandbox.accounts.slack.path,
});

const provider = await makeIntegration(world.admin, {
  ...openaiOf(sandbox),
  model: 'gpt-4o-mini',
  provider_metadata: { any_model: true },
  cost_config: { cost_per_token: 0.000001 },
});

/** Requests that succeed only when made in a special way. */
const special: Record<string, () => Promise<RawRequest & { id?: number; model?: string }>> = {
  login: async () => ({ body: { email: world.user.user.email, password: PASSWORD } }),
  refresh: async () => ({ headers: { cookie: await freshCookie() } }),
  changePassword: async () => ({
    token: world.viewer.token,
    body: { current_password: PASSWORD, new_password: 'another horse battery' },
  }),
  replaceConnector: async () => ({ body: { manifest: { ...manifest, provider: world.connector } } }),
  previewIntegration: async () => ({ id: orders.id }),
  readCredentials: async () => ({ id: orders.id }),
  streamRecords: async () => ({ id: orders.id }),
  discoverModels: async () => ({ id: provider.id }),
  createChatCompletion: async () => ({
    body: { model: provider.provider, messages: [{ role: 'user', content: 'Hi' }] },
  }),
  getAiModel: async () => ({ model: provider.provider }),
  createResponse: async () => ({ body: { model: provider.provider, input: 'Hi' } }),
  createEmbeddings: async () => ({ body: { model: `${provider.provider}/text-embedding-3-small`, input: 'Hi' } }),
  sendTestNotification: async () => ({ id: channel.id }),
};

async function freshCookie(): Promise<string> {
  const answer = await send(app, 'POST', '/api/v1/auth/login', {
    body: { email: world.user.user.email, password: PASSWORD },
  });
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';', 1)[0])
    .join('; ');
}

// Deletions come last, and of those the longest path first: everything still exists when it is its turn.
const deletions = contract.operations.filter((operation) => operation.method === 'DELETE');
const inOrder = [
  ...contract.operations.filter((operation) => operation.method !== 'DELETE'),
  ...deletions.toSorted((a, b) => b.path.length - a.path.length),
];

test.each(inOrder)('$id succeeds and answers as documented', async (operation) => {
  const { id, model, ...rest } = (await special[operation.id]?.()) ?? {};
  const path = pathIn(world, operation, {
    ...(id === undefined ? {} : { id }),
    ...(model === undefined ? {} : { model }),
  });
  const request = {
    token: tokenFor(app, world, operation),
    body: bodyOf(operation),
    ...rest,
  };
  const answer = await send(app, operation.method, path, request);
  expect(answer.status, answer.text).toBeLessThan(300);
  expect(Object.keys(operation.responses)).toContain(String(answer.status));
  expect(contract.complaint(operation, answer)).toBeUndefined();
  // The tenant must work for the operations that follow.
  if (operation.id === 'suspendTenant') await send(app, 'POST', path.replace('suspend', 'resume'), request);
});

test('operation ids are unique, and every operation has a summary and a tag', () => {
  const ids = contract.operations.map((operation) => operation.id);
  expect(new Set(ids).size).toBe(ids.length);
});
