import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestDatabase, testDatabase } from '@ims/test-kit';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { afterAll } from 'vitest';
import { createApp } from '../../src/create-app.ts';
import { Config, readConfig, type Settled } from '../../src/platform/config/config.ts';
import { createPino } from '../../src/platform/logging/logger.ts';

/** A database as the application reaches it. */
type Reachable = Pick<TestDatabase, 'ownerUrl' | 'appUrl'>;

export interface TestApp<Database extends Reachable = TestDatabase> {
  nest: NestExpressApplication;
  url: string;
  operatorKey: string;
  database: Database;
  dataDir: string;
  /** Every line logged so far. */
  log: string[];
  /** Stops the process' part only: database and data folder stay, for another app to go on with. */
  stop(): Promise<void>;
}

// Until an app brings its own logger, Nest would print.
Logger.overrideLogger(false);

type Environment = Record<string, string>;

/**
 * The real application on a free port, over a database and a data folder of its own; all of it is gone when the tests
 * around the call have run. `environment` overrides the variables it reads; a `database` given is the caller's. Passport
 * and Nest's logger are one for the process: stop an app before the next one starts.
 */
export async function testApp(environment?: Environment): Promise<TestApp>;
export async function testApp<Database extends Reachable>(
  environment: Environment,
  given: Database,
): Promise<TestApp<Database>>;
export async function testApp(environment: Environment = {}, given?: Reachable): Promise<TestApp<Reachable>> {
  const own = given ? undefined : await testDatabase();
  const database = given ?? (own as TestDatabase);
  const dataDir = environment.DATA_DIR ?? mkdtempSync(join(tmpdir(), 'ims-data-'));
  const operatorKey = randomBytes(24).toString('hex');
  const log: string[] = [];
  const config = readConfig({
    NODE_ENV: 'test',
    DEMO: 'off',
    // Background work would change rows under the tests that compare them.
    JOBS: 'off',
    THROTTLE: 'off',
    LOG_LEVEL: 'trace',
    LOG_FORMAT: 'json',
    DATABASE_URL: database.ownerUrl,
    DATABASE_APP_URL: database.appUrl,
    DATABASE_POOL: '5',
    SECRET_KEY: randomSecretKey(),
    OPERATOR_KEY: operatorKey,
    DATA_DIR: dataDir,
    ...environment,
  });
  const nest = await createApp(
    new Config(config as Settled),
    await createPino(config.log, { write: (line) => log.push(line) }),
  );
  await nest.listen(0, '127.0.0.1');
  let stopped: Promise<void> | undefined;
  const stop = () => {
    stopped ??= nest.close();
    return stopped;
  };
  afterAll(async () => {
    await stop();
    await own?.drop();
    if (!environment.DATA_DIR) rmSync(dataDir, { recursive: true, force: true });
  });
  return { nest, url: await nest.getUrl(), operatorKey, database, dataDir, log, stop };
}

export const randomSecretKey = () => randomBytes(32).toString('base64');
