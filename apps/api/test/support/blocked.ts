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
  await expect.poll(waiting).toBeGreaterThanOrEqual(count);
}

/**
 * Lets requests overlap for certain: all get as far as they can while `lock` is held, and go on together. No more than
 * the application has connections.
 */
export async function overlapping<T>(
  owner: TestDatabase['owner'],
  requests: (() => Promise<T>)[],
  lock = 'LOCK TABLE audit_entries IN EXCLUSIVE MODE',
): Promise<T[]> {
  await owner.query(`BEGIN; ${lock}`);
  try {
    const answers = Promise.all(requests.map((request) => request()));
    await untilBlocked(owner, requests.length);
    await owner.query('COMMIT');
    return await answers;
  } finally {
    await owner.query('ROLLBACK');
  }
}
