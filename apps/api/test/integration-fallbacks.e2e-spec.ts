import { changeIntegration, createIntegration, deleteIntegration, getIntegration } from '@ims/api-client';
import { integrationBody, loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { overlapping } from './support/blocked.ts';
import { testApp } from './support/test-app.ts';

const app = await testApp();
const { owner } = app.database;
const admin = await loginAs('admin', await makeTenant(app));
const stranger = await loginAs('admin', await makeTenant(app));
const { client } = admin;

const link = (id: number, fallback_integration_id: number | null) =>
  changeIntegration({ client, path: { id }, body: { fallback_integration_id } });

async function chainOf(...links: number[]): Promise<void> {
  for (const [index, id] of links.entries()) await link(id, links[index + 1] ?? null);
}

/** No circle, and nothing but AI providers of the own tenant in any chain. */
async function expectSound(): Promise<void> {
  const { rows } = await owner.query(`
    WITH RECURSIVE chain AS (
      SELECT id AS start, fallback_integration_id AS next, 1 AS length FROM integrations
      UNION ALL
      SELECT c.start, i.fallback_integration_id, c.length + 1 FROM chain c JOIN integrations i ON i.id = c.next WHERE c.length < 20
    ) SELECT start FROM chain WHERE length >= 20 OR start = next`);
  expect(rows).toEqual([]);
  const wrong = await owner.query(`
    SELECT i.id FROM integrations i JOIN integrations f ON f.id = i.fallback_integration_id
     WHERE f.type <> 'ai_provider' OR i.type <> 'ai_provider' OR f.tenant_id <> i.tenant_id`);
  expect(wrong.rows).toEqual([]);
}

describe('a fallback', () => {
  test('is another AI provider of the tenant, active or not', async () => {
    const target = await makeIntegration(admin, { active: false });
    const { id } = await makeIntegration(admin, { fallback_integration_id: target.id });
    expect((await getIntegration({ client, path: { id } })).data?.fallback_integration_id).toBe(target.id);
    expect((await link(id, null)).data?.fallback_integration_id).toBeNull();
  });

  test('is not itself, of another type, of another tenant or missing', async () => {
    const { id } = await makeIntegration(admin);
    const source = await makeIntegration(admin, { type: 'data_source' });
    const channel = await makeIntegration(admin, { type: 'notification' });
    const foreign = await makeIntegration(stranger);
    const faults: [number, string][] = [
      [id, 'itself'],
      [source.id, 'not_an_ai_provider'],
      [channel.id, 'not_an_ai_provider'],
      [foreign.id, 'not_an_ai_provider'],
      [2_147_483_000, 'not_an_ai_provider'],
    ];
    for (const [fallback, code] of faults) {
      const { response, error } = await link(id, fallback);
      expect([response?.status, error?.code]).toEqual([422, code]);
      expect(error?.errors).toEqual([{ pointer: '/fallback_integration_id', code, message: expect.any(String) }]);
    }
    const created = await createIntegration({ client, body: integrationBody({ fallback_integration_id: foreign.id }) });
    expect(created.error?.code).toBe('not_an_ai_provider');
  });

  test('belongs to AI providers only', async () => {
    const target = await makeIntegration(admin);
    for (const type of ['data_source', 'notification'] as const) {
      const { response, error } = await createIntegration({
        client,
        body: integrationBody({ type, fallback_integration_id: target.id }),
      });
      expect([response?.status, error?.code]).toEqual([422, 'only_ai_provider']);
    }
    const { id } = await makeIntegration(admin, { fallback_integration_id: target.id });
    expect((await changeIntegration({ client, path: { id }, body: { type: 'data_source' } })).error?.code).toBe(
      'only_ai_provider',
    );
    const both = await changeIntegration({
      client,
      path: { id },
      body: { type: 'data_source', fallback_integration_id: null },
    });
    expect(both.response?.status).toBe(200);
  });

  test.each([2, 3, 5])('closes no circle of %i', async (length) => {
    const ids: number[] = [];
    for (let index = 0; index < length; index += 1) ids.push((await makeIntegration(admin)).id);
    await chainOf(...ids);
    const { response, error } = await link(ids.at(-1) ?? 0, ids[0] ?? 0);
    expect([response?.status, error?.code]).toEqual([422, 'cycle']);
    await expectSound();
  });

  test('may be shared, and a chain may be re-ordered step by step', async () => {
    const [a, b, c] = [await makeIntegration(admin), await makeIntegration(admin), await makeIntegration(admin)];
    await chainOf(a.id, b.id, c.id);
    for (const [id, fallback] of [
      [b.id, null],
      [c.id, b.id],
      [a.id, c.id],
    ] as const)
      expect((await link(id, fallback)).response?.status).toBe(200);
    await expectSound();
  });

  test('that others use stays an AI provider', async () => {
    const target = await makeIntegration(admin);
    const user = await makeIntegration(admin, { fallback_integration_id: target.id });
    const { response, error } = await changeIntegration({
      client,
      path: { id: target.id },
      body: { type: 'data_source' },
    });
    expect(response?.status).toBe(409);
    expect(error).toMatchObject({ code: 'integration_in_use', used_by: [{ kind: 'fallback', id: user.id }] });
  });
});

describe('two changes at once', () => {
  test('that would close a circle together: exactly one is made', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await makeIntegration(admin), await makeIntegration(admin)];
      const answers = await overlapping(owner, [() => link(a.id, b.id), () => link(b.id, a.id)]);
      expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([200, 422]);
    }
    await expectSound();
  });

  test('of three that would close a circle together: one is refused', async () => {
    const [a, b, c] = [await makeIntegration(admin), await makeIntegration(admin), await makeIntegration(admin)];
    const answers = await Promise.all([link(a.id, b.id), link(b.id, c.id), link(c.id, a.id)]);
    expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([200, 200, 422]);
    await expectSound();
  });

  test('that link to a provider and turn it into a data source: exactly one is made', async () => {
    const [user, target] = [await makeIntegration(admin), await makeIntegration(admin)];
    const changes = await overlapping(owner, [
      () => link(user.id, target.id),
      () => changeIntegration({ client, path: { id: target.id }, body: { type: 'data_source' } }),
    ]);
    const statuses = changes.map(({ response }) => response?.status);
    expect([
      [200, 409],
      [422, 200],
    ]).toContainEqual(statuses);
    await expectSound();
  });

  test('that link to a provider and delete it leave no dangling link, and neither fails for long', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [user, target] = [await makeIntegration(admin), await makeIntegration(admin)];
      const [linked, deleted] = await Promise.all([
        link(user.id, target.id),
        deleteIntegration({ client, path: { id: target.id } }),
      ]);
      expect([
        [200, 409],
        [422, 204],
      ]).toContainEqual([linked.response?.status, deleted.response?.status]);
    }
  });

  test('that delete and edit one integration take turns', async () => {
    for (let round = 0; round < 5; round += 1) {
      const [a, b] = [await makeIntegration(admin), await makeIntegration(admin)];
      const [edited, deleted] = await Promise.all([
        link(a.id, b.id),
        deleteIntegration({ client, path: { id: a.id } }),
      ]);
      expect(deleted.response?.status).toBe(204);
      expect([200, 404]).toContain(edited.response?.status);
    }
  });
});
