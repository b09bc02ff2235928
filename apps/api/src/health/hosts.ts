import pLimit, { type LimitFunction } from 'p-limit';

/** Visits of one host at a time, in this process. */
const AT_ONCE = 8;
/** Nobody begins to wait for a host where it would take longer: whoever waits holds a place that other hosts need. */
const PATIENCE_MS = 5000;
/** What a visit takes at a host nothing is known of. */
const USUAL_MS = 1000;

interface Host {
  limit: LimitFunction;
  /** What the last visit took. */
  lastMs: number;
}

/** Keeps visits from crowding a host, and a slow host from keeping everybody waiting. */
export class Hosts {
  private readonly busy = new Map<string, Host>();

  /** Does `work` when it is its turn at the host; tells whether it did, as there may be too many before it. */
  async visit(origin: string, work: () => Promise<void>): Promise<boolean> {
    const host = this.busy.get(origin) ?? { limit: pLimit(AT_ONCE), lastMs: USUAL_MS };
    if ((host.limit.pendingCount * host.lastMs) / AT_ONCE > PATIENCE_MS) return false;
    this.busy.set(origin, host);
    try {
      await host.limit(async () => {
        const start = performance.now();
        await work().finally(() => {
          host.lastMs = performance.now() - start;
        });
      });
    } finally {
      if (host.limit.activeCount + host.limit.pendingCount === 0) this.busy.delete(origin);
    }
    return true;
  }
}
