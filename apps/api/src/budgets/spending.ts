import { type Nanos, noMoney } from '../platform/money.ts';
import type { UsageEvent } from '../usage/index.ts';
import type { Settlement } from './admission.ts';
import { appliesTo, type Subject, type TenantBudgets } from './budget.ts';
import type { Amount, Place } from './leases.repository.ts';
import { windowAt } from './window.ts';

/** One attempt, with the settlement of its admission if it had one. */
export interface Spending {
  event: Pick<UsageEvent, 'at' | 'integration_id' | 'model_served' | 'service_account_id' | 'cost'>;
  settlement?: Settlement | undefined;
}

/** Money that leaves the lease an instance has on a window. */
export interface Settled extends Amount {
  instanceId: string;
}

/**
 * Sums of money by window and by lease. A budget that was reserved in counts a call in the window it was admitted in, every
 * other one that applies in the window in which the attempt began. What a call was settled with is its cost.
 */
export function sumUp(
  { budgets, timeZone }: Pick<TenantBudgets, 'budgets' | 'timeZone'>,
  spendings: readonly Spending[],
): { costs: Amount[]; settled: Settled[] } {
  const costs = new Map<string, Amount>();
  const settled = new Map<string, Settled>();
  for (const { event, settlement } of spendings) {
    const amount = costOf({ event, settlement });
    if (amount === 0) continue;
    const parts = settlement?.parts ?? [];
    for (const { budgetId, window, instanceId, leased } of parts) {
      addTo(costs, { budgetId, window, amount });
      if (leased > 0) addTo(settled, { budgetId, window, instanceId, amount: leased });
    }
    const subject = settlement?.subject ?? subjectOf(event);
    for (const budget of budgets) {
      if (!appliesTo(budget, subject) || parts.some(({ budgetId }) => budgetId === budget.id)) continue;
      addTo(costs, { budgetId: budget.id, window: windowAt(budget.period, timeZone, event.at), amount });
    }
  }
  return { costs: inOrder(costs), settled: inOrder(settled) };
}

/** What a call cost; nothing when nobody knows. */
const costOf = ({ event, settlement }: Spending): Nanos => settlement?.cost ?? event.cost ?? noMoney;

const subjectOf = ({ integration_id, model_served, service_account_id }: Spending['event']): Subject => ({
  integrationId: integration_id,
  model: model_served,
  serviceAccountId: service_account_id,
});

function addTo<T extends Amount & { instanceId?: string }>(sums: Map<string, T>, more: T): void {
  const key = `${more.budgetId}/${more.window.startsAt.getTime()}/${more.instanceId}`;
  const sum = sums.get(key);
  if (sum) sum.amount = (sum.amount + more.amount) as Nanos;
  else sums.set(key, more);
}

const inOrder = <T extends Place>(sums: Map<string, T>) =>
  [...sums.values()].sort((a, b) => a.budgetId - b.budgetId || +a.window.startsAt - +b.window.startsAt);
