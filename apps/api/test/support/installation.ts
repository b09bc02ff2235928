import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestDatabase, testDatabase } from '@ims/test-kit';
import { rolldown } from 'rolldown';
import { afterAll } from 'vitest';
import build from '../../rolldown.config.ts';
import { randomSecretKey } from './test-app.ts';

const api = join(import.meta.dirname, '../..');

/** How a process ended: its exit code, or the signal that ended it. */
type Ending = [code: number | null, signal: NodeJS.Signals | null];

/** A process of the API, which listens. */
export interface ApiProcess {
  url: string;
  operatorKey: string;
  /** Sends it a signal and waits until it is gone. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<Ending>;
}

export interface Installation {
  database: TestDatabase;
  start(): Promise<ApiProcess>;
}

/** The built API, to be started as often as wanted on one database; all of it is gone when the tests around have run. */
export async function makeInstallation(environment: Record<string, string>): Promise<Installation> {
  // Beside the packages it needs. Node alone cannot run the decorators in it.
  const folder = await mkdtemp(join(api, 'node_modules/.installation-'));
  const database = await testDatabase();
  const children: ChildProcess[] = [];
  afterAll(async () => {
    await Promise.all(children.map((child) => endOf(child, 'SIGKILL')));
    await database.drop();
    await rm(folder, { recursive: true });
  });
  const program = await built(folder);
  const operatorKey = randomBytes(24).toString('hex');
  const env = {
    NODE_ENV: 'production',
    PORT: '0',
    JOBS: 'off',
    THROTTLE: 'off',
    DATABASE_URL: database.ownerUrl,
    DATABASE_APP_URL: database.appUrl,
    SECRET_KEY: randomSecretKey(),
    OPERATOR_KEY: operatorKey,
    DATA_DIR: join(folder, 'data'),
    ...environment,
  };
  const start = async () => {
    const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(child);
    return { url: await addressOf(child), operatorKey, end: (signal: NodeJS.Signals) => endOf(child, signal) };
  };
  return { database, start };
}

async function built(dir: string): Promise<string> {
  const names = { entryFileNames: '[name].mjs', chunkFileNames: '[name]-[hash].mjs' };
  const bundle = await rolldown({
    ...build,
    cwd: api,
    input: join(api, 'src/main.ts'),
    tsconfig: join(api, 'tsconfig.json'),
  });
  const { output } = await bundle.write({ dir, format: 'esm', ...names });
  return join(dir, output[0].fileName);
}

/** Reads what the process prints, and goes on reading it: a full pipe would stop the process. */
async function addressOf(child: ChildProcess): Promise<string> {
  const printed: string[] = [];
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) throw new Error('The output of the process is not piped');
    createInterface(stream).on('line', (line) => {
      printed.push(line);
      const [, url] = /^ +Integration Management System +(http\S+)$/.exec(line) ?? [];
      if (url) resolve(url);
    });
  }
  child.once('close', () => reject(new Error(`The process ended:\n${printed.join('\n')}`)));
  return promise;
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<Ending> {
  if (child.exitCode === null && child.signalCode === null) {
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  }
  return [child.exitCode, child.signalCode];
}
