import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { type LocalPostgresOptions, startLocalPostgres } from '../index.ts';

/** A folder that other accounts may enter, so that root's tests keep the database in it. */
export function makeFolder(mode = 0o711): string {
  const folder = fs.realpathSync(fs.mkdtempSync(join(tmpdir(), 'local-postgres-')));
  fs.chmodSync(folder, mode);
  onTestFinished(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export async function start(dataDir: string, options: Partial<LocalPostgresOptions> = {}) {
  const lines: string[] = [];
  const log = (line: string) => lines.push(line);
  const database = await startLocalPostgres({ dataDir, settings: { fsync: 'off' }, log, ...options });
  onTestFinished(database.stop);
  return { ...database, lines };
}

export async function query<Row extends object>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Another Node.js process that holds the database, in a process group of its own, as under a terminal. */
export async function holdElsewhere(dataDir: string): Promise<{ holder: ChildProcess; said: string[] }> {
  const program = fileURLToPath(new URL('./hold-database.ts', import.meta.url));
  const holder = spawn(process.execPath, [program, dataDir], { detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(holder, 'exit');
  onTestFinished(async () => {
    if (holder.exitCode === null) holder.kill('SIGINT');
    await gone;
  });
  const said: string[] = [];
  const lines = createInterface({ input: holder.stdout });
  lines.on('line', (line) => said.push(line));
  await Promise.race([once(lines, 'line'), gone]);
  return { holder, said };
}

export function postmasterPid(dataDir: string): number {
  return Number.parseInt(fs.readFileSync(join(dataDir, 'postgres', 'data', 'postmaster.pid'), 'utf8'), 10);
}
