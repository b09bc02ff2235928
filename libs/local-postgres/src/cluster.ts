import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { childOptions } from './account.ts';
import type { Binaries } from './binaries.ts';
import { alternatives, explain, LocalPostgresError } from './errors.ts';
import type { Store } from './store.ts';

/**
 * Makes the cluster unless it is there already, and returns the superuser's password. `durable` waits for the disk.
 * @throws LocalPostgresError wrong_version, init_failed, disk_full
 */
export async function prepareCluster(store: Store, { initdb, major }: Binaries, durable: boolean): Promise<string> {
  if (!fs.existsSync(store.cluster)) await initialise(store, initdb, durable);
  const version = fs.readFileSync(join(store.cluster, 'PG_VERSION'), 'utf8').trim();
  if (version !== major) {
    const advice = `Move its data over with pg_dumpall of PostgreSQL ${version}, or delete the folder to start empty.`;
    const message = `${store.cluster} is a database of PostgreSQL ${version}; this release brings PostgreSQL ${major}.`;
    throw new LocalPostgresError('wrong_version', `${message} ${advice} ${alternatives}`);
  }
  return fs.readFileSync(join(store.folder, 'password'), 'utf8');
}

/** The cluster gets its name only once it is complete: what an interrupted run leaves behind is never taken for one. */
async function initialise({ folder, cluster, account, handOver }: Store, initdb: string, durable: boolean) {
  for (const leftover of fs.globSync('init-*', { cwd: folder })) await remove(join(folder, leftover));
  const workshop = fs.mkdtempSync(join(folder, 'init-'));
  const [data, password] = [join(workshop, 'data'), join(workshop, 'password')];
  try {
    fs.writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600, flush: true });
    if (account) for (const path of [workshop, password]) fs.chownSync(path, account.uid, account.gid);
    const flags = [`--pgdata=${data}`, `--pwfile=${password}`, ...clusterFlags, ...(durable ? [] : ['--no-sync'])];
    await promisify(execFile)(initdb, flags, childOptions(account));
    handOver(password);
    fs.renameSync(password, join(folder, 'password'));
    fs.renameSync(data, cluster);
  } catch (error) {
    throw explain(error, folder, 'init_failed');
  } finally {
    await remove(workshop);
  }
}

/** The built-in locale sorts and folds case alike on every system, whatever locales that has. */
const clusterFlags = [
  '--username=postgres',
  '--auth=scram-sha-256',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
];

/** Retries, because the initdb of a killed run lives on for a moment; rmSync takes what that deletes meanwhile for its own success. */
async function remove(folder: string) {
  await fs.promises.rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
}
