import { type Nanos, noMoney } from '../platform/money.ts';
import { BudgetRefusal } from './admission.ts';
import type { Lease } from './lease.ts';
import type { Amount, Ask, Grant } from './leases.repository.ts';

/** A call that waits for its share of some pots. */
export interface Sharer {
  estimate: Nanos;
  pots: readonly Pot[];
  /** The pot that had not enough for it. */
  short?: Pot;
}

/** The money for those who wait for one lease: what was free of it, and what the database adds. */
export class Pot {
  wanted = 0;
  private readonly claimed: Nanos;
  private money: number;
  private granted = 0;
  private returned = 0;
  private grant: Grant | undefined;
  private limited = true;

  constructor(readonly lease: Lease) {
    this.claimed = lease.claim();
    this.money = this.claimed;
  }

  /** False when the database no longer refuses anything for this budget: it was deleted, or became soft. */
  get isLimited(): boolean {
    return this.limited;
  }

  get isShort(): boolean {
    return this.wanted > this.claimed;
  }

  ask(now: number): Ask {
    const { budget, window } = this.lease;
    return { budgetId: budget.id, window, need: (this.wanted - this.claimed) as Nanos, extra: this.lease.burn(now) };
  }

  receive(grants: readonly Grant[]): void {
    const { budget, window } = this.lease;
    this.grant = grants.find(
      ({ budget_id, starts_at }) => budget_id === budget.id && starts_at.getTime() === window.startsAt.getTime(),
    );
    this.limited = this.grant !== undefined;
    this.granted = this.grant?.granted ?? 0;
    this.money += this.granted;
  }

  has(amount: Nanos): boolean {
    return this.money >= amount;
  }

  take(amount: Nanos): void {
    this.money -= amount;
  }

  /** Empties the pot for others, who may have use for what did not suffice here. */
  giveBack(): Amount {
    const { budget, window } = this.lease;
    this.returned = this.money;
    this.money = 0;
    return { budgetId: budget.id, window, amount: this.returned as Nanos };
  }

  /** What is left goes to the lease. */
  pour(): void {
    this.lease.add(this.money as Nanos);
  }

  /** Leaves the lease as it was before. */
  undo(): void {
    this.lease.add(this.claimed);
  }

  /** Nobody knows whether the database did it. Gives what is to be called once that is known. */
  suspend(): (committed: boolean) => void {
    return this.lease.suspend((this.claimed + this.granted - this.returned) as Nanos, this.claimed);
  }

  refusal(): BudgetRefusal {
    const { budget, window } = this.lease;
    const { spent = noMoney, unaccounted = noMoney, reserved = noMoney, limit = noMoney } = this.grant ?? {};
    const stillReserved = (reserved + this.granted - this.returned) as Nanos;
    return new BudgetRefusal(budget, spent, unaccounted, stillReserved, limit, window.endsAt);
  }
}

/** Serves in order: each gets its estimate from all of its pots, or nothing from any. */
export function share(sharers: readonly Sharer[]): void {
  for (const sharer of sharers) {
    const pots = sharer.pots.filter((pot) => pot.isLimited);
    sharer.short = pots.find((pot) => !pot.has(sharer.estimate));
    if (!sharer.short) for (const pot of pots) pot.take(sharer.estimate);
  }
}
