import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from '@nestjs/common';
import type { Job, PgBoss } from 'pg-boss';
import { type TenantId, TenantScope } from '../access/tenant-scope.ts';
import { isConnectionLost } from '../database/database-errors.ts';
import type { ScopedTx, Statement, Transactions } from '../database/transactions.ts';
import { latch } from './latch.ts';
import type { Attempt, Handler, JobPayload, Queue } from './queue.ts';

interface WorkerParts {
  queue: Queue<JobPayload>;
  handler: Handler<JobPayload>;
  boss: PgBoss;
  transactions: Transactions;
  logger: Logger;
  /** Told of what goes wrong around jobs, and when the queue answers again. */
  failed(error: unknown): void;
  worked(): void;
  /** Told how each try at a job ended. */
  ended(result: 'done' | 'failed', ms: number): void;
  again(job: FetchedJob, tx: ScopedTx, successor: Parameters<Attempt['again']>[1]): Promise<void>;
}

type FetchedJob = Job<JobPayload>;

/** How often an empty queue is looked at. */
const POLL_MS = 1000;
/** Between two looks at the least: a look costs more than a job, so several share one. */
const GATHER_MS = 100;
/** When the process stops, jobs under way may end by themselves this long, and this long again once they are told. */
const GRACE_MS = 3000;

const activeTenants: Statement = {
  name: 'jobs-active-tenants',
  text: "SELECT id, slug FROM tenants WHERE id = ANY ($1::int[]) AND status = 'active'",
};

/**
 * Does the jobs of one queue. A single fetcher fills the free places with one statement, where pg-boss's own workers
 * would each ask for themselves; it asks again when it found something, when a place or a tenant's share becomes free,
 * and each {@link POLL_MS}.
 */
export class Worker {
  readonly queue: Queue<JobPayload>;
  private readonly running = new Map<FetchedJob, Promise<void>>();
  private readonly stopping = new AbortController();
  private readonly wake = latch();
  private loop: Promise<void> | undefined;
  private isStopping = false;

  constructor(private readonly parts: WorkerParts) {
    this.queue = parts.queue;
  }

  start(): void {
    this.loop = this.run();
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake.open();
    await this.loop;
    await this.settled(GRACE_MS);
    this.stopping.abort();
    await this.settled(GRACE_MS);
  }

  private async run(): Promise<void> {
    while (!this.isStopping) {
      const found = await this.fill();
      await pause(GATHER_MS);
      if (found === 0) await this.wake.wait(POLL_MS);
    }
  }

  /** Begins as many jobs as there is room for, and tells how many. */
  private async fill(): Promise<number> {
    const room = this.queue.concurrency - this.running.size;
    if (room === 0) return 0;
    try {
      const { boss, queue } = this.parts;
      const jobs = await boss.fetch<JobPayload>(queue.name, { batchSize: room, groupConcurrency: queue.perTenant });
      this.parts.worked();
      if (jobs.length > 0) await this.begin(jobs);
      return jobs.length;
    } catch (error) {
      this.parts.failed(error);
      return 0;
    }
  }

  /** Tenants are looked up once for all; jobs whose tenant is suspended or gone are done. */
  private async begin(jobs: FetchedJob[]): Promise<void> {
    const { transactions, queue } = this.parts;
    const ids = [...new Set(jobs.map(({ data }) => data.tenantId))];
    const rows = await transactions.runPlatform((tx) => tx.rows<{ id: TenantId; slug: string }>(activeTenants, [ids]));
    const scopes = new Map<number, TenantScope>(rows.map((row) => [row.id, TenantScope.ofSystem(row, queue.actor)]));
    for (const job of jobs) {
      const isBinding = () =>
        this.running.size === queue.concurrency || this.runningOf(job.data.tenantId) >= queue.perTenant;
      const work = this.settle(job, scopes.get(job.data.tenantId)).finally(() => {
        const wasBinding = isBinding();
        this.running.delete(job);
        if (wasBinding) this.wake.open();
      });
      this.running.set(job, work);
    }
  }

  /** Never throws: a job that cannot even be marked runs again when its time is over. */
  private async settle(job: FetchedJob, scope: TenantScope | undefined): Promise<void> {
    const { boss, queue, handler, failed, logger } = this.parts;
    const signal = AbortSignal.any([this.stopping.signal, AbortSignal.timeout(queue.expireSeconds * 1000)]);
    const begunAt = performance.now();
    const ended = (result: 'done' | 'failed') => this.parts.ended(result, performance.now() - begunAt);
    let isOver = false;
    const again: Attempt['again'] = async (tx, successor) => {
      await this.parts.again(job, tx, successor);
      isOver = true;
    };
    try {
      if (scope) await handler(scope, job.data, { signal, isLast: job.retryCount >= queue.retries, again });
      if (!isOver) await boss.complete(queue.name, job);
      ended('done');
    } catch (error) {
      ended('failed');
      if (isConnectionLost(error)) failed(error);
      else if (!signal.aborted) logger.error({ msg: `A job of ${queue.name} failed`, payload: job.data, err: error });
      // Only the kind of the error: its words may hold what no table of jobs should.
      await boss.fail(queue.name, job, { error: (error as Error).name }).catch(failed);
    }
  }

  private runningOf(tenantId: number): number {
    return [...this.running.keys()].filter(({ data }) => data.tenantId === tenantId).length;
  }

  private async settled(atMostMs: number): Promise<void> {
    if (this.running.size === 0) return;
    const patience = latch();
    void Promise.all(this.running.values()).then(() => patience.open());
    await patience.wait(atMostMs);
  }
}
