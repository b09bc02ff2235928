import { type ErrorClass, errorClasses, type Stage, stageNames, type TestOutcome } from '@ims/connector-sdk';
import { Injectable } from '@nestjs/common';
import { AuditService } from '../audit/index.ts';
import { type Connection, ConnectionsService, type TestResult, toTestResult } from '../connections/index.ts';
import { Outbox } from '../events/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { CodedError } from '../platform/errors/coded-error.ts';
import { Metrics } from '../platform/telemetry/index.ts';
import { HealthRepository, type HealthRow, type Trigger } from './health.repository.ts';
import { expiryAfter } from './secret-expiry.ts';

/** An integration ready to be tested, or what a test of it would find: some cannot even be opened. */
export type Opened =
  | { connection: Connection; active: boolean; version: number; wasProven: boolean }
  | { outcome: TestOutcome; active?: undefined; version?: undefined };

export interface Recording {
  outcome: TestOutcome;
  trigger: Trigger;
  /** The version that was tested; absent where it could not be opened. What somebody changed since is not recorded. */
  version: number | undefined;
  at: Date;
}

const RECENT = 24;

@Injectable()
export class HealthService {
  private readonly checks;

  constructor(
    private readonly repository: HealthRepository,
    private readonly connections: ConnectionsService,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
    metrics: Metrics,
  ) {
    this.checks = metrics.counter({
      name: 'ims_health_checks_total',
      help: 'Checks of integrations by what they found',
      labels: ['trigger', 'status'],
    });
  }

  /** Throws 404. A secret or settings that cannot be used are an outcome, not an error. */
  async open(scope: TenantScope, id: IntegrationId): Promise<Opened> {
    try {
      const { stored, ...connection } = await this.connections.open(scope, id);
      const { active, version, health_status: before } = stored;
      return { connection, active, version, wasProven: before === 'healthy' || before === 'degraded' };
    } catch (error) {
      if (!(error instanceof CodedError) || error.kind.status !== 409) throw error;
      const isSecret = error.kind.code === 'secret_unreadable';
      return { outcome: unusable(isSecret ? 'secret_unreadable' : 'invalid_config', isSecret ? {} : error.message) };
    }
  }

  /** A test of a stored integration as a person asks for it; it is remembered when it comes to its end. Throws 404. */
  async prepareTest(scope: TenantScope, id: IntegrationId) {
    await this.connections.admit(scope);
    const opened = await this.open(scope, id);
    return (signal: AbortSignal) => this.testAndRecord(scope, id, opened, signal);
  }

  /**
   * Remembers what a check found, in one transaction: the check, the status, and on a change of status the audit entry
   * and the event. `also` joins the transaction, told the failures in a row; or that nothing was recorded, since somebody
   * changed the integration meanwhile.
   */
  async record(
    scope: TenantScope,
    id: IntegrationId,
    recording: Recording,
    also?: (tx: ScopedTx, recorded: { failures: number } | undefined) => Promise<void>,
  ): Promise<void> {
    const { outcome, trigger, version, at } = recording;
    await this.transactions.run(scope, async (tx) => {
      tx.afterCommit(() => this.checks.of({ trigger, status: outcome.status }).add());
      const row = await this.repository.locked(tx, id);
      if (!row) return;
      const isCurrent = version === undefined || version === row.version;
      if (isCurrent && leavesOpen(outcome, row)) return also?.(tx, { failures: row.health_failures });
      const failures = outcome.status === 'failing' ? row.health_failures + 1 : 0;
      const { warnOf, ...expiry } = expiryAfter(row, outcome.secret_expires_at, at);
      const recent = [...row.health_recent, { status: outcome.status, latency_ms: outcome.latency_ms }].slice(-RECENT);
      const values = { health_failures: failures, health_recent: recent, ...expiry };
      await Promise.all([
        isCurrent && this.repository.insertCheck(tx, id, outcome, at, trigger),
        isCurrent && this.repository.update(tx, id, outcome, at, values),
        isCurrent && row.health_status !== outcome.status && this.repository.tellStatus(tx),
        isCurrent && this.tellTransition(tx, id, row, outcome),
        isCurrent && warnOf !== null && this.tellExpiry(tx, id, row, expiry.secret_expires_at, warnOf),
        also?.(tx, isCurrent ? { failures } : undefined),
      ]);
    });
  }

  /** Deletes checks that are older than 30 days. */
  async sweep(): Promise<void> {
    let forgotten: number;
    do forgotten = await this.transactions.runPlatform((tx) => this.repository.forget(tx));
    while (forgotten > 0);
  }

  private async *testAndRecord(
    scope: TenantScope,
    id: IntegrationId,
    opened: Opened,
    signal: AbortSignal,
  ): AsyncGenerator<Stage, TestResult> {
    let outcome: TestOutcome;
    if ('outcome' in opened) {
      yield* opened.outcome.stages;
      outcome = opened.outcome;
    } else {
      outcome = yield* this.connections.test(opened.connection, signal);
    }
    const at = new Date();
    // Who went away ended the test; that says nothing about the system.
    if (!signal.aborted) await this.record(scope, id, { outcome, trigger: 'manual', version: opened.version, at });
    return toTestResult(outcome, at);
  }

  /** Only a change is told, and not that a first check went well. That something else is at fault is a change as well. */
  private async tellTransition(tx: ScopedTx, id: IntegrationId, row: HealthRow, outcome: TestOutcome): Promise<void> {
    const before = row.health_status;
    const { status: after, error_class, message } = outcome;
    const isOtherFault = before === 'failing' && error_class !== row.health_error_class;
    if ((before === after && !isOtherFault) || (before === 'unknown' && after === 'healthy')) return;
    const { name, ...event } = facts(id, row);
    const since = row.health_since;
    const action = 'integration.health_changed';
    await Promise.all([
      this.audit.record(tx, {
        action,
        resource: { type: 'integration', id, name },
        before: { health_status: before, error_class: row.health_error_class, message: row.health_message },
        after: { health_status: after, error_class, message },
      }),
      this.outbox.add(tx, action, { ...event, name, before, after, error_class, message, since }),
    ]);
  }

  private tellExpiry(tx: ScopedTx, id: IntegrationId, row: HealthRow, expires: Date | null, days: number) {
    return this.outbox.add(tx, 'integration.secret_expiring', {
      ...facts(id, row),
      expires_at: expires,
      days,
    });
  }
}

/** A check that did not try the credentials clears no doubt about them. */
const leavesOpen = (outcome: TestOutcome, row: HealthRow) =>
  outcome.ok &&
  row.health_status !== 'healthy' &&
  outcome.stages.some(({ name, verdict }) => name === 'auth' && verdict === 'skip');

const facts = (id: IntegrationId, { provider, type, display_name }: HealthRow) => ({
  id,
  provider,
  type,
  name: display_name ?? provider,
});

/** The outcome of a test that cannot begin: nothing was asked, and the stage at fault says why. */
function unusable(errorClass: 'secret_unreadable' | 'invalid_config', found: string | object): TestOutcome {
  const known: { message: string; remedy: string; field?: Stage['field'] } = errorClasses[errorClass];
  const told = {
    message: typeof found === 'string' ? found : known.message,
    remedy: known.remedy,
    field: known.field ?? null,
  };
  const skipped = {
    verdict: 'skip',
    ms: 0,
    message: 'Not reached.',
    remedy: null,
    field: null,
    error_class: null,
    upstream: null,
  } as const;
  const stages = stageNames.map((name, index): Stage => {
    if (index > 0) return { name, ...skipped };
    return { name, ...skipped, ...told, verdict: 'fail', error_class: errorClass satisfies ErrorClass };
  });
  const nothing = { identity: null, latency_ms: 0, secret_expires_at: null, models: null, retry_at: null };
  return { ok: false, status: 'failing', error_class: errorClass, ...told, ...nothing, stages };
}
