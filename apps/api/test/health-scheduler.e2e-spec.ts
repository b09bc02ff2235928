import { changeIntegration } from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant, testDatabase } from '@ims/test-kit';
import { afterAll, describe, expect, test } from 'vitest';
import { send } from './support/http.ts';
import { openaiOf, sandboxed } from './support/sandboxed.ts';
import { randomSecretKey, testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const { sandbox, environment: reach } = await sandboxed();
const database = await testDatabase();
const { owner } = database;
const environment = { ...reach, SECRET_KEY: randomSecretKey() };

// What is there already when the first process that checks starts.
const earlier = await testApp({ ...environment, JOBS: 'off' }, database);
const old = await makeTenant(earlier);
const oldAdmin = await loginAs('admin', old);
const forgotten = await makeIntegration(oldAdmin, openaiOf(sandbox));
const inactive = await makeIntegration(oldAdmin, { ...openaiOf(sandbox), active: false });
await owner.query('DELETE FROM pgboss.job');
await earlier.stop();

const app = await testApp({ ...environment, JOBS: 'on' }, database);
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
afterAll(async () => {
  await app.stop();
  await database.drop();
});

async function checksOf(id: number): Promise<{ status: string; trigger: string }[]> {
  const sql = 'SELECT status, trigger FROM health_checks WHERE integration_id = $1 ORDER BY at';
  return (await owner.query(sql, [id])).rows;
}

/** Seconds from the last check to the one that waits. */
async function pauseOf(id: number): Promise<number> {
  const { rows } = await owner.query(
    `SELECT extract(epoch FROM j.start_after - i.health_checked_at)::float AS pause
       FROM pgboss.job j JOIN integrations i ON j.singleton_key = i.tenant_id || '/' || i.id
      WHERE i.id = $1 AND j.state = 'created'`,
    [id],
  );
  return rows[0]?.pause;
}

/** Makes the waiting check due, and waits until it is done. */
async function nextCheck(id: number): Promise<void> {
  const { length } = await checksOf(id);
  await expect.poll(() => makeDue(id)).toBe(1);
  await expect.poll(async () => (await checksOf(id)).length).toBe(length + 1);
  await expect.poll(() => pauseOf(id)).toBeGreaterThan(0);
}

async function makeDue(id: number): Promise<number | null> {
  const { rowCount } = await owner.query(
    "UPDATE pgboss.job SET start_after = now() WHERE split_part(singleton_key, '/', 2) = $1 AND state = 'created'",
    [String(id)],
  );
  return rowCount;
}

async function jobsOf(id: number): Promise<string[]> {
  const sql = "SELECT state FROM pgboss.job WHERE split_part(singleton_key, '/', 2) = $1 ORDER BY created_on";
  return (await owner.query(sql, [String(id)])).rows.map(({ state }) => state);
}

const statusOf = async (id: number) =>
  (await owner.query('SELECT health_status AS status FROM integrations WHERE id = $1', [id])).rows[0]?.status;
const moveTo = (id: number, behaviour?: string) =>
  owner.query('UPDATE integrations SET base_url = $2 WHERE id = $1', [id, openaiOf(sandbox, behaviour).base_url]);

describe('an active integration', () => {
  test('is checked by itself as soon as it is there', async () => {
    const { id } = await makeIntegration(admin, openaiOf(sandbox));
    await expect.poll(() => checksOf(id)).toEqual([{ status: 'healthy', trigger: 'scheduled' }]);
    await expect.poll(() => pauseOf(id)).toBeGreaterThan(260);
    expect(await pauseOf(id)).toBeLessThan(340);
  });

  test('that no job was made for is found', async () => {
    await expect.poll(() => statusOf(forgotten.id)).toBe('healthy');
  });

  test('is checked anew when it is changed', async () => {
    const { id } = await makeIntegration(admin, openaiOf(sandbox, 'unauthorized'));
    await expect.poll(() => statusOf(id)).toBe('failing');
    const body = { base_url: openaiOf(sandbox).base_url };
    await changeIntegration({ client: admin.client, path: { id }, body, throwOnError: true });
    await expect.poll(() => statusOf(id)).toBe('healthy');
  });

  test('that fails is checked less and less often, and told of once', async () => {
    const { id } = await makeIntegration(admin, openaiOf(sandbox));
    await expect.poll(() => statusOf(id)).toBe('healthy');
    await expect.poll(() => pauseOf(id)).toBeGreaterThan(0);
    const pauses: number[] = [];
    const { audit, events } = await trailOf(owner, async () => {
      await moveTo(id, 'fault');
      for (const _ of [1, 2, 3]) {
        await nextCheck(id);
        pauses.push(Math.round((await pauseOf(id)) / 300));
      }
    });
    expect(pauses).toEqual([1, 2, 4]);
    expect(audit).toMatchObject([{ action: 'integration.health_changed', actor: 'health checks' }]);
    expect(events).toMatchObject([{ type: 'integration.health_changed', payload: { id, after: 'failing' } }]);
  });
});

test('a secret that was never proven is tried in full, each time', async () => {
  const { id } = await makeIntegration(admin, {
    ...openaiOf(sandbox, 'public-models'),
    model: 'gpt-4.1-mini',
    password: 'sk-proj-a-wrong-key',
  });
  await expect.poll(() => statusOf(id)).toBe('failing');
  expect(await makeDue(id)).toBe(1);
  await expect.poll(() => jobsOf(id)).toEqual(['completed', 'completed', 'created']);
  expect(await statusOf(id)).toBe('failing');
});

describe('is not checked', () => {
  test('what is inactive', async () => {
    expect(await checksOf(inactive.id)).toEqual([]);
    const { id } = await makeIntegration(admin, { ...openaiOf(sandbox), active: false });
    await expect.poll(() => jobsOf(id)).toEqual(['completed']);
    expect(await checksOf(id)).toEqual([]);
  });

  test('what was deleted', async () => {
    const { id } = await makeIntegration(admin, openaiOf(sandbox));
    await expect.poll(() => jobsOf(id)).toEqual(['completed', 'created']);
    await send(app, 'DELETE', `/api/v1/admin/integrations/${id}`, { token: admin.token });
    await makeDue(id);
    await expect.poll(() => jobsOf(id)).toEqual(['completed', 'completed']);
  });

  test('what belongs to a suspended tenant', async () => {
    const suspended = await makeTenant(app);
    const { id } = await makeIntegration(await loginAs('admin', suspended), openaiOf(sandbox));
    await expect.poll(() => jobsOf(id)).toEqual(['completed', 'created']);
    const path = `/api/v1/platform/tenants/${suspended.id}/suspend`;
    expect((await send(app, 'POST', path, { token: app.operatorKey })).status).toBe(200);
    await makeDue(id);
    await expect.poll(() => jobsOf(id)).toEqual(['completed', 'completed']);
    expect(await checksOf(id)).toHaveLength(1);
  });
});

test('no job holds more than ids', async () => {
  const { rows } = await owner.query("SELECT data FROM pgboss.job WHERE name = 'health-check'");
  expect(rows.length).toBeGreaterThan(0);
  for (const { data } of rows)
    expect(data).toEqual({ tenantId: expect.any(Number), integrationId: expect.any(Number) });
});
