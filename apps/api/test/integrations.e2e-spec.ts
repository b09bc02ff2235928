import {
  type CreateIntegrationBody,
  changeIntegration,
  createIntegration,
  deleteIntegration,
  getIntegration,
  listAuditEntries,
  listIntegrations,
} from '@ims/api-client';
import { integrationBody, loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { overlapping, untilBlocked } from './support/blocked.ts';
import { send } from './support/http.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const PATH = '/api/v1/admin/integrations';
const app = await testApp();
const { owner } = app.database;
const acme = await makeTenant(app);
const admin = await loginAs('admin', acme);
const { client } = admin;

describe('the examples of the specification', () => {
  const jira: CreateIntegrationBody = {
    provider: 'jira',
    type: 'data_source',
    base_url: 'https://company.atlassian.net',
    username: 'api_user@company.com',
    password: 'encrypted_token',
    base_search: 'project in (DEV,QA,PROD)',
  };
  const openai: CreateIntegrationBody = {
    provider: 'openai',
    type: 'ai_provider',
    base_url: 'https://api.openai.com/v1',
    model: 'gpt-4o-mini',
    model_config: { temperature: 0.7, max_tokens: 1000 },
    cost_config: { monthly_limit: 500.0 },
    active: true,
  };
  const gateway: CreateIntegrationBody = {
    provider: 'wex_ai_gateway',
    type: 'ai_provider',
    base_url: 'https://ai-gateway.wex.com',
    model: 'gpt-4o-mini',
    model_config: { temperature: 0.3, max_tokens: 700, top_p: 0.9 },
    provider_metadata: { region: 'us-east-1', deployment: 'production' },
    cost_config: { max_monthly_cost: 1000, cost_per_token: 0.0001, alert_threshold: 0.8 },
  };

  test('are created, listed and read as it shows them', async () => {
    const created = await createIntegration({ client, body: openai });
    expect(created.response?.status).toBe(201);
    expect(created.response?.headers.get('location')).toBe(`${PATH}/${created.data?.id}`);
    expect(created.response?.headers.get('etag')).toBe('"1"');
    expect((await createIntegration({ client, body: jira })).response?.status).toBe(201);
    const fallback_integration_id = created.data?.id ?? 0;
    const { data: made } = await createIntegration({
      client,
      body: { ...gateway, fallback_integration_id, password: 'key' },
    });

    const { data: list } = await listIntegrations({ client });
    expect(list?.map((row) => row.name)).toEqual(['jira', 'openai', 'wex_ai_gateway']);
    expect(list?.[0]).toMatchObject({
      id: expect.any(Number),
      name: 'jira',
      integration_type: 'data_source',
      base_url: 'https://company.atlassian.net',
      username: 'api_user@company.com',
      model: null,
      logo_filename: null,
      active: true,
      last_sync_at: null,
    });
    expect((await getIntegration({ client, path: { id: made?.id ?? 0 } })).data).toMatchObject({
      id: made?.id,
      name: 'wex_ai_gateway',
      integration_type: 'ai_provider',
      base_url: 'https://ai-gateway.wex.com',
      username: null,
      base_search: null,
      model: 'gpt-4o-mini',
      model_config: gateway.model_config,
      provider_metadata: gateway.provider_metadata,
      cost_config: gateway.cost_config,
      fallback_integration_id,
      logo_filename: null,
      password_masked: '••••••••••••••••',
      active: true,
    });
  });

  test('show when the last sync was, in UTC', async () => {
    await owner.query("UPDATE integrations SET last_sync_at = '2024-01-15T12:30:00+02:00' WHERE provider = 'jira'");
    const { data } = await listIntegrations({ client, query: { provider: 'JIRA' } });
    expect(data?.map((row) => row.last_sync_at)).toEqual(['2024-01-15T10:30:00.000Z']);
  });
});

describe('a provider', () => {
  test('exists once in a tenant, whatever its case', async () => {
    await makeIntegration(admin, { provider: 'Once' });
    const { response, error } = await createIntegration({ client, body: integrationBody({ provider: 'oNCE' }) });
    expect(response?.status).toBe(409);
    expect(error).toMatchObject({
      code: 'integration_exists',
      errors: [{ pointer: '/provider', code: 'integration_exists' }],
    });
  });

  test('of two creates at once is made by exactly one', async () => {
    for (let round = 0; round < 3; round += 1) {
      const body = integrationBody({ provider: `twice-${round}` });
      const create = () => createIntegration({ client, body });
      const answers = await overlapping(owner, [create, create]);
      expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([201, 409]);
    }
  });

  test('of another tenant is no obstacle', async () => {
    await makeIntegration(admin, { provider: 'everywhere' });
    const other = await loginAs('admin', await makeTenant(app));
    await expect(makeIntegration(other, { provider: 'everywhere' })).resolves.toMatchObject({ name: 'everywhere' });
  });

  test('may be renamed, but not to a taken name', async () => {
    const { id } = await makeIntegration(admin, { provider: 'before' });
    const renamed = await changeIntegration({ client, path: { id }, body: { provider: 'After' } });
    expect(renamed.data).toMatchObject({ name: 'After', provider: 'After' });
    const { response, error } = await changeIntegration({ client, path: { id }, body: { provider: 'ONCE' } });
    expect([response?.status, error?.code]).toEqual([409, 'integration_exists']);
    expect((await changeIntegration({ client, path: { id }, body: { provider: 'AFTER' } })).response?.status).toBe(200);
  });
});

describe('a change', () => {
  test('leaves absent fields as they are and clears those that are null or empty', async () => {
    const before = await makeIntegration(admin, {
      username: 'me',
      model: 'm',
      base_search: 's',
      display_name: 'Shown',
      model_config: { a: 1 },
    });
    const path = { id: before.id };
    const first = await changeIntegration({ client, path, body: { username: null, model: '' } });
    expect(first.data).toMatchObject({
      username: null,
      model: null,
      base_search: 's',
      display_name: 'Shown',
      model_config: { a: 1 },
      version: 2,
    });
    const second = await changeIntegration({
      client,
      path,
      body: { display_name: null, model_config: {}, active: false },
    });
    expect(second.data).toMatchObject({
      display_name: before.provider,
      model_config: {},
      base_search: 's',
      active: false,
      version: 3,
    });
    expect(second.response?.headers.get('etag')).toBe('"3"');
  });

  test('keeps unknown keys and exact values of JSON settings', async () => {
    const provider_metadata = {
      ключ: ['ü', '😀', { deep: [null, true, 1.5e-7, 9007199254740991] }],
      '': '',
      'a.b~/c': 'x',
    };
    const { id } = await makeIntegration(admin, { provider_metadata });
    expect((await getIntegration({ client, path: { id } })).data?.provider_metadata).toEqual(provider_metadata);
  });

  test('of JSON settings is bounded in depth and size, and costs are checked', async () => {
    const { id } = await makeIntegration(admin);
    const nested = (depth: number): object => (depth === 0 ? {} : { a: nested(depth - 1) });
    const faults: [string, object][] = [
      ['/model_config', { model_config: nested(11) }],
      ['/provider_metadata', { provider_metadata: { a: 'x'.repeat(17_000) } }],
      ['/cost_config/alert_threshold', { cost_config: { alert_threshold: 1.01 } }],
      ['/cost_config/max_monthly_cost', { cost_config: { max_monthly_cost: -1 } }],
      ['/cost_config/monthly_limit', { cost_config: { monthly_limit: '500' } }],
      ['/cost_config/cost_per_token', { cost_config: { cost_per_token: true } }],
    ];
    for (const [pointer, body] of faults) {
      const { response, error } = await changeIntegration({ client, path: { id }, body });
      expect([response?.status, error?.errors?.map((fault) => fault.pointer)]).toEqual([422, [pointer]]);
    }
  });

  test('based on an older version is refused with the current one', async () => {
    const { id } = await makeIntegration(admin);
    const path = { id };
    await changeIntegration({ client, path, body: { model: 'first' }, headers: { 'If-Match': '"1"' } });
    const late = await changeIntegration({ client, path, body: { model: 'late' }, headers: { 'If-Match': '"1"' } });
    expect(late.response?.status).toBe(412);
    expect(late.response?.headers.get('etag')).toBe('"2"');
    expect(late.error).toMatchObject({ code: 'stale_version', current_version: 2 });
    const removal = await deleteIntegration({ client, path, headers: { 'If-Match': '"1"' } });
    expect(removal.response?.status).toBe(412);
    expect((await getIntegration({ client, path })).data).toMatchObject({ model: 'first', version: 2 });
    expect((await changeIntegration({ client, path, body: {}, headers: { 'If-Match': '*' } })).response?.status).toBe(
      200,
    );
    expect(
      (await changeIntegration({ client, path, body: {}, headers: { 'If-Match': 'W/"3"' } })).response?.status,
    ).toBe(200);
  });

  test('of one version by many at once is made by exactly one', async () => {
    const { id } = await makeIntegration(admin);
    const headers = { 'If-Match': '"1"' };
    const change = (model: string) => () => changeIntegration({ client, path: { id }, body: { model }, headers });
    const answers = await overlapping(owner, ['a', 'b', 'c', 'd', 'e'].map(change));
    expect(answers.map(({ response }) => response?.status).toSorted()).toEqual([200, 412, 412, 412, 412]);
    const winner = answers.find(({ data }) => data)?.data;
    expect((await getIntegration({ client, path: { id } })).data).toMatchObject({ model: winner?.model, version: 2 });
  });

  test('without a version wins over the one before, and both count', async () => {
    const { id } = await makeIntegration(admin);
    const change = (model: string) => () => changeIntegration({ client, path: { id }, body: { model } });
    await overlapping(owner, ['a', 'b', 'c', 'd', 'e'].map(change));
    expect((await getIntegration({ client, path: { id } })).data?.version).toBe(6);
  });
});

describe('an Idempotency-Key', () => {
  const create = (key: string, body: CreateIntegrationBody) =>
    send(app, 'POST', PATH, { token: admin.token, headers: { 'idempotency-key': key }, body });

  test('answers a repetition as it answered the first, to the byte', async () => {
    const body = integrationBody();
    const first = await create('replay', body);
    const second = await create('replay', body);
    expect(second).toMatchObject({ status: 201, text: first.text });
    for (const name of ['location', 'etag', 'content-type'])
      expect(second.headers.get(name)).toBe(first.headers.get(name));
    expect((await listIntegrations({ client, query: { provider: body.provider } })).data).toHaveLength(1);
  });

  test('is refused with another body', async () => {
    const body = integrationBody();
    await create('other-body', body);
    const { status, text } = await create('other-body', { ...body, model: 'other' });
    expect([status, JSON.parse(text).code]).toEqual([422, 'idempotency_key_reused']);
  });

  test('used by ten at once makes one row, and all get its answer', async () => {
    const body = integrationBody({ password: 'a-secret' });
    const answers = await Promise.all(Array.from({ length: 10 }, () => create('ten-at-once', body)));
    expect(answers.map((answer) => answer.status)).toEqual(Array(10).fill(201));
    expect(new Set(answers.map((answer) => answer.text)).size).toBe(1);
    const { rows } = await owner.query(
      'SELECT count(*)::int FROM audit_entries WHERE action = $1 AND resource_name = $2',
      ['integration.created', body.provider],
    );
    expect(rows).toEqual([{ count: 1 }]);
  });

  test('of a refused request may be used again', async () => {
    const taken = integrationBody();
    await makeIntegration(admin, taken);
    expect((await create('refused-first', taken)).status).toBe(409);
    expect((await create('refused-first', integrationBody())).status).toBe(201);
  });

  test('is forgotten after a day', async () => {
    await create('old', integrationBody());
    await owner.query("UPDATE idempotency_keys SET created_at = now() - interval '25 hours' WHERE key = 'old'");
    expect((await create('old', integrationBody())).status).toBe(201);
  });
});

describe('a deletion', () => {
  test('is done once, and what is gone is not found', async () => {
    const { id } = await makeIntegration(admin, { password: 'a-secret' });
    const path = { id };
    expect((await deleteIntegration({ client, path })).response?.status).toBe(204);
    expect((await deleteIntegration({ client, path })).response?.status).toBe(404);
    expect((await getIntegration({ client, path })).response?.status).toBe(404);
    expect((await changeIntegration({ client, path, body: {} })).response?.status).toBe(404);
  });

  test('of a fallback is refused with what uses it, unless forced', async () => {
    const { id } = await makeIntegration(admin);
    const users = [
      await makeIntegration(admin, { fallback_integration_id: id, display_name: 'First user' }),
      await makeIntegration(admin, { fallback_integration_id: id }),
    ];
    const refused = await deleteIntegration({ client, path: { id } });
    expect(refused.response?.status).toBe(409);
    expect(refused.error).toMatchObject({
      code: 'integration_in_use',
      used_by: [
        { kind: 'fallback', id: users[0]?.id, name: 'First user' },
        { kind: 'fallback', id: users[1]?.id, name: users[1]?.provider },
      ],
    });
    expect((await deleteIntegration({ client, path: { id }, query: { force: 'false' } })).response?.status).toBe(409);

    const trail = await trailOf(owner, () => deleteIntegration({ client, path: { id }, query: { force: 'true' } }));
    expect(trail.audit.map((entry) => entry.action)).toEqual([
      'integration.updated',
      'integration.updated',
      'integration.deleted',
    ]);
    expect(trail.audit[0]?.changes).toEqual({ fallback_integration_id: { before: id, after: null } });
    for (const user of users) {
      expect((await getIntegration({ client, path: { id: user.id } })).data).toMatchObject({
        fallback_integration_id: null,
        version: 2,
      });
    }
  });

  test('that waits for a change of a user gives both a version of their own', async () => {
    const { id } = await makeIntegration(admin);
    const user = await makeIntegration(admin, { fallback_integration_id: id });
    await owner.query('BEGIN');
    await owner.query("UPDATE integrations SET model = 'meanwhile', version = version + 1 WHERE id = $1", [user.id]);
    const removal = deleteIntegration({ client, path: { id }, query: { force: 'true' } });
    await untilBlocked(owner);
    await owner.query('COMMIT');
    expect((await removal).response?.status).toBe(204);
    expect((await getIntegration({ client, path: { id: user.id } })).data).toMatchObject({
      model: 'meanwhile',
      fallback_integration_id: null,
      version: 3,
    });
  });
});

describe('the trail', () => {
  test('of a creation, a change and a deletion tells who did what, without the secret', async () => {
    const body = integrationBody({ password: 'a-secret-to-hide', model: 'old' });
    let id = 0;
    const created = await trailOf(owner, async () => {
      id = (await makeIntegration(admin, body)).id;
    });
    expect(created).toMatchObject({
      audit: [
        {
          action: 'integration.created',
          actor: admin.user.email,
          changes: {
            provider: { before: null, after: body.provider },
            password: { before: null, after: '[redacted]' },
          },
        },
      ],
      events: [{ type: 'integration.created', payload: { id, provider: body.provider, type: 'ai_provider' } }],
    });

    const changed = await trailOf(owner, () =>
      changeIntegration({
        client,
        path: { id },
        body: { model: 'new', password: 'another-secret' },
        headers: { 'x-request-id': 'traced-request' },
      }),
    );
    expect(changed).toEqual({
      audit: [
        {
          action: 'integration.updated',
          actor: admin.user.email,
          changes: { model: { before: 'old', after: 'new' }, password: { before: '[redacted]', after: '[redacted]' } },
          request_id: 'traced-request',
        },
      ],
      events: [{ type: 'integration.updated', payload: { id, provider: body.provider, type: 'ai_provider' } }],
    });

    const deleted = await trailOf(owner, () => deleteIntegration({ client, path: { id } }));
    expect(deleted).toMatchObject({
      audit: [{ action: 'integration.deleted' }],
      events: [{ type: 'integration.deleted', payload: { id } }],
    });
    const { data: entries } = await listAuditEntries({
      client,
      query: { resource_type: 'integration', resource_id: id },
    });
    expect(entries?.map((entry) => entry.action)).toEqual([
      'integration.deleted',
      'integration.updated',
      'integration.created',
    ]);
    expect(JSON.stringify([created, changed, deleted, entries])).not.toMatch(/a-secret-to-hide|another-secret/);
  });

  test('of what is refused is empty', async () => {
    const taken = integrationBody();
    const { id } = await makeIntegration(admin, taken);
    await makeIntegration(admin, { fallback_integration_id: id });
    const viewer = await loginAs('viewer', acme);
    const trail = await trailOf(owner, async () => {
      const answers = await Promise.all([
        createIntegration({ client, body: taken }),
        createIntegration({ client, body: integrationBody({ base_url: 'nonsense' }) }),
        createIntegration({ client: viewer.client, body: integrationBody() }),
        changeIntegration({ client, path: { id }, body: { model: 'x' }, headers: { 'If-Match': '"7"' } }),
        changeIntegration({ client, path: { id }, body: { fallback_integration_id: id } }),
        changeIntegration({ client, path: { id }, body: { type: 'data_source' } }),
        deleteIntegration({ client, path: { id } }),
      ]);
      expect(answers.map(({ response }) => response?.status)).toEqual([409, 422, 403, 412, 422, 409, 409]);
    });
    expect(trail).toEqual({ audit: [], events: [] });
  });
});
