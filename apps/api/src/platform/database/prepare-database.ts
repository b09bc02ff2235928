import { setTimeout as pause } from 'node:timers/promises';
import { migrations } from '@ims/migrations';
import { Logger } from '@nestjs/common';
import pg from 'pg';
import { DataSource } from 'typeorm';
import { Secret } from '../config/secret.ts';
import { prepareJobs } from '../jobs/prepare-jobs.ts';
import { databaseProblem } from './database-errors.ts';

const logger = new Logger('Database');
/** Any constant: instances that start together migrate one after the other. */
const MIGRATION_LOCK = 7_340_221;

/**
 * Brings the schema up to date as its owner and returns the connection the application itself uses: a login that owns
 * nothing and obeys row-level security. Waits up to 30 s for a database that is still starting.
 */
export async function prepareDatabase(owner: Secret, appUrl: Secret | undefined): Promise<Secret> {
  await waitUntilUp(owner);
  const dataSource = await new DataSource({
    type: 'postgres',
    url: owner.reveal(),
    migrations,
    migrationsTransactionMode: 'each',
    applicationName: 'ims-migrate',
    extra: { max: 2 },
  }).initialize();
  try {
    await dataSource.transaction(async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1)', [MIGRATION_LOCK]);
      const applied = await dataSource.runMigrations();
      if (applied.length > 0) logger.log(`Applied ${applied.length} migration(s), the last ${applied.at(-1)?.name}`);
    });
    await prepareJobs(owner, dataSource);
    return appUrl ?? (await appLogin(dataSource, owner));
  } finally {
    await dataSource.destroy();
  }
}

/**
 * The login made by the first migration. Its password lives where only the owner can read it; setting it again each
 * time also repairs a database that was restored into a cluster which lacks the role.
 */
async function appLogin(dataSource: DataSource, owner: Secret): Promise<Secret> {
  const [login] = await dataSource.query<[{ role_name: string; password: string }]>(
    'SELECT * FROM ims_private.ensure_app_login()',
  );
  const url = new URL(owner.reveal());
  url.username = encodeURIComponent(login.role_name);
  url.password = encodeURIComponent(login.password);
  return new Secret(url.href);
}

async function waitUntilUp(url: Secret): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const client = new pg.Client({ connectionString: url.reveal(), connectionTimeoutMillis: 2000 });
    try {
      await client.connect();
      return;
    } catch (error) {
      if (attempt === 30 || !databaseProblem(error)) throw error;
      if (attempt === 1) logger.warn('The database does not answer yet; waiting up to 30 s for it');
      await pause(1000);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
}
