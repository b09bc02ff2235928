import 'reflect-metadata';
import type { TestDatabase } from '@ims/test-kit';
import { Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { AuditRepository } from '../../src/audit/audit.repository.ts';
import { AuditService } from '../../src/audit/index.ts';
import { BudgetGate } from '../../src/budgets/budget-gate.ts';
import { BudgetWriter } from '../../src/budgets/budget-writer.ts';
import { BudgetsRepository } from '../../src/budgets/budgets.repository.ts';
import { BudgetsService } from '../../src/budgets/budgets.service.ts';
import { Admission, BudgetRefusal, type Settlement, type Spending, type Subject } from '../../src/budgets/index.ts';
import { LeasesRepository } from '../../src/budgets/leases.repository.ts';
import { SpendingRepository } from '../../src/budgets/spending.repository.ts';
import { type EventPayload, Outbox } from '../../src/events/index.ts';
import type { IntegrationId } from '../../src/integrations/index.ts';
import type { TenantScope } from '../../src/platform/access/tenant-scope.ts';
import { type ScopedTx, Transactions } from '../../src/platform/database/transactions.ts';
import { fromDollars, type Nanos } from '../../src/platform/money.ts';

Logger.overrideLogger(false);

/** A hundredth of a dollar. */
export const cents = (amount: number) => fromDollars(amount / 100);

/** What calls are charged to that no other budget than the tenant's concerns. */
export const someCall: Subject = { integrationId: 1 as IntegrationId, model: 'some-model', serviceAccountId: null };

/** What one process of the installation has, with connections of its own. */
export class BudgetInstance {
  readonly transactions: Transactions;
  readonly service: BudgetsService;
  readonly gate: BudgetGate;
  /** Payloads of the thresholds this instance reached. */
  readonly told: EventPayload[] = [];
  private readonly writer: BudgetWriter;

  private constructor(private readonly dataSource: DataSource) {
    this.transactions = new Transactions(dataSource);
    const outbox = new Outbox();
    outbox.on('budget.threshold_reached', async (_tx, payload) => void this.told.push(payload));
    const [budgets, leases] = [new BudgetsRepository(), new LeasesRepository()];
    const audit = new AuditService(new AuditRepository(), this.transactions);
    this.service = new BudgetsService(budgets, this.transactions, audit, outbox);
    this.gate = new BudgetGate(this.transactions, leases);
    this.writer = new BudgetWriter(budgets, leases, new SpendingRepository(), outbox);
  }

  static async start(appUrl: string, max = 4): Promise<BudgetInstance> {
    return new BudgetInstance(await new DataSource({ type: 'postgres', url: appUrl, extra: { max } }).initialize());
  }

  async admit(scope: TenantScope, estimate: Nanos, subject = someCall): Promise<Admission | BudgetRefusal> {
    return this.gate.admit(scope, await this.service.ofTenant(scope), subject, estimate);
  }

  /** As `admit`, for those who must get it. */
  async admitted(scope: TenantScope, estimate: Nanos, subject = someCall): Promise<Admission> {
    const answer = await this.admit(scope, estimate, subject);
    if (answer instanceof BudgetRefusal) throw new Error(`Refused: ${JSON.stringify(answer)}`);
    return answer;
  }

  write(scope: TenantScope, spendings: Spending[]): Promise<void> {
    return this.transactions.run(scope, (tx) => this.writeIn(tx, spendings));
  }

  async writeIn(tx: ScopedTx, spendings: Spending[]): Promise<void> {
    await this.writer.write(tx, await this.writer.ofTenant(tx), spendings);
  }

  /** Writes settlements as usage does. */
  settle(scope: TenantScope, settlements: Settlement[], at = new Date()): Promise<void> {
    return this.write(
      scope,
      settlements.map((settlement) => ({ event: eventOf(settlement.subject, settlement.cost, at), settlement })),
    );
  }

  /** Returns everything nobody has use for, as happens within two seconds. */
  async returnIdle(): Promise<void> {
    await this.gate.returnIdle();
    await this.gate.returnIdle();
  }

  async stop(): Promise<void> {
    await this.gate.close();
    await this.dataSource.destroy();
  }
}

export const eventOf = (subject: Subject, cost: Nanos | null, at = new Date()): Spending['event'] => ({
  at,
  integration_id: subject.integrationId,
  model_served: subject.model,
  service_account_id: subject.serviceAccountId,
  cost,
});

export interface BudgetFields {
  subject?: string;
  integration_id?: number | null;
  model?: string | null;
  service_account_id?: number | null;
  period?: string;
  limit: Nanos;
  is_hard?: boolean;
  thresholds?: number[];
}

/** A budget as if an admin had made it; for all AI of the tenant, hard and monthly unless told. */
export async function makeBudget(
  owner: TestDatabase['owner'],
  { tenantId }: TenantScope,
  { subject = 'tenant', period = 'month', limit, is_hard = true, thresholds = [], ...ids }: BudgetFields,
): Promise<number> {
  const { integration_id = null, model = null, service_account_id = null } = ids;
  const { rows } = await owner.query<{ id: number }>(
    `INSERT INTO budgets (tenant_id, source, subject, integration_id, model, service_account_id, period, limit_nanos, is_hard, thresholds)
     VALUES ($1, 'tenant', $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id`,
    [tenantId, subject, integration_id, model, service_account_id, period, limit, is_hard, thresholds],
  );
  return rows[0]?.id ?? 0;
}

export interface WindowState {
  spent: number;
  unaccounted: number;
  reserved: number;
  /** The sum of the leases. */
  leased: number;
  limit: number;
}

/** The windows of a tenant's budgets, in cents. */
export async function windowsOf(owner: TestDatabase['owner'], { tenantId }: TenantScope): Promise<WindowState[]> {
  const { rows } = await owner.query<WindowState>(
    `SELECT (w.spent / 1e7)::float8 AS spent, (w.unaccounted / 1e7)::float8 AS unaccounted, (w.reserved / 1e7)::float8 AS reserved,
            (coalesce((SELECT sum(l.amount) FROM budget_leases l
                        WHERE l.tenant_id = w.tenant_id AND l.budget_id = w.budget_id AND l.starts_at = w.starts_at), 0) / 1e7)::float8 AS leased,
            (b.limit_nanos / 1e7)::float8 AS limit
       FROM budget_windows w JOIN budgets b ON b.tenant_id = w.tenant_id AND b.id = w.budget_id
      WHERE w.tenant_id = $1 ORDER BY w.budget_id, w.starts_at`,
    [tenantId],
  );
  return rows;
}

/** As if the instances with leases of the tenant had not been seen for a while. */
export async function silence(owner: TestDatabase['owner'], { tenantId }: TenantScope): Promise<void> {
  await owner.query(
    `UPDATE gateway_instances SET seen_at = now() - interval '1 minute'
      WHERE id IN (SELECT instance_id FROM budget_leases WHERE tenant_id = $1)`,
    [tenantId],
  );
}
