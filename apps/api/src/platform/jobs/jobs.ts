import { createHash } from 'node:crypto';
import { type BeforeApplicationShutdown, Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import pg from 'pg';
import { PgBoss, type QueueResult } from 'pg-boss';
import { Config } from '../config/config.ts';
import { isConnectionLost } from '../database/database-errors.ts';
import { type ScopedTx, type Statement, Transactions } from '../database/transactions.ts';
import { Metrics } from '../telemetry/index.ts';
import { jobMetrics } from './job-metrics.ts';
import type { Handler, JobPayload, Queue } from './queue.ts';
import { Worker } from './worker.ts';

export interface SendOptions {
  /** Of a keyed queue: where one with this key waits already, or in an exclusive one is there at all, nothing is added. */
  key?: string;
  /** How long the job waits at least. */
  afterMs?: number;
}

const KEEP_SECONDS = 600;

/**
 * Work that is done later, or again and again, by whichever process comes to it first. The jobs are rows of pg-boss: a
 * job that is sent in a transaction exists exactly when that commits, and one whose process dies runs again elsewhere.
 * The tables are the owner's (see `prepareDatabase`); here they are only read and written, through two connections of
 * their own, so that people's requests never wait for background work.
 */
@Injectable()
export class Jobs implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('Jobs');
  private readonly pool: pg.Pool;
  private readonly boss: PgBoss;
  private readonly workers: Worker[] = [];
  private readonly statements = new Map<string, Statement>();
  private readonly metrics: ReturnType<typeof jobMetrics>;
  private isAway = false;

  constructor(
    private readonly config: Config,
    private readonly transactions: Transactions,
    metrics: Metrics,
  ) {
    this.metrics = jobMetrics(metrics, () => this.stored());
    this.pool = new pg.Pool({
      connectionString: config.database.appUrl.reveal(),
      application_name: 'ims-jobs',
      max: 2,
      connectionTimeoutMillis: 2000,
      statement_timeout: 5000,
      query_timeout: 6000,
      keepAlive: true,
    });
    this.pool.on('error', (error) => this.failed(error));
    this.boss = new PgBoss({
      db: { executeSql: (text, values) => this.pool.query(text, values) },
      migrate: false,
      createSchema: false,
      schedule: false,
      supervise: config.jobs,
      superviseIntervalSeconds: 15,
      monitorIntervalSeconds: 30,
      maintenanceIntervalSeconds: 300,
      // Queues change with the program only.
      queueCacheIntervalSeconds: 3600,
      // What only an owner may do.
      reindex: false,
      monitorVacuum: false,
      registerInstance: false,
      openTelemetry: { enabled: false },
    });
    // Some come as copies that are no errors any more.
    this.boss.on('error', (error) => this.failed(error instanceof Error ? error : Object.assign(new Error(), error)));
    this.boss.on('warning', ({ message }) => this.logger.warn(message));
  }

  /** Declares who does the jobs of a queue; to be called while modules are made. */
  work<Payload extends JobPayload>(queue: Queue<Payload>, handler: Handler<Payload>): void {
    const { boss, transactions, logger } = this;
    const { tries, duration } = this.metrics;
    const { name } = queue;
    const took = duration.of({ queue: name });
    this.workers.push(
      new Worker({
        queue,
        handler: handler as unknown as Handler<JobPayload>,
        boss,
        transactions,
        logger,
        failed: (error) => this.failed(error),
        worked: () => this.worked(),
        ended: (result, ms) => {
          tries.of({ queue: name, result }).add();
          took.observe(ms / 1000);
        },
        again: async (job, tx, options) => {
          await boss.complete(queue.name, job, null, this.within(tx));
          await this.send(queue, job.data as Payload, { ...options, tx });
        },
      }),
    );
  }

  /** Adds a job, in `tx` if there is one: then it exists exactly when that commits. */
  async send<Payload extends JobPayload>(
    queue: Queue<Payload>,
    payload: Payload,
    { key, afterMs, tx }: SendOptions & { tx?: ScopedTx } = {},
  ): Promise<void> {
    await this.boss.send(queue.name, payload, { ...optionsOf(payload, key, afterMs), ...this.within(tx) });
  }

  /** Adds many jobs with one statement. */
  async sendMany<Payload extends JobPayload>(
    queue: Queue<Payload>,
    jobs: (SendOptions & { payload: Payload })[],
  ): Promise<void> {
    if (jobs.length === 0) return;
    const rows = jobs.map(({ payload, key, afterMs }) => ({ data: payload, ...optionsOf(payload, key, afterMs) }));
    await this.boss.insert(queue.name, rows);
  }

  /** Lets the job that waits under the key run now; adds one where none waits, if the queue has room for its key. */
  async hasten<Payload extends JobPayload>(
    queue: Queue<Payload>,
    payload: Payload,
    { key, tx }: { key: string; tx: ScopedTx },
  ): Promise<void> {
    await this.boss.upsert(queue.name, payload, { ...optionsOf(payload, key, 0), ...this.within(tx) });
  }

  async onApplicationBootstrap(): Promise<void> {
    await this.boss.start();
    for (const { queue } of this.workers) await this.declare(queue);
    if (this.config.jobs) for (const worker of this.workers) worker.start();
  }

  /** Comes before everything that jobs use is closed. */
  async beforeApplicationShutdown(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.stop()));
    await this.boss.stop({ graceful: false, close: false });
    await this.pool.end();
  }

  /** Jobs in the database by queue, as they were last counted; none while the database is away. */
  private async stored(): Promise<QueueResult[]> {
    try {
      return await this.boss.getQueues(this.workers.map(({ queue }) => queue.name));
    } catch (error) {
      this.failed(error);
      return [];
    }
  }

  /** Queues are rows, so the application's login may make them; what changed since the last start is brought up to date. */
  private async declare({ name, keyed, exclusive, ...options }: Queue<JobPayload>): Promise<void> {
    const changing = {
      expireInSeconds: options.expireSeconds,
      retryLimit: options.retries,
      retryDelay: options.retrySeconds,
      retryBackoff: true,
      retryDelayMax: options.retrySecondsMax ?? 3600,
      deleteAfterSeconds: KEEP_SECONDS,
    };
    const policyOfKeys = exclusive ? 'exclusive' : 'stately';
    await this.boss.createQueue(name, { policy: keyed || exclusive ? policyOfKeys : 'standard', ...changing });
    await this.boss.updateQueue(name, changing);
  }

  /** Lets pg-boss run its statements in an open transaction. It has a few texts for each queue, so each gets a name. */
  private within(tx: ScopedTx | undefined) {
    if (!tx) return {};
    const executeSql = async (text: string, values?: unknown[]) => ({ rows: await tx.rows(this.named(text), values) });
    return { db: { executeSql } };
  }

  private named(text: string): Statement {
    const known = this.statements.get(text);
    if (known) return known;
    const statement = { name: `jobs-${createHash('sha256').update(text).digest('hex').slice(0, 16)}`, text };
    this.statements.set(text, statement);
    return statement;
  }

  /** Told once for as long as it lasts: the database is away, and everything here waits for it. */
  private failed(error: unknown): void {
    if (!isConnectionLost(error)) {
      this.logger.error({ msg: 'Background work failed', err: error });
      return;
    }
    if (this.isAway) return;
    this.isAway = true;
    this.logger.warn({ msg: 'Background work waits for the database', reason: (error as Error).message });
  }

  private worked(): void {
    if (this.isAway) this.logger.log('Background work goes on');
    this.isAway = false;
  }
}

function optionsOf({ tenantId }: JobPayload, key: string | undefined, afterMs: number | undefined) {
  return {
    group: { id: String(tenantId) },
    ...(key === undefined ? {} : { singletonKey: `${tenantId}/${key}` }),
    ...(afterMs === undefined ? {} : { startAfter: Math.ceil(afterMs) / 1000 }),
  };
}
