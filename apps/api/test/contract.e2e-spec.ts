import { PASSWORD } from '@ims/test-kit';
import { expect, test } from 'vitest';
import { Contract, pathOf } from './support/contract.ts';
import { type RawRequest, send } from './support/http.ts';
import { testApp } from './support/test-app.ts';
import { bodyOf, populate } from './support/world.ts';

const app = await testApp();
const world = await populate(app);
const contract = await Contract.of(app);

/** Requests that succeed only when made in a special way. */
const special: Record<string, () => Promise<RawRequest>> = {
  login: async () => ({ body: { email: world.user.user.email, password: PASSWORD } }),
  refresh: async () => ({ headers: { cookie: await freshCookie() } }),
  changePassword: async () => ({
    token: world.viewer.token,
    body: { current_password: PASSWORD, new_password: 'another horse battery' },
  }),
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
  const collection = operation.path.split('/{id}')[0]?.split('/').at(-1) ?? '';
  const path = pathOf(operation, { id: world.ids[collection] ?? 0, tenant: world.tenant.slug, file: world.logo.file });
  const request = {
    token: tokenFor(operation.access.realm),
    body: bodyOf(operation),
    ...(await special[operation.id]?.()),
  };
  const answer = await send(app, operation.method, path, request);
  expect(answer.status, answer.text).toBeLessThan(300);
  expect(Object.keys(operation.responses)).toContain(String(answer.status));
  expect(contract.complaint(operation, answer)).toBeUndefined();
  // The tenant must work for the operations that follow.
  if (operation.id === 'suspendTenant') await send(app, 'POST', path.replace('suspend', 'resume'), request);
});

const tokenFor = (realm: string) => (realm === 'platform' ? app.operatorKey : world.admin.token);

test('operation ids are unique, and every operation has a summary and a tag', () => {
  const ids = contract.operations.map((operation) => operation.id);
  expect(new Set(ids).size).toBe(ids.length);
});
