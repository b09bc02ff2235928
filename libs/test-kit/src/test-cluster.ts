import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@ims/local-postgres';

export interface TestCluster {
  /** Connection URL of the superuser for any database; it need not exist yet. */
  adminUrl(database: string): string;
  stop(): Promise<void>;
}

/** A PostgreSQL of its own in a temporary folder, which trades all durability for speed. */
export async function startTestCluster(): Promise<TestCluster> {
  const dataDir = mkdtempSync(join(tmpdir(), 'ims-test-'));
  // Under root the database runs as another account, which must be able to enter.
  chmodSync(dataDir, 0o711);
  const postgres = await startLocalPostgres({
    dataDir,
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '200' },
  });
  return {
    adminUrl: postgres.adminUrl,
    stop: async () => {
      await postgres.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
