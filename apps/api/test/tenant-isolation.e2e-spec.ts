import { getIntegration } from '@ims/api-client';
import { describe, expect, test } from 'vitest';
import { permissionsOf, type ServiceScope, serviceScopes } from '../src/platform/access/permissions.ts';
import { Contract, type Operation, pathOf } from './support/contract.ts';
import { essence, type RawRequest, send } from './support/http.ts';
import { continueIdsAt, rowsOf } from './support/rows.ts';
import { makeService } from './support/service.ts';
import { testApp } from './support/test-app.ts';
import { bodyOf, populate, tokenFor } from './support/world.ts';

/** A place of a request where the caller names something by its id. */
interface Slot {
  name: string;
  /** Ids of the other tenant that fit here. */
  foreign: (string | number)[];
  missing: string | number;
  request(operation: Operation, id: string | number): { path: string; body: RawRequest['body'] };
}

const MISSING_ID = 2_147_483_000;

const app = await testApp();
const own = await populate(app);
await continueIdsAt(app.database.owner, 1000);
const other = await populate(app);
const contract = await Contract.of(app);
const ofPeople = contract.operations.filter(({ access }) => access.realm === 'admin' || access.realm === 'tenant');
const ofServices = contract.operations.filter(({ access }) => access.realm === 'service');
const ofOperator = contract.operations.filter(({ access }) => access.realm === 'platform');
const withSlots = contract.operations
  .filter(({ access }) => access.realm !== 'platform')
  .flatMap((operation) => slotsOf(operation).map((slot) => ({ operation, slot })));

/** Every place of an operation that takes an id. A name nobody taught this function is an error: teach it. */
function slotsOf(operation: Operation): Slot[] {
  const inPath = operation.parameters
    .filter((parameter) => parameter.in === 'path')
    .map(({ name }) => pathSlot(operation, name));
  const inQuery = operation.parameters
    .filter((parameter) => parameter.in === 'query' && /(^|_)id$/.test(parameter.name))
    .map(({ name }) => querySlot(name));
  const inBody = Object.keys(operation.body?.properties ?? {})
    .filter((name) => /(^|_)id$/.test(name))
    .map((name) => bodySlot(name));
  return [...inPath, ...inQuery, ...inBody];
}

function pathSlot(operation: Operation, name: string): Slot {
  const request = (of: Operation, id: string | number) => ({
    path: pathOf(of, { ...ownIds(of), [name]: id }),
    body: bodyOf(of),
  });
  if (name === 'tenant') return { name, foreign: [other.tenant.slug], missing: 'nowhere', request };
  if (name === 'provider') return { name, foreign: [other.connector], missing: 'missing', request };
  if (name === 'file') {
    const inTheirFolder = (of: Operation, file: string | number) => ({
      path: pathOf(of, { tenant: other.tenant.slug, file }),
      body: undefined,
    });
    return { name, foreign: [other.logo.file], missing: 'missing.svg', request: inTheirFolder };
  }
  return { name, foreign: [idOf(other.ids, collectionOf(operation, name))], missing: MISSING_ID, request };
}

function querySlot(name: string): Slot {
  const foreign = name === 'resource_id' ? Object.values(other.ids) : [idOf(other.ids, collectionNamed(name))];
  const request = (of: Operation, id: string | number) => ({
    path: `${pathOf(of, ownIds(of))}?${name}=${id}`,
    body: bodyOf(of),
  });
  return { name, foreign, missing: MISSING_ID, request };
}

/** A bare `id` in a body names one of what the path is about. */
function bodySlot(name: string): Slot {
  const request = (of: Operation, id: string | number) => ({
    path: pathOf(of, ownIds(of)),
    body: { ...(bodyOf(of) as object), [name]: id },
  });
  return {
    name,
    foreign: [idOf(other.ids, name === 'id' ? 'integrations' : collectionNamed(name))],
    missing: MISSING_ID,
    request,
  };
}

/** `/members/{id}` names one of `members`, `/models/{model_id}` one of `models`. */
function collectionOf(operation: Operation, name: string): string {
  return (
    operation.path
      .slice(0, operation.path.indexOf(`/{${name}}`))
      .split('/')
      .at(-1) ?? ''
  );
}

/** `fallback_integration_id` names one of `integrations`, `service_account_id` one of `service-accounts`. */
function collectionNamed(name: string): string {
  const path = name.replaceAll('_', '-');
  return Object.keys(own.ids).find((collection) => path.endsWith(`${collection.slice(0, -1)}-id`)) ?? name;
}

function idOf(ids: Record<string, number>, collection: string): number {
  const id = ids[collection];
  if (id === undefined) throw new Error(`Give the world of support/world.ts one of ${collection}`);
  return id;
}

function ownIds(operation: Operation): Record<string, string | number> {
  const parameters = operation.parameters.filter((parameter) => parameter.in === 'path');
  const known: Record<string, string | number> = {
    tenant: own.tenant.slug,
    file: own.logo.file,
    provider: own.connector,
  };
  return Object.fromEntries(
    parameters.map(({ name }) => [name, known[name] ?? idOf(own.ids, collectionOf(operation, name))]),
  );
}

const call = (operation: Operation, request: RawRequest = {}) =>
  send(app, operation.method, pathOf(operation, ownIds(operation)), { body: bodyOf(operation), ...request });

describe('an id of another tenant', () => {
  test.each(withSlots)('as $slot.name of $operation.id is answered as a missing one', async ({ operation, slot }) => {
    const before = await rowsOf(app.database.owner, other.tenant.id);
    const ask = async (id: string | number) => {
      const { path, body } = slot.request(operation, id);
      return essence(await send(app, operation.method, path, { token: tokenFor(app, own, operation), body }));
    };
    const missing = await ask(slot.missing);
    for (const id of slot.foreign) expect(await ask(id)).toEqual(missing);
    expect(await rowsOf(app.database.owner, other.tenant.id)).toEqual(before);
  });

  test('in the tenant of its own is found', async () => {
    const { response } = await getIntegration({
      client: other.admin.client,
      path: { id: idOf(other.ids, 'integrations') },
    });
    expect(response?.status).toBe(200);
    expect((await send(app, 'GET', other.logo.url)).status).toBe(200);
    expect(withSlots.map(({ operation, slot }) => `${operation.id} ${slot.name}`)).toContain(
      'changeIntegration fallback_integration_id',
    );
  });

  test('in an Idempotency-Key the other tenant used gives no answer of theirs', async () => {
    const headers = { 'idempotency-key': 'shared-key' };
    const body = { provider: 'shared', type: 'data_source', base_url: 'https://shared.example.com' };
    const theirs = await send(app, 'POST', '/api/v1/admin/integrations', { token: other.admin.token, headers, body });
    const ours = await send(app, 'POST', '/api/v1/admin/integrations', { token: own.admin.token, headers, body });
    expect([theirs.status, ours.status]).toEqual([201, 201]);
    expect(JSON.parse(ours.text).id).not.toBe(JSON.parse(theirs.text).id);
  });
});

describe('what another tenant does', () => {
  const wholes = ofPeople.filter(({ method, path }) => method === 'GET' && !path.includes('{'));
  const withoutSignatures = (answer: unknown) => JSON.stringify(answer).replaceAll(/expires=\d+&signature=\w+/g, '');

  test('shows in no list, count or page of ours', async () => {
    const seen = async () => {
      const answers = await Promise.all(wholes.map((operation) => call(operation, { token: own.admin.token })));
      return answers.map((answer) => withoutSignatures(essence(answer)));
    };
    const before = await seen();
    await populate(app);
    expect(await seen()).toEqual(before);
  });
});

describe('who may not', () => {
  test.each([...ofPeople, ...ofServices, ...ofOperator])(
    'call $id anonymously is told to sign in',
    async (operation) => {
      const answer = await call(operation);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    },
  );

  test.each(ofPeople)('call $id with a service key or the operator key is told to sign in', async (operation) => {
    for (const token of [own.service.token, `ims_sk_${'a'.repeat(43)}`, app.operatorKey, 'null', `${own.admin.token}x`])
      expect((await call(operation, { token })).status).toBe(401);
  });

  test.each(ofOperator)('call $id with a person’s token or a service key is told to sign in', async (operation) => {
    for (const token of [own.admin.token, own.service.token])
      expect((await call(operation, { token })).status).toBe(401);
  });

  test.each(ofServices)(
    'call $id with a person’s token, the operator key or a wrong key is told to sign in',
    async (operation) => {
      const { token: key } = own.service;
      const wrong = `${key.slice(0, -2)}${key.endsWith('A') ? 'BB' : 'AA'}`;
      for (const token of [own.admin.token, app.operatorKey, wrong, `${key}A`, key.slice(0, -1), key.toUpperCase()])
        expect((await call(operation, { token })).status).toBe(401);
    },
  );

  test.each(ofServices)('call $id with a key of every other scope is refused', async (operation) => {
    const needed = scopeOf(operation);
    const { token } = await makeService(
      own.admin,
      serviceScopes.filter((scope) => scope !== needed),
    );
    // Of the key it is noted that it was used.
    const { service_keys: _before, ...before } = await rowsOf(app.database.owner, own.tenant.id);
    const answer = await call(operation, { token });
    expect(answer.status).toBe(403);
    const problem = JSON.parse(answer.text);
    expect(problem.error ?? problem).toMatchObject({ code: 'missing_scope', missing_scope: needed });
    const { service_keys: _after, ...after } = await rowsOf(app.database.owner, own.tenant.id);
    expect(after).toEqual(before);
  });

  const lowerRoles = ofPeople.flatMap((operation) =>
    (['user', 'viewer'] as const).map((role) => ({ operation, role })),
  );

  test.each(lowerRoles)(
    'call $operation.id as $role is refused exactly when the role lacks it',
    async ({ operation, role }) => {
      const before = await rowsOf(app.database.owner, own.tenant.id);
      const { status } = await call(operation, { token: own[role].token });
      const may = maySee(operation, role);
      expect(status === 403).toBe(!may);
      if (!may) expect(await rowsOf(app.database.owner, own.tenant.id)).toEqual(before);
    },
  );

  function scopeOf({ access }: Operation): ServiceScope {
    if (access.realm !== 'service') throw new Error('Only routes of services have a scope');
    return access.scope;
  }

  function maySee({ access }: Operation, role: 'user' | 'viewer'): boolean {
    if (access.realm !== 'tenant') return false;
    return access.permission === 'signed-in' || permissionsOf(role).includes(access.permission);
  }
});
