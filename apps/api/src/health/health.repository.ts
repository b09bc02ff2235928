import type { Stage, TestOutcome } from '@ims/connector-sdk';
import { Injectable } from '@nestjs/common';
import { INTEGRATION_CHANGES, type IntegrationId } from '../integrations/index.ts';
import type { PlatformTx, ScopedTx, Statement } from '../platform/database/transactions.ts';
import type { HealthStatus } from './timeline.ts';

/** What is known of an integration before a check is recorded, and what its view shows. */
export interface HealthRow {
  provider: string;
  type: string;
  display_name: string | null;
  active: boolean;
  version: number;
  health_status: HealthStatus;
  health_since: Date | null;
  health_checked_at: Date | null;
  health_latency_ms: number | null;
  health_error_class: string | null;
  health_message: string | null;
  health_failures: number;
  health_recent: { status: HealthStatus; latency_ms: number }[];
  secret_expires_at: Date | null;
  secret_expiry_told: number | null;
}

export type HealthValues = Pick<
  HealthRow,
  'health_failures' | 'health_recent' | 'secret_expires_at' | 'secret_expiry_told'
>;

export type Trigger = 'scheduled' | 'manual';

export interface CheckRow {
  at: Date;
  trigger: Trigger;
  status: Exclude<HealthStatus, 'unknown'>;
  error_class: string | null;
  message: string;
  latency_ms: number;
}

export interface LastCheckRow extends CheckRow {
  identity: TestOutcome['identity'];
  stages: Stage[];
}

const columns = `provider, type, display_name, active, version, health_status, health_since, health_checked_at, health_latency_ms,
  health_error_class, health_message, health_failures, health_recent, secret_expires_at, secret_expiry_told`;
const checkColumns = 'at, trigger, status, error_class, message, latency_ms';

const find: Statement = {
  name: 'health-find',
  text: `SELECT ${columns} FROM integrations WHERE tenant_id = $1 AND id = $2`,
};
const lock: Statement = { name: 'health-lock', text: `${find.text} FOR NO KEY UPDATE` };
const update: Statement = {
  name: 'health-update',
  text: `UPDATE integrations
            SET health_since = CASE WHEN health_status = $3::varchar THEN health_since ELSE $4::timestamptz END,
                health_status = $3, health_checked_at = $4, health_latency_ms = $5, health_error_class = $6, health_message = $7,
                health_failures = $8, health_recent = $9, secret_expires_at = $10, secret_expiry_told = $11
          WHERE tenant_id = $1 AND id = $2`,
};
/** Services keep the status with what they know of integrations; a check raises no version that would tell them. */
const tellStatus: Statement = {
  name: 'health-tell-status',
  text: `SELECT pg_notify('${INTEGRATION_CHANGES}', $1)`,
};
const insert: Statement = {
  name: 'health-insert-check',
  text: `INSERT INTO health_checks (tenant_id, integration_id, status, at, latency_ms, error_class, message, trigger, identity, stages)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
};
const within: Statement = {
  name: 'health-checks-within',
  text: `SELECT ${checkColumns} FROM health_checks WHERE tenant_id = $1 AND integration_id = $2 AND at >= $3 AND at < $4
          ORDER BY at DESC LIMIT 10000`,
};
const lastBefore: Statement = {
  name: 'health-last-check-before',
  text: `SELECT ${checkColumns} FROM health_checks WHERE tenant_id = $1 AND integration_id = $2 AND at < $3 ORDER BY at DESC LIMIT 1`,
};
const last: Statement = {
  name: 'health-last-check',
  text: `SELECT ${checkColumns}, identity, stages FROM health_checks WHERE tenant_id = $1 AND integration_id = $2 ORDER BY at DESC LIMIT 1`,
};
/** What should be checked, of all tenants, but has no job; a difference of sets, which needs no luck with its plan. */
const unscheduled: Statement = {
  name: 'health-unscheduled',
  text: `SELECT i.tenant_id AS "tenantId", i.id AS "integrationId"
           FROM integrations i JOIN tenants t ON t.id = i.tenant_id AND t.status = 'active' WHERE i.active
         EXCEPT
         SELECT (j.data ->> 'tenantId')::int, (j.data ->> 'integrationId')::int
           FROM pgboss.job j WHERE j.name = $1 AND j.state <= 'active'
          LIMIT $2`,
};
const forget: Statement = {
  name: 'health-forget',
  text: `DELETE FROM health_checks WHERE id = ANY (
           SELECT id FROM health_checks WHERE at < now() - interval '30 days' LIMIT 10000)
         RETURNING 1`,
};

export interface Unscheduled {
  tenantId: number;
  integrationId: IntegrationId;
}

@Injectable()
export class HealthRepository {
  async find(tx: ScopedTx, id: IntegrationId): Promise<HealthRow | undefined> {
    return (await tx.rows<HealthRow>(find, [tx.scope.tenantId, id]))[0];
  }

  /** The row, locked: of two checks that end together the second compares with the first. */
  async locked(tx: ScopedTx, id: IntegrationId): Promise<HealthRow | undefined> {
    return (await tx.rows<HealthRow>(lock, [tx.scope.tenantId, id]))[0];
  }

  async update(tx: ScopedTx, id: IntegrationId, outcome: TestOutcome, at: Date, values: HealthValues): Promise<void> {
    const { health_failures, health_recent, secret_expires_at, secret_expiry_told } = values;
    const recent = JSON.stringify(health_recent);
    const facts = [outcome.status, at, outcome.latency_ms, outcome.error_class, outcome.message];
    const kept = [health_failures, recent, secret_expires_at, secret_expiry_told];
    await tx.rows(update, [tx.scope.tenantId, id, ...facts, ...kept]);
  }

  async tellStatus(tx: ScopedTx): Promise<void> {
    await tx.rows(tellStatus, [String(tx.scope.tenantId)]);
  }

  async insertCheck(tx: ScopedTx, id: IntegrationId, outcome: TestOutcome, at: Date, trigger: Trigger): Promise<void> {
    const facts = [outcome.status, at, outcome.latency_ms, outcome.error_class, outcome.message];
    const found = [outcome.identity && JSON.stringify(outcome.identity), JSON.stringify(outcome.stages)];
    await tx.rows(insert, [tx.scope.tenantId, id, ...facts, trigger, ...found]);
  }

  /** Newest first. */
  checksWithin(tx: ScopedTx, id: IntegrationId, { from, to }: { from: Date; to: Date }): Promise<CheckRow[]> {
    return tx.rows<CheckRow & Record<string, unknown>>(within, [tx.scope.tenantId, id, from, to]);
  }

  async lastCheckBefore(tx: ScopedTx, id: IntegrationId, time: Date): Promise<CheckRow | undefined> {
    return (await tx.rows<CheckRow & Record<string, unknown>>(lastBefore, [tx.scope.tenantId, id, time]))[0];
  }

  async lastCheck(tx: ScopedTx, id: IntegrationId): Promise<LastCheckRow | undefined> {
    return (await tx.rows<LastCheckRow & Record<string, unknown>>(last, [tx.scope.tenantId, id]))[0];
  }

  unscheduled(tx: PlatformTx, queue: string, atMost: number): Promise<Unscheduled[]> {
    return tx.rows<Unscheduled & Record<string, unknown>>(unscheduled, [queue, atMost]);
  }

  /** Deletes some of the checks that are too old; gives how many. */
  async forget(tx: PlatformTx): Promise<number> {
    return (await tx.rows(forget)).length;
  }
}
