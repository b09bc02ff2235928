import 'reflect-metadata';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Logger as Pino } from 'pino';
import type { SandboxFacts } from './demo/demo-sandbox.ts';
import { type Config, ConfigError, readConfig } from './platform/config/config.ts';
import { createPino, NestLogger } from './platform/logging/logger.ts';
import { knownSecrets } from './platform/logging/redaction.ts';
import { releaseMemory } from './release-memory.ts';
import { settle } from './settle.ts';

/** sysexits.h: the configuration is at fault, trying again does not help. */
const EX_CONFIG = 78;

async function main(): Promise<void> {
  const given = readConfig({ WEB_DIR: builtWeb(), ...process.env });
  const logger = await createPino(given.log);
  Logger.overrideLogger(new NestLogger(logger));
  const { config, sandbox, stop } = await settle(given, logger);
  for (const secret of [
    config.keys.current,
    ...config.keys.previous,
    config.database.url,
    config.database.appUrl,
    config.operatorKey,
  ]) {
    if (secret) knownSecrets.remember(secret.reveal());
  }
  const app = await makeApp(config, logger).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const end = ending(app, stop);
  process.on('SIGINT', () => end(0)).on('SIGTERM', () => end(0));
  process.on('unhandledRejection', (error) => {
    logger.fatal({ err: error }, 'An error escaped; stopping');
    end(1);
  });
  if (sandbox) await seedDemo(app, sandbox);
  releaseMemory();
  await listen(app, config).catch(async (error: unknown) => {
    await app.close();
    await stop();
    throw error;
  });
  announce(config, await app.getUrl());
}

/** Loaded only now, since that is most of a start: the processes it needs come up sooner. */
async function makeApp(config: Config, logger: Pino): Promise<NestExpressApplication> {
  const { createApp } = await import('./create-app.ts');
  return createApp(config, logger);
}

async function seedDemo(app: NestExpressApplication, sandbox: SandboxFacts): Promise<void> {
  const { DemoService } = await import('./demo/index.ts');
  await app.get(DemoService).seed(sandbox);
}

/** A terminal and the tools between it and us each pass on the same Ctrl-C; one that comes later is meant. */
const SAME_SIGNAL_MS = 1000;
/** After this the process goes, whatever it still waits for; supervisors allow thirty seconds. */
const PATIENCE_MS = 25_000;

/** Lets requests in flight finish, then closes the database; a second signal does not wait. */
function ending(app: NestExpressApplication, stop: () => Promise<void>): (code: number) => void {
  let begun: number | undefined;
  return (code) => {
    if (begun !== undefined) {
      if (Date.now() - begun > SAME_SIGNAL_MS) process.exit(1);
      return;
    }
    begun = Date.now();
    setTimeout(() => process.exit(1), PATIENCE_MS).unref();
    app
      .close()
      .then(stop)
      .then(() => process.exit(code))
      .catch(fail);
  };
}

async function listen(app: NestExpressApplication, { http }: Config): Promise<void> {
  try {
    await app.listen(http.port, http.host);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE')
      throw new ConfigError(
        `Port ${http.port} on ${http.host} is taken. Stop what uses it, or choose another: PORT=3001 npm start`,
      );
    if (code === 'EACCES')
      throw new ConfigError(
        `Port ${http.port} needs more rights than this account has. Choose one above 1024 with PORT.`,
      );
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
      throw new ConfigError(`This machine has no address ${http.host}. Set HOST to one of its own.`);
    throw error;
  }
}

/** Beside the API's own build when the repository was built as a whole. */
function builtWeb(): string | undefined {
  const folder = join(import.meta.dirname, '../../web/dist');
  return existsSync(folder) ? folder : undefined;
}

function announce({ demo, http }: Config, url: string): void {
  const lines = [
    '',
    `  Integration Management System   ${http.publicUrl ?? url}`,
    `  API reference                   ${http.publicUrl ?? url}/api/docs`,
  ];
  if (demo.on) {
    lines.push(
      '',
      '  Demo logins   admin@wex.example   admin@apple.example   admin@google.example   (also user@…, viewer@…)',
    );
    lines.push(`  Password      ${demo.password.reveal()}`);
  }
  process.stdout.write(`${lines.join('\n')}\n\n`);
}

/** Known by name, since who throws them may not be loaded yet. */
const faultsOfConfiguration = new Set(['ConfigError', 'WrongKeyError']);

/** People get a sentence; a stack is only for what we did not foresee. */
function fail(error: unknown): never {
  const name = error instanceof Error ? error.name : '';
  const known = faultsOfConfiguration.has(name) || name === 'LocalPostgresError';
  process.stderr.write(
    `${known ? (error as Error).message : error instanceof Error ? knownSecrets.clean(error.stack ?? error.message) : String(error)}\n`,
  );
  process.exit(faultsOfConfiguration.has(name) ? EX_CONFIG : 1);
}

main().catch(fail);
