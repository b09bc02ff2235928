import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { LocalPostgresError } from './errors.ts';

const patienceMs = 20_000;

/** What postmaster.pid says: its first line and its eighth (`ready` once connections are welcome); empty where there is none. */
export function readPostmasterFile(cluster: string): { pid?: string; status?: string } {
  const lines = unlessGone(() => fs.readFileSync(join(cluster, 'postmaster.pid'), 'utf8'))?.split('\n');
  return { pid: lines?.[0]?.trim(), status: lines?.[7]?.trim() };
}

/**
 * Ends a server that a killed run of ours left on this cluster; the caller holds the store's lock, so nobody uses it.
 * @returns the process id in postmaster.pid, which is no server of this cluster by now: it is free, or another program's
 * @throws LocalPostgresError already_running
 */
export async function endOrphan(cluster: string, log: (line: string) => void): Promise<string | undefined> {
  const { pid } = readPostmasterFile(cluster);
  if (!pid || !isServerOf(cluster, pid)) return pid;
  log(`An earlier run was killed and left its database running (process ${pid}); ending it.`);
  if ((await endsOn('SIGINT', cluster, pid)) || (await endsOn('SIGQUIT', cluster, pid))) return pid;
  const message = `Process ${pid} still serves the database in ${cluster} and does not end. End it, then start again.`;
  throw new LocalPostgresError('already_running', message);
}

async function endsOn(signal: NodeJS.Signals, cluster: string, pid: string): Promise<boolean> {
  unlessGone(() => process.kill(Number(pid), signal));
  for (const deadline = Date.now() + patienceMs; isServerOf(cluster, pid) && Date.now() < deadline; ) await delay(15);
  return !isServerOf(cluster, pid);
}

/** Process ids are used again, so the id alone proves nothing: the command line must be the one we start servers with. */
function isServerOf(cluster: string, pid: string): boolean {
  return commandLine(pid).includes(`/postgres -D ${cluster} -c `);
}

function commandLine(pid: string): string {
  if (process.platform !== 'linux')
    return spawnSync('ps', ['-ww', '-o', 'command=', '-p', pid], { encoding: 'utf8' }).stdout;
  return unlessGone(() => fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'))?.replaceAll('\0', ' ') ?? '';
}

/** Undefined when the file or the process is no longer there. */
function unlessGone<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (['ENOENT', 'ESRCH'].includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}
