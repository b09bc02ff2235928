import { Injectable } from '@nestjs/common';
import type { IntegrationId } from '../integrations/index.ts';
import type { ServiceAccountId } from '../platform/access/tenant-scope.ts';
import type { ScopedTx } from '../platform/database/transactions.ts';
import type { Nanos } from '../platform/money.ts';
import type { Budget, BudgetId, TenantBudgets } from './budget.ts';
import {
  budgetsStatement,
  burnStatement,
  hasIntegrationStatement,
  insertStatement,
  lockStatement,
  namedBudgetsStatement,
  policyStatement,
  removeStatement,
  seedStatement,
  subjectsStatement,
  syncStatement,
  updateStatement,
  windowsStatement,
} from './budgets.sql.ts';
import type { Place } from './leases.repository.ts';

interface BudgetRow {
  id: BudgetId;
  source: Budget['source'];
  subject: Budget['subject'];
  integration_id: IntegrationId | null;
  model: string | null;
  service_account_id: ServiceAccountId | null;
  period: Budget['period'];
  limit_nanos: Nanos;
  is_hard: boolean;
  thresholds: number[];
  override_nanos: Nanos | null;
  override_until: Date | null;
  version: number;
}

interface PolicyRow {
  time_zone: string;
  unknown_price: 'refuse' | 'charge';
  input: Nanos | null;
  output: Nanos | null;
}

/** A budget as people see it. */
export interface NamedBudget extends Budget {
  name: string;
  version: number;
}

/** What a window holds by now. */
export interface WindowRow {
  budget_id: BudgetId;
  spent: Nanos;
  reserved: Nanos;
  unaccounted: Nanos;
  alerts: { threshold: number; at: string }[];
}

/** What was spent in one hour or day of a window, numbered from 0. */
export interface BurnRow {
  budget_id: BudgetId;
  slot: number;
  cost: Nanos;
}

/** What an admin may set of a budget that is there. */
export type Terms = Pick<Budget, 'limit' | 'override' | 'isHard' | 'thresholds'>;

export type NewBudget = Terms & Pick<Budget, 'subject' | 'integrationId' | 'model' | 'serviceAccountId' | 'period'>;

@Injectable()
export class BudgetsRepository {
  /**
   * Makes the budgets that cost_config asks for, of one integration or of all, and removes those it no longer does. Gives
   * the ids of new ones.
   */
  async sync(tx: ScopedTx, integrationId: IntegrationId | null): Promise<BudgetId[]> {
    const values = [tx.scope.tenantId, integrationId];
    const rows = await tx.rows<{ id: BudgetId; is_new: boolean }>(syncStatement, values);
    return rows.filter(({ is_new }) => is_new).map(({ id }) => id);
  }

  async ofTenant(tx: ScopedTx): Promise<TenantBudgets> {
    const { tenantId } = tx.scope;
    const [rows, [policy]] = await Promise.all([
      tx.rows<BudgetRow>(budgetsStatement, [tenantId]),
      tx.rows<PolicyRow>(policyStatement, [tenantId]),
    ]);
    const { time_zone, ...prices } = policy as PolicyRow;
    return { budgets: rows.map(toBudget), timeZone: time_zone, unknownPrice: unknownPriceOf(prices) };
  }

  async named(tx: ScopedTx): Promise<NamedBudget[]> {
    const rows = await tx.rows<BudgetRow & { name: string }>(namedBudgetsStatement, [tx.scope.tenantId]);
    return rows.map((row) => ({ ...toBudget(row), name: row.name, version: row.version }));
  }

  async timeZone(tx: ScopedTx): Promise<string> {
    const [policy] = await tx.rows<PolicyRow>(policyStatement, [tx.scope.tenantId]);
    return (policy as PolicyRow).time_zone;
  }

  async lock(tx: ScopedTx): Promise<void> {
    await tx.rows(lockStatement, [tx.scope.tenantId]);
  }

  /** Ids of what budgets may be for. */
  async subjects(tx: ScopedTx): Promise<{ integrations: number[]; service_accounts: number[] }> {
    const rows = await tx.rows<{ integrations: number[]; service_accounts: number[] }>(subjectsStatement, [
      tx.scope.tenantId,
    ]);
    return rows[0] ?? { integrations: [], service_accounts: [] };
  }

  async hasIntegration(tx: ScopedTx, id: IntegrationId): Promise<boolean> {
    return (await tx.rows(hasIntegrationStatement, [tx.scope.tenantId, id])).length > 0;
  }

  async insert(tx: ScopedTx, budget: NewBudget): Promise<BudgetId> {
    const { subject, integrationId, model, serviceAccountId, period } = budget;
    const values = [tx.scope.tenantId, subject, integrationId, model, serviceAccountId, period, ...termsOf(budget)];
    const [row] = await tx.rows<{ id: BudgetId }>(insertStatement, values);
    return (row as { id: BudgetId }).id;
  }

  async update(tx: ScopedTx, id: BudgetId, terms: Terms): Promise<void> {
    await tx.rows(updateStatement, [tx.scope.tenantId, id, ...termsOf(terms)]);
  }

  async remove(tx: ScopedTx, ids: BudgetId[]): Promise<void> {
    await tx.rows(removeStatement, [tx.scope.tenantId, ids]);
  }

  /** Opens windows with what usage knows was spent in them. */
  async seed(tx: ScopedTx, timeZone: string, places: readonly Place[]): Promise<void> {
    await tx.rows(seedStatement, [tx.scope.tenantId, timeZone, ...spansOf(places)]);
  }

  burn(tx: ScopedTx, timeZone: string, places: readonly Place[]): Promise<BurnRow[]> {
    return tx.rows<BurnRow>(burnStatement, [tx.scope.tenantId, timeZone, ...spansOf(places)]);
  }

  windows(tx: ScopedTx, places: readonly Place[]): Promise<WindowRow[]> {
    const [ids, starts] = spansOf(places);
    return tx.rows<WindowRow>(windowsStatement, [tx.scope.tenantId, ids, starts]);
  }
}

const spansOf = (places: readonly Place[]) => [
  places.map(({ budgetId }) => budgetId),
  places.map(({ window }) => window.startsAt),
  places.map(({ window }) => window.endsAt),
];

const termsOf = ({ limit, isHard, thresholds, override }: Terms) => [
  limit,
  isHard,
  thresholds,
  override?.limit ?? null,
  override?.until ?? null,
];

function toBudget(row: BudgetRow): Budget {
  const { override_nanos: limit, override_until: until } = row;
  return {
    id: row.id,
    source: row.source,
    subject: row.subject,
    integrationId: row.integration_id,
    model: row.model,
    serviceAccountId: row.service_account_id,
    period: row.period,
    limit: row.limit_nanos,
    override: limit !== null && until ? { limit, until } : null,
    isHard: row.is_hard,
    thresholds: row.thresholds,
  };
}

function unknownPriceOf({ unknown_price, input, output }: Omit<PolicyRow, 'time_zone'>): TenantBudgets['unknownPrice'] {
  if (unknown_price === 'refuse' || input === null || output === null) return { policy: 'refuse', price: null };
  const others = { cached_input: null, cache_write: null, audio_input: null, audio_output: null };
  return { policy: 'charge', price: { id: null, state: 'priced', input, output, ...others } };
}
