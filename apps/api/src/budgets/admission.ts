import { type Nanos, noMoney } from '../platform/money.ts';
import type { Budget, BudgetId, Subject } from './budget.ts';
import type { Lease } from './lease.ts';
import type { Window } from './window.ts';

/** What a settled call takes from the lease of one hard budget. */
interface SettledPart {
  budgetId: BudgetId;
  window: Window;
  instanceId: string;
  /** What leaves the lease; less than the cost when there was not enough in it. */
  leased: Nanos;
}

/** What a call came to, for the writer. One without cost changes nothing in the database and may be dropped. */
export interface Settlement {
  subject: Subject;
  cost: Nanos;
  /** One for each hard budget that was reserved in; the call counts in the windows it was admitted in. */
  parts: readonly SettledPart[];
}

/** Leave for one call, with `estimate` held for it in every hard budget that applies. Ends with exactly one settlement. */
export class Admission {
  isSettled = false;

  constructor(
    readonly subject: Subject,
    readonly estimate: Nanos,
    private readonly leases: readonly Lease[],
  ) {}

  /** Ends the call with what it cost. Throws when it was ended before. */
  settle(cost: Nanos): Settlement {
    if (this.isSettled) throw new Error('This call was settled already');
    assertMoney(cost);
    this.isSettled = true;
    const parts = this.leases.map((lease) => ({
      budgetId: lease.budget.id,
      window: lease.window,
      instanceId: lease.instanceId,
      leased: lease.settle(this.estimate, cost),
    }));
    return { subject: this.subject, cost, parts };
  }

  /** Ends a call that cost nothing. */
  release(): Settlement {
    return this.settle(noMoney);
  }
}

/** Why a call may not be made, as the database had it at that moment. */
export class BudgetRefusal {
  constructor(
    readonly budget: Budget,
    readonly spent: Nanos,
    /** What instances held that ended without telling what they spent of it. */
    readonly unaccounted: Nanos,
    readonly reserved: Nanos,
    readonly limit: Nanos,
    readonly resetsAt: Date,
  ) {}
}

/** Money is counted in whole billionths, or sums would drift. */
export function assertMoney(amount: Nanos): void {
  if (!Number.isSafeInteger(amount) || amount < 0) throw new RangeError(`${amount} is no amount of money`);
}
