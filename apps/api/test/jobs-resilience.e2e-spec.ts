import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@ims/local-postgres';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { Secret } from '../src/platform/config/secret.ts';
import { prepareDatabase } from '../src/platform/database/prepare-database.ts';
import { send } from './support/http.ts';
import { openaiOf, sandboxed } from './support/sandboxed.ts';
import { testApp } from './support/test-app.ts';

const { sandbox, environment } = await sandboxed();
// A server of its own, since it is stopped.
const dataDir = mkdtempSync(join(tmpdir(), 'ims-jobs-'));
chmodSync(dataDir, 0o711);
const settings = { fsync: 'off' };
let postgres = await startLocalPostgres({ dataDir, settings });
const { port, url } = postgres;
const appUrl = (await prepareDatabase(new Secret(url), undefined)).reveal();
const app = await testApp({ ...environment, JOBS: 'on' }, { ownerUrl: url, appUrl });
afterAll(async () => {
  await app.stop();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

async function query(sql: string): Promise<{ count: number }[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const countChecks = async () => (await query('SELECT count(*)::int FROM health_checks'))[0]?.count;
const linesWith = (text: string) => app.log.filter((line) => line.includes(text));

test('checks wait for a database that is away, and go on when it is back', async () => {
  const admin = await loginAs('admin', await makeTenant(app));
  await makeIntegration(admin, openaiOf(sandbox));
  await expect.poll(countChecks).toBe(1);

  await postgres.stop();
  await expect.poll(() => linesWith('Background work waits for the database').length).toBe(1);
  // A few more looks at the queue, of which nothing is heard.
  const asked = app.log.length;
  await expect.poll(async () => (await send(app, 'GET', '/readyz')).status).toBe(503);
  expect(app.log.slice(asked).filter((line) => line.includes('Background work'))).toEqual([]);

  postgres = await startLocalPostgres({ dataDir, settings, port });
  await expect.poll(() => linesWith('Background work goes on').length).toBe(1);
  await query("UPDATE pgboss.job SET start_after = now() WHERE state = 'created'");
  await expect.poll(countChecks).toBe(2);
  expect(linesWith('Background work waits').length).toBe(1);
  expect(linesWith('Background work failed')).toEqual([]);
});
