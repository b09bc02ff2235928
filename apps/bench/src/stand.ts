import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { startLocalPostgres } from '@ims/local-postgres';
import pg from 'pg';
import { tell } from './compare.ts';
import { type Service, startService } from './service.ts';

export const repository = join(import.meta.dirname, '../../..');
const api = pathToFileURL(join(repository, 'apps/api/dist/main.js')).href;

/** A database of one run's own, and servers that can be started as often as wanted. */
export interface Stand extends AsyncDisposable {
  /** For files that go with the run. */
  folder: string;
  operatorKey: string;
  databaseUrl: string;
  /** As the owner, whom row-level security does not bind. */
  database: pg.Pool;
  /** `env` adds to what an installation sets. */
  startApi(signal: AbortSignal, env?: Record<string, string>): Promise<Service>;
  startReference(tenantId: number, signal: AbortSignal): Promise<Service>;
  /** A script of the benchmark's own, as `import.meta.resolve` names it; `ready` is a path that answers 200 once it is up. */
  startScript(script: string, env: Record<string, string>, ready: string, signal: AbortSignal): Promise<Service>;
}

export async function openStand(): Promise<Stand> {
  tell('building the API');
  await promisify(execFile)(join(repository, 'node_modules/.bin/turbo'), ['run', 'build', '--filter=@ims/api'], {
    cwd: repository,
  });
  await using parts = new AsyncDisposableStack();
  const folder = parts.adopt(openFolder(), (path) => rmSync(path, { recursive: true, force: true }));
  tell('starting PostgreSQL');
  const postgres = parts.adopt(await startLocalPostgres({ dataDir: folder }), (server) => server.stop());
  const database = parts.adopt(new pg.Pool({ connectionString: postgres.url, max: 2 }), endPool);
  const operatorKey = randomBytes(32).toString('hex');
  const production = productionSettings(postgres.url, operatorKey, folder);
  const startScript: Stand['startScript'] = (script, env, ready, signal) => {
    const log = join(folder, `${basename(script, '.ts')}.log`);
    const args = [fileURLToPath(script)];
    const command = { command: process.execPath, args, env: { NODE_ENV: 'production', ...env }, ready, log };
    return startService(command, signal);
  };
  const all = parts.move();
  return {
    folder,
    operatorKey,
    databaseUrl: postgres.url,
    database,
    startApi: (signal, env = {}) => startScript(api, { ...production, ...env }, '/readyz', signal),
    startReference: (tenantId, signal) => {
      const env = { DATABASE_URL: postgres.url, TENANT_ID: String(tenantId) };
      return startScript(import.meta.resolve('./reference-server.ts'), env, '/constant', signal);
    },
    startScript,
    [Symbol.asyncDispose]: () => all.disposeAsync(),
  };
}

/**
 * As an installation sets it up, and everything else left at its default: so each request is authenticated, runs under
 * row-level security and writes its log line, to a file. Only the throttle is off, since one client asks for everything.
 */
function productionSettings(databaseUrl: string, operatorKey: string, folder: string): Record<string, string> {
  return {
    NODE_ENV: 'production',
    DATABASE_URL: databaseUrl,
    DATA_DIR: folder,
    SECRET_KEY: randomBytes(32).toString('base64'),
    OPERATOR_KEY: operatorKey,
    THROTTLE: 'off',
  };
}

/** Lets the server do now what it would do for what was written in the minutes to come, beside whatever is measured then. */
export async function settle(database: pg.Pool): Promise<void> {
  await database.query('VACUUM ANALYZE');
  await database.query('CHECKPOINT');
}

function endPool(pool: pg.Pool): Promise<void> {
  // A connection that is about to close may still be told that the server stops.
  pool.on('error', () => {});
  return pool.end();
}

/** PostgreSQL runs under an account of its own when we are root, and has to get in. */
function openFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ims-bench-'));
  chmodSync(folder, 0o711);
  return folder;
}
