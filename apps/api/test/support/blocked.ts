import type { TestDatabase } from '@ims/test-kit';
import { expect } from 'vitest';

/** Waits until `count` others wait for a lock of the owner's open transaction, or for one who does. */
export async function untilBlocked(owner: TestDatabase['owner'], count = 1): Promise<void> {
  const waiting = async () => {
    const { rowCount } = await owner.query(`
      WITH RECURSIVE waiting AS (
        SELECT DISTINCT pid, pg_blocking_pids(pid) AS blockers FROM pg_locks WHERE NOT granted
      ), blocked AS (
        SELECT pid FROM waiting WHERE pg_backend_pid() = ANY (blockers)
        UNION SELECT w.pid FROM waiting w JOIN blocked b ON b.pid = ANY (w.blockers)
      ) SELECT pid FROM blocked`);
    return rowCount ?? 0;
  };
  await expect.poll(waiting, { interval: 10, timeout: 5000 }).toBeGreaterThanOrEqual(count);
}
