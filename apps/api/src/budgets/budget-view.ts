import { noMoney, toDollars } from '../platform/money.ts';
import type { BudgetView } from './budget.dto.ts';
import { limitOf } from './budget.ts';
import type { BurnRow, NamedBudget, WindowRow } from './budgets.repository.ts';
import { type Period, type Window, windowAt } from './window.ts';

const HOUR_MS = 3_600_000;

/** A budget with its window as it is now. */
export interface BudgetNow {
  budget: NamedBudget;
  window: Window;
  /** Absent while nothing was spent or reserved in it. */
  state: Omit<WindowRow, 'budget_id'> | undefined;
  burn: readonly Pick<BurnRow, 'slot' | 'cost'>[];
}

export function toBudgetView(now: Date, timeZone: string, { budget, window, state, burn }: BudgetNow): BudgetView {
  const { spent = noMoney, reserved = noMoney, unaccounted = noMoney, alerts = [] } = state ?? {};
  const limit = limitOf(budget, window.startsAt);
  const { override } = budget;
  return {
    id: budget.id,
    source: budget.source,
    subject: budget.subject,
    integration_id: budget.integrationId,
    model: budget.model,
    service_account_id: budget.serviceAccountId,
    name: budget.name,
    period: budget.period,
    limit_usd: toDollars(limit),
    base_limit_usd: toDollars(budget.limit),
    hard: budget.isHard,
    thresholds: budget.thresholds,
    override:
      override && now < override.until
        ? { limit_usd: toDollars(override.limit), until: override.until.toISOString() }
        : null,
    window: {
      starts_at: window.startsAt.toISOString(),
      ends_at: window.endsAt.toISOString(),
      spent_usd: toDollars(spent),
      reserved_usd: toDollars(reserved),
      unaccounted_usd: toDollars(unaccounted),
      left_usd: toDollars(Math.max(limit - spent - unaccounted - reserved, 0)),
    },
    forecast_usd: forecast(spent + unaccounted, window, now),
    burn: toBurn(slotEnds(budget.period, window, now, timeZone), burn),
    alerts,
  };
}

/** Dollars at the end of the window if spending goes on like this; too little is known in the first hour. */
function forecast(spent: number, { startsAt, endsAt }: Window, now: Date): number | null {
  const elapsed = now.getTime() - startsAt.getTime();
  if (elapsed < HOUR_MS) return null;
  return toDollars(Math.round((spent / elapsed) * (endsAt.getTime() - startsAt.getTime())));
}

/** Sums up to the end of each slot; the last one is not over. */
function toBurn(ends: readonly Date[], burn: BudgetNow['burn']): BudgetView['burn'] {
  let sum = 0;
  return ends.map((at, index) => {
    sum += burn.find(({ slot }) => slot === index)?.cost ?? 0;
    return { at: at.toISOString(), spent_usd: toDollars(sum) };
  });
}

/** When the slots of the window end that have begun: hours of a day, else days. */
function slotEnds(period: Period, { startsAt }: Window, now: Date, timeZone: string): Date[] {
  const ends: Date[] = [];
  for (let from = startsAt; from < now; ) {
    const to = period === 'day' ? new Date(from.getTime() + HOUR_MS) : windowAt('day', timeZone, from).endsAt;
    ends.push(to);
    from = to;
  }
  return ends;
}
