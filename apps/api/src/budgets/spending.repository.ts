import { Injectable } from '@nestjs/common';
import type { ScopedTx, Statement } from '../platform/database/transactions.ts';
import type { Nanos } from '../platform/money.ts';
import type { BudgetId } from './budget.ts';
import { nameOf } from './budgets.sql.ts';
import type { Amount } from './leases.repository.ts';
import type { Settled } from './spending.ts';
import type { Period } from './window.ts';

/** A threshold that was reached just now, for the first time in its window. */
export interface Reached {
  budget_id: BudgetId;
  name: string;
  period: Period;
  hard: boolean;
  threshold: number;
  limit: Nanos;
  spent: Nanos;
  starts_at: Date;
  ends_at: Date;
}

/**
 * What left a lease leaves `reserved`; what had no lease any more, because its instance was given up meanwhile, was
 * booked as unaccounted and leaves that. Reached thresholds are looked for in what is there now, not in what was added:
 * so none is missed, also when a limit came down.
 */
const add: Statement = {
  name: 'budget-windows-add',
  text: `WITH cost AS (
           SELECT * FROM unnest($2::int[], $3::timestamptz[], $4::bigint[]) AS c (budget_id, starts_at, amount)
         ), settled AS (
           SELECT * FROM unnest($5::int[], $6::timestamptz[], $7::uuid[], $8::bigint[]) AS s (budget_id, starts_at, instance_id, amount)
         ), leased AS (
           UPDATE budget_leases l SET amount = l.amount - s.amount FROM settled s
            WHERE l.tenant_id = $1 AND l.budget_id = s.budget_id AND l.starts_at = s.starts_at AND l.instance_id = s.instance_id
              AND l.amount >= s.amount
           RETURNING l.budget_id, l.starts_at, l.instance_id, s.amount
         ), taken AS (
           SELECT s.budget_id, s.starts_at, coalesce(sum(l.amount), 0) AS reserved, sum(s.amount) - coalesce(sum(l.amount), 0) AS unaccounted
             FROM settled s LEFT JOIN leased l USING (budget_id, starts_at, instance_id) GROUP BY s.budget_id, s.starts_at
         ), added AS (
           UPDATE budget_windows w
              SET spent = w.spent + cost.amount, reserved = w.reserved - coalesce(taken.reserved, 0),
                  unaccounted = greatest(w.unaccounted - coalesce(taken.unaccounted, 0), 0)
             FROM cost LEFT JOIN taken USING (budget_id, starts_at)
            WHERE w.tenant_id = $1 AND w.budget_id = cost.budget_id AND w.starts_at = cost.starts_at
           RETURNING w.*
         ), told AS (
           INSERT INTO budget_alerts (tenant_id, budget_id, starts_at, threshold)
           SELECT added.tenant_id, added.budget_id, added.starts_at, threshold
             FROM added JOIN budgets b ON b.tenant_id = added.tenant_id AND b.id = added.budget_id, unnest(b.thresholds) threshold
            WHERE added.spent + added.unaccounted
                  >= threshold * CASE WHEN added.starts_at < b.override_until THEN b.override_nanos ELSE b.limit_nanos END
           ON CONFLICT DO NOTHING
           RETURNING budget_id, starts_at, threshold
         )
         SELECT b.id AS budget_id, ${nameOf('b')} AS name, b.period, b.is_hard AS hard, told.threshold::float8, added.starts_at, added.ends_at,
                (CASE WHEN added.starts_at < b.override_until THEN b.override_nanos ELSE b.limit_nanos END)::float8 AS limit,
                (added.spent + added.unaccounted)::float8 AS spent
           FROM told JOIN added USING (budget_id, starts_at) JOIN budgets b ON b.tenant_id = $1 AND b.id = told.budget_id
          ORDER BY b.id, told.threshold`,
};

@Injectable()
export class SpendingRepository {
  /** Counts costs in windows that are locked, and takes what is settled out of the leases. Gives the thresholds reached by it. */
  add(tx: ScopedTx, costs: readonly Amount[], settled: readonly Settled[]): Promise<Reached[]> {
    return tx.rows<Reached>(add, [
      tx.scope.tenantId,
      costs.map(({ budgetId }) => budgetId),
      costs.map(({ window }) => window.startsAt),
      costs.map(({ amount }) => amount),
      settled.map(({ budgetId }) => budgetId),
      settled.map(({ window }) => window.startsAt),
      settled.map(({ instanceId }) => instanceId),
      settled.map(({ amount }) => amount),
    ]);
  }
}
