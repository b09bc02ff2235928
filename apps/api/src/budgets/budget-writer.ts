import { Injectable } from '@nestjs/common';
import { Outbox } from '../events/index.ts';
import type { ScopedTx } from '../platform/database/transactions.ts';
import { toDollars } from '../platform/money.ts';
import type { TenantBudgets } from './budget.ts';
import { BudgetsRepository } from './budgets.repository.ts';
import { LeasesRepository } from './leases.repository.ts';
import { SpendingRepository } from './spending.repository.ts';
import { type Spending, sumUp } from './spending.ts';

/** Counts what calls cost, in the transaction that records them. */
@Injectable()
export class BudgetWriter {
  constructor(
    private readonly budgets: BudgetsRepository,
    private readonly leases: LeasesRepository,
    private readonly spending: SpendingRepository,
    private readonly outbox: Outbox,
  ) {}

  /** For `write`. Read beforehand, they cost no way there and back while rows are locked that others wait for. */
  ofTenant(tx: ScopedTx): Promise<TenantBudgets> {
    return this.budgets.ofTenant(tx);
  }

  /**
   * Adds what calls cost to every budget that applies, and takes settled money out of its lease: what was reserved is now
   * spent. Each spending must be given once in all transactions that commit, so not again for an event that turns out to
   * be recorded already. Thresholds that are reached become events, each once in a window.
   */
  async write(tx: ScopedTx, budgets: TenantBudgets, spendings: readonly Spending[]): Promise<void> {
    const { costs, settled } = sumUp(budgets, spendings);
    if (costs.length === 0) return;
    const [, reached] = await Promise.all([this.leases.lock(tx, costs), this.spending.add(tx, costs, settled)]);
    await Promise.all(
      reached.map(({ budget_id, name, period, hard, threshold, limit, spent, starts_at, ends_at }) =>
        this.outbox.add(tx, 'budget.threshold_reached', {
          budget_id,
          name,
          period,
          hard,
          threshold,
          limit_usd: toDollars(limit),
          spent_usd: toDollars(spent),
          starts_at: starts_at.toISOString(),
          ends_at: ends_at.toISOString(),
        }),
      ),
    );
  }
}
