import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type TestDatabase, testDatabase } from '@ims/test-kit';
import { afterAll } from 'vitest';
import { bundled } from './bundle.ts';
import { randomSecretKey } from './test-app.ts';

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
  const { folder, program } = await bundled('src/main.ts');
  const database = await testDatabase();
  const children: ChildProcess[] = [];
  afterAll(async () => {
    await Promise.all(children.map((child) => endOf(child, 'SIGKILL')));
    await database.drop();
  });
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
