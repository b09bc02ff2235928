import { type Stage, type TestOutcome } from '@ims/connector-sdk';
import { originOf } from '@ims/egress';
import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { ConnectionsService } from '../connections/index.ts';
import { type EventPayload, Outbox } from '../events/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Config } from '../platform/config/config.ts';
import { isConnectionLost } from '../platform/database/database-errors.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { CodedError } from '../platform/errors/coded-error.ts';
import { notFound } from '../platform/errors/common-errors.ts';
import { type Attempt, defineQueue, Jobs } from '../platform/jobs/index.ts';
import { HealthRepository } from './health.repository.ts';
import { HealthService, type Opened } from './health.service.ts';
import { Hosts } from './hosts.ts';
import { pauseBeforeNext } from './next-check.ts';

interface HealthCheck {
  [name: string]: number;
  tenantId: number;
  integrationId: IntegrationId;
}

const healthChecks = defineQueue<HealthCheck>('health-check', {
  actor: 'health checks',
  concurrency: 96,
  perTenant: 8,
  exclusive: true,
  // A test takes 15 s at most; more than that goes by in front of its host.
  expireSeconds: 90,
  retries: 3,
  retrySeconds: 5,
});

/** How soon somebody comes back who found no room at the host, up to twice as long. */
const COME_BACK_MS = 10_000;
const RECONCILE_MS = 30_000;
const RECONCILE_BATCH = 1000;
/** Many that come at once, such as after a restore, are checked one after the other. */
const RECONCILE_APART_MS = 25;

/**
 * Checks every active integration of every active tenant by itself, again and again.
 *
 * Each has one job, which ends and sends its successor in the transaction that records what it found. So finding what is
 * due is one indexed look at the queue, however many integrations wait; no two instances check the same one at once,
 * since of one key there is only one job; and what a killed process had under way expires and runs again. A tick that
 * claimed due rows of `integrations` would need leases, a sweeper for them and a column for the next time: the queue has
 * all of it. Whoever has no job (at start, after a restore, when a tenant is resumed) is given one every half a minute.
 */
@Injectable()
export class HealthScheduler implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly logger = new Logger('Health');
  private readonly hosts = new Hosts();
  private timer?: NodeJS.Timeout;
  private reconciling: Promise<void> | undefined;

  constructor(
    private readonly config: Config,
    private readonly jobs: Jobs,
    private readonly health: HealthService,
    private readonly connections: ConnectionsService,
    private readonly repository: HealthRepository,
    private readonly transactions: Transactions,
    outbox: Outbox,
  ) {
    jobs.work(healthChecks, (scope, { integrationId }, attempt) => this.check(scope, integrationId, attempt));
    outbox.on('integration.created', (tx, event) => {
      const { payload, key } = jobOf(tx.scope, idOf(event));
      return this.jobs.send(healthChecks, payload, { key, tx });
    });
    // While a check runs there is nothing to hasten; it will see that it tried what is there no more, and follow at once.
    for (const type of ['integration.updated', 'integration.circuit_opened', 'integration.credentials_rejected']) {
      outbox.on(type, (tx, event) => {
        const { payload, key } = jobOf(tx.scope, idOf(event));
        return this.jobs.hasten(healthChecks, payload, { key, tx });
      });
    }
  }

  onApplicationBootstrap(): void {
    if (!this.config.jobs) return;
    const tick = () => {
      this.reconciling ??= this.reconcile().finally(() => {
        this.reconciling = undefined;
      });
    };
    this.timer = setInterval(tick, RECONCILE_MS).unref();
    tick();
  }

  async onModuleDestroy(): Promise<void> {
    clearInterval(this.timer);
    await this.reconciling;
  }

  private async check(scope: TenantScope, id: IntegrationId, attempt: Attempt): Promise<void> {
    const opened = await this.find(scope, id);
    if (!opened || opened.active === false) return;
    if ('outcome' in opened)
      return this.recordAndGoOn(scope, id, { outcome: opened.outcome, version: undefined }, attempt);
    const { connection, version } = opened;
    // What was proven once is only looked after; what was not is tried in full, at the growing pace of failures.
    const effort = opened.wasProven ? 'scheduled' : 'full';
    const isDone = await this.hosts.visit(originOf(connection.settings.base_url), async () => {
      attempt.signal.throwIfAborted();
      const outcome = await this.toEnd(this.connections.test(connection, attempt.signal, effort));
      attempt.signal.throwIfAborted();
      await this.recordAndGoOn(scope, id, { outcome, version }, attempt);
    });
    if (isDone) return;
    const successor = { key: String(id), afterMs: COME_BACK_MS * (1 + Math.random()) };
    await this.transactions.run(scope, (tx) => attempt.again(tx, successor));
  }

  private async find(scope: TenantScope, id: IntegrationId): Promise<Opened | undefined> {
    try {
      return await this.health.open(scope, id);
    } catch (error) {
      if (error instanceof CodedError && error.kind === notFound) return undefined;
      throw error;
    }
  }

  private recordAndGoOn(
    scope: TenantScope,
    id: IntegrationId,
    { outcome, version }: { outcome: TestOutcome; version: number | undefined },
    attempt: Attempt,
  ): Promise<void> {
    const now = new Date();
    const recording = { outcome, version, trigger: 'scheduled', at: now } as const;
    return this.health.record(scope, id, recording, (tx, recorded) => {
      const pace = { everySeconds: this.config.health.everySeconds, retryAt: outcome.retry_at, now };
      const afterMs = recorded ? pauseBeforeNext({ ...pace, ...recorded, random: Math.random() }) : 0;
      return attempt.again(tx, { key: String(id), afterMs });
    });
  }

  private async toEnd(test: AsyncGenerator<Stage, TestOutcome>): Promise<TestOutcome> {
    for (;;) {
      const step = await test.next();
      if (step.done) return step.value;
    }
  }

  private async reconcile(): Promise<void> {
    try {
      for (let sent = 0, found = RECONCILE_BATCH; found === RECONCILE_BATCH; sent += found) {
        const missing = await this.transactions.runPlatform((tx) =>
          this.repository.unscheduled(tx, healthChecks.name, RECONCILE_BATCH),
        );
        found = missing.length;
        const jobs = missing.map((payload, index) => ({
          payload: { ...payload },
          key: String(payload.integrationId),
          afterMs: (sent + index) * RECONCILE_APART_MS,
        }));
        await this.jobs.sendMany(healthChecks, jobs);
      }
    } catch (error) {
      if (!isConnectionLost(error)) this.logger.error({ msg: 'Looking for unchecked integrations failed', err: error });
    }
  }
}

const idOf = ({ id }: EventPayload) => id as IntegrationId;

const jobOf = ({ tenantId }: TenantScope, integrationId: IntegrationId) => ({
  payload: { tenantId, integrationId },
  key: String(integrationId),
});
