import { changeIntegration, getIntegration, listIntegrations } from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { problemOf, send } from './support/http.ts';
import { openaiOf, sandboxed } from './support/sandboxed.ts';
import { testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const { sandbox, environment } = await sandboxed();
const app = await testApp(environment);
const { owner } = app.database;
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const viewer = await loginAs('viewer', tenant);

const pathOf = (id: number) => `/api/v1/admin/integrations/${id}`;
const make = (behaviour?: string) => makeIntegration(admin, openaiOf(sandbox, behaviour));
const misbehave = (id: number, behaviour?: string) => {
  const { base_url } = openaiOf(sandbox, behaviour);
  return changeIntegration({ client: admin.client, path: { id }, body: { base_url }, throwOnError: true });
};

async function testNow(id: number) {
  const answer = await send(app, 'POST', `${pathOf(id)}/test`, { token: admin.token });
  expect(answer.status, answer.text).toBe(200);
  return JSON.parse(answer.text);
}

async function healthOf(id: number, query = '', token = admin.token) {
  const answer = await send(app, 'GET', `${pathOf(id)}/health${query}`, { token });
  expect(answer.status, answer.text).toBe(200);
  return JSON.parse(answer.text);
}

describe('a test of a stored integration', () => {
  test('is remembered as its health', async () => {
    const { id, version } = await make();
    const result = await testNow(id);
    expect(result).toMatchObject({ ok: true, status: 'healthy', error_class: null });
    const { data } = await getIntegration({ client: admin.client, path: { id } });
    expect(data).toMatchObject({
      version,
      health: {
        status: 'healthy',
        checked_at: result.checked_at,
        since: result.checked_at,
        latency_ms: result.latency_ms,
        recent: [{ status: 'healthy', latency_ms: result.latency_ms }],
      },
    });
    expect(await healthOf(id)).toMatchObject({
      status: 'healthy',
      uptime: 1,
      checks: [{ at: result.checked_at, status: 'healthy', trigger: 'manual' }],
      last_test: { ...result, models: null },
    });
  });

  test('tells its stages as they end, and the result last', async () => {
    const { id } = await make('unauthorized');
    const headers = { accept: 'application/x-ndjson' };
    const answer = await send(app, 'POST', `${pathOf(id)}/test`, { token: admin.token, headers });
    const lines = answer.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answer.headers.get('content-type')).toContain('application/x-ndjson');
    expect(lines.slice(0, -1).map(({ stage }) => stage)).toEqual(lines.at(-1).result.stages);
    expect(lines.at(-1).result).toMatchObject({ status: 'failing', error_class: 'auth_invalid' });
    expect(await healthOf(id)).toMatchObject({ status: 'failing', error_class: 'auth_invalid' });
  });

  test('of what lacks a setting tells which', async () => {
    const { id } = await makeIntegration(admin, { ...openaiOf(sandbox), provider: 'openai', password: null });
    expect(await testNow(id)).toMatchObject({
      status: 'failing',
      error_class: 'invalid_config',
      stages: expect.arrayContaining([expect.objectContaining({ name: 'address', verdict: 'fail' })]),
    });
    await send(app, 'DELETE', pathOf(id), { token: admin.token });
  });

  test('whose secret can no longer be opened fails for that', async () => {
    const { id } = await make();
    await owner.query("UPDATE integrations SET password = left(password, -6) || 'AAAAAA' WHERE id = $1", [id]);
    expect(await testNow(id)).toMatchObject({
      status: 'failing',
      error_class: 'secret_unreadable',
      field: '/password',
    });
    expect(await healthOf(id)).toMatchObject({ status: 'failing', error_class: 'secret_unreadable' });
  });
});

describe('a change of health', () => {
  test('is audited and told once, and again when it works again', async () => {
    const { id, provider } = await make();
    const trail = await trailOf(owner, async () => {
      await testNow(id);
      await breakIt(id);
      await testNow(id);
      await testNow(id);
      await mendIt(id);
      await testNow(id);
      await testNow(id);
    });
    const change = (before: string, after: string) => ({
      action: 'integration.health_changed',
      actor: admin.user.email,
      changes: { health_status: { before, after } },
    });
    expect(trail.audit).toMatchObject([change('healthy', 'failing'), change('failing', 'healthy')]);
    expect(trail.events).toMatchObject([
      { payload: { id, provider, before: 'healthy', after: 'failing', error_class: 'upstream_5xx' } },
      { payload: { id, provider, before: 'failing', after: 'healthy', error_class: null } },
    ]);
    expect(trail.events.map(({ type }) => type)).toEqual(Array(2).fill('integration.health_changed'));
  });

  test('is told of a first check that fails', async () => {
    const { id } = await make('fault');
    const { events } = await trailOf(owner, () => testNow(id));
    expect(events).toMatchObject([{ payload: { id, before: 'unknown', after: 'failing' } }]);
  });

  test('is told again when something else is at fault', async () => {
    const { id } = await make('fault');
    await testNow(id);
    const { audit, events } = await trailOf(owner, async () => {
      await moveTo(id, 'unauthorized');
      await testNow(id);
      await testNow(id);
    });
    const error_class = { before: 'upstream_5xx', after: 'auth_invalid' };
    expect(audit.map(({ changes }) => changes)).toMatchObject([{ error_class, message: {} }]);
    expect(audit[0]?.changes).not.toHaveProperty('health_status');
    expect(events).toMatchObject([
      {
        payload: { id, before: 'failing', after: 'failing', error_class: 'auth_invalid', message: expect.any(String) },
      },
    ]);
  });

  /** As the system would: the settings stay, so that it is the same connection. */
  const breakIt = (id: number) => moveTo(id, 'fault');
  const mendIt = (id: number) => moveTo(id);
  const moveTo = (id: number, behaviour?: string) =>
    owner.query('UPDATE integrations SET base_url = $2 WHERE id = $1', [id, openaiOf(sandbox, behaviour).base_url]);
});

describe('a change of an integration', () => {
  test('of how it connects makes its health unknown', async () => {
    const { id } = await make('fault');
    await testNow(id);
    await misbehave(id);
    expect(await healthOf(id)).toMatchObject({
      status: 'unknown',
      since: null,
      error_class: null,
      message: null,
      checks: [{ status: 'failing' }],
    });
  });

  test('of anything else leaves its health as it is', async () => {
    const { id } = await make();
    await testNow(id);
    const body = { display_name: 'Renamed', ...openaiOf(sandbox), password: undefined };
    await changeIntegration({ client: admin.client, path: { id }, body, throwOnError: true });
    expect(await healthOf(id)).toMatchObject({ status: 'healthy' });
  });
});

test('people are warned once of a secret that expires', async () => {
  const { id } = await make();
  await owner.query("UPDATE integrations SET secret_expires_at = now() + interval '10 days' WHERE id = $1", [id]);
  const { events } = await trailOf(owner, async () => {
    await testNow(id);
    await testNow(id);
  });
  expect(events).toEqual([
    {
      type: 'integration.secret_expiring',
      payload: expect.objectContaining({ id, days: 14, expires_at: expect.stringMatching(/Z$/) }),
    },
  ]);
});

test('what a system tells of the end of a secret is kept', async () => {
  const { id } = await makeIntegration(admin, {
    provider: 'github',
    type: 'data_source',
    base_url: `${sandbox.url}/github`,
    password: sandbox.accounts.github.fineGrained,
  });
  const { secret_expires_at } = await testNow(id);
  expect(secret_expires_at).toMatch(/Z$/);
  const { data } = await getIntegration({ client: admin.client, path: { id } });
  expect(data).toMatchObject({ secret_expires_at });
});

describe('the health of an integration', () => {
  test('tells how much of the known time it worked, and since when', async () => {
    const { id } = await make();
    await owner.query(
      `INSERT INTO health_checks (tenant_id, integration_id, at, trigger, status, message, latency_ms, stages)
       SELECT $1, $2, now() - minutes * interval '1 minute', 'scheduled', status, 'As it was.', latency, '[]'
         FROM (VALUES (80, 'healthy', 10), (60, 'degraded', 20), (40, 'failing', 999), (20, 'healthy', 30)) AS t (minutes, status, latency)`,
      [tenant.id, id],
    );
    const health = await healthOf(id);
    expect(health.uptime).toBeCloseTo(0.75, 2);
    expect(health.latency).toEqual({ p50: 20, p95: 30, p99: 30 });
    expect(health.periods.map(({ status }: { status: string }) => status)).toEqual([
      'unknown',
      'healthy',
      'degraded',
      'failing',
      'healthy',
    ]);
    expect(health.checks.map(({ status }: { status: string }) => status)).toEqual([
      'healthy',
      'failing',
      'degraded',
      'healthy',
    ]);
    const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
    expect(await healthOf(id, `?from=${ago(50)}&to=${ago(30)}`)).toMatchObject({
      checks: [{ status: 'failing' }],
      periods: [{ status: 'degraded' }, { status: 'failing' }],
    });
  });

  test('hides from viewers what tells of the connection', async () => {
    const { id } = await make('unauthorized');
    const { message } = await testNow(id);
    expect(await healthOf(id)).toMatchObject({ message, checks: [{ message }], last_test: { message } });
    expect(await healthOf(id, '', viewer.token)).toMatchObject({
      status: 'failing',
      error_class: 'auth_invalid',
      message: null,
      checks: [{ error_class: 'auth_invalid', message: null }],
      last_test: null,
    });
  });

  test('of a time that is none is refused', async () => {
    const { id } = await make();
    for (const query of [
      '?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z',
      '?from=2026-01-01T00:00:00Z&to=2026-06-01T00:00:00Z',
      '?from=2199-01-01T00:00:00Z',
      '?from=yesterday',
    ]) {
      const answer = await send(app, 'GET', `${pathOf(id)}/health${query}`, { token: admin.token });
      expect([answer.status, problemOf(answer).errors?.[0]?.pointer], query).toEqual([
        422,
        expect.stringMatching(/from/),
      ]);
    }
  });
});

test('the list can be narrowed to what fails', async () => {
  const { id } = await make('unauthorized');
  await testNow(id);
  const { data } = await listIntegrations({ client: admin.client, query: { health: 'failing' } });
  expect(data?.map((row) => row.id)).toContain(id);
  expect(data?.every((row) => row.health.status === 'failing')).toBe(true);
});

test('the secret is in no row and no line of the log', async () => {
  const { id } = await make('fault');
  await testNow(id);
  const { key } = sandbox.accounts.openai;
  const { rows } = await owner.query(
    `SELECT query_to_xml(format('SELECT * FROM %I.%I', schemaname, tablename), true, true, '')::text AS text
       FROM pg_tables WHERE schemaname IN ('public', 'pgboss')`,
  );
  expect(rows.length).toBeGreaterThan(10);
  for (const { text } of rows) expect(text).not.toContain(key);
  expect(app.log.join('\n')).not.toContain(key);
});
