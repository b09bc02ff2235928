import type { TenantScope } from '../access/tenant-scope.ts';
import type { ScopedTx } from '../database/transactions.ts';

/** What a job is told: ids only. Whatever else it needs it reads as its tenant, as it is when the job runs. */
export interface JobPayload {
  tenantId: number;
  [name: string]: number | string;
}

export interface QueueOptions {
  /** Who acts, as the audit trail names it. */
  actor: string;
  /** Jobs that one process runs at once. */
  concurrency: number;
  /** Jobs of one tenant that run at once, in all processes together. */
  perTenant: number;
  /** Of one key at most one job waits and one runs. Without it every job stands for itself. */
  keyed?: boolean;
  /**
   * Of one key there is one job only, waiting or running; it ends with {@link Attempt.again}. Without looking at what else
   * runs, a large queue is much faster to look through.
   */
  exclusive?: boolean;
  /** After this time in seconds a job counts as lost with its process, and runs again. */
  expireSeconds: number;
  /** How often a job that fails is tried again, first after `retrySeconds`, then each time after twice as long. */
  retries: number;
  retrySeconds: number;
  /** The longest wait between two tries, in seconds; an hour unless told. */
  retrySecondsMax?: number;
}

/** A queue of jobs that all hold the same kind of payload. Each is declared once, by the module that works on it. */
export interface Queue<Payload extends JobPayload> extends QueueOptions {
  name: string;
  /** Only for the compiler: what the jobs hold. */
  readonly payload?: Payload;
}

export function defineQueue<Payload extends JobPayload>(name: string, options: QueueOptions): Queue<Payload> {
  return { name, ...options };
}

/** A try at a job. */
export interface Attempt {
  /** Aborts when the process stops or the time of the job is over; what a job finds afterwards does not count. */
  signal: AbortSignal;
  /** Whether it is not tried again. */
  isLast: boolean;
  /** Ends the job and lets another one of the same payload follow, both in `tx`. */
  again(tx: ScopedTx, successor: { key: string; afterMs: number }): Promise<void>;
}

/** Does a job as its tenant; to throw is to fail. A tenant that is suspended gets no work done. */
export type Handler<Payload extends JobPayload> = (
  scope: TenantScope,
  payload: Payload,
  attempt: Attempt,
) => Promise<void>;
