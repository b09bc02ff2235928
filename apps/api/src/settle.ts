import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from 'pino';
import { type SandboxFacts, startDemoSandbox } from './demo/demo-sandbox.ts';
import { Config, ConfigError, type readConfig } from './platform/config/config.ts';
import { Secret } from './platform/config/secret.ts';

export interface Settled {
  config: Config;
  /** The systems the demo connects to; absent without a demo. */
  sandbox?: SandboxFacts;
  /** Ends what was started here; nothing when the database is the operator's. */
  stop(): Promise<void>;
}

/**
 * Fills in what the operator left open: an embedded PostgreSQL and a key of its own in the data folder, never in
 * production. Then brings the database up to date.
 */
export async function settle(given: ReturnType<typeof readConfig>, logger: Logger): Promise<Settled> {
  const current = given.keys.current ?? ownKey(given.dataDir);
  // Takes longest and needs nothing of what follows, so it comes up meanwhile; should it fail, that is told at its turn.
  const sandboxStart = given.demo.on ? startDemoSandbox(given) : undefined;
  sandboxStart?.catch(() => undefined);
  let local: { url: string; stop(): Promise<void> } | undefined;
  const stop = async () => {
    await (await sandboxStart?.catch(() => undefined))?.stop();
    await local?.stop();
  };
  try {
    local = given.database.url ? undefined : await startDatabase(given.dataDir, logger);
    const url = given.database.url ?? new Secret(local?.url ?? '');
    const { prepareDatabase } = await import('./platform/database/prepare-database.ts');
    const appUrl = await prepareDatabase(url, given.database.appUrl);
    const sandbox = await sandboxStart;
    const config = new Config({
      ...given,
      keys: { ...given.keys, current },
      database: { ...given.database, url, appUrl },
      egress: { allow: [given.egress.allow, sandbox?.allow].filter(Boolean).join(',') },
    });
    return { config, sandbox: sandbox?.facts, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Imported only when needed: a production image does not contain it. */
async function startDatabase(dataDir: string, logger: Logger) {
  const { startLocalPostgres } = await import('@ims/local-postgres');
  return startLocalPostgres({ dataDir, log: (line) => logger.info({ context: 'Database' }, line) });
}

/** The key of a development installation, made on its first start. It belongs to the database beside it. */
function ownKey(dataDir: string): Secret {
  const file = join(dataDir, 'secret.key');
  try {
    if (!existsSync(file)) {
      mkdirSync(dataDir, { recursive: true, mode: 0o711 });
      writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
    }
    return new Secret(readFileSync(file, 'utf8').trim());
  } catch (error) {
    throw new ConfigError(
      `The data folder ${dataDir} cannot be used (${(error as Error).message}). Make it writable, or set DATA_DIR to another folder.`,
    );
  }
}
