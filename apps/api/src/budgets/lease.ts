import type { Nanos } from '../platform/money.ts';
import type { Budget } from './budget.ts';
import type { Window } from './window.ts';

/** Spending is remembered for about this long: so long should a lease last. */
const BURN_MS = 500;

/**
 * What this instance may spend of one window without asking again. All of it is reserved in the database; part is held
 * by calls under way, the rest is free for the next ones.
 */
export class Lease {
  /** How many calls wait for money from the database; who comes later waits behind them. */
  waiting = 0;
  private freeNow = 0;
  private heldNow = 0;
  /** The least that was free since somebody last looked for money nobody needs. */
  private floor = 0;
  /** How many transactions may or may not have changed the lease. */
  private doubts = 0;
  private burnt = 0;
  private burntAt = 0;

  constructor(
    readonly budget: Budget,
    readonly window: Window,
    readonly instanceId: string,
  ) {}

  get free(): Nanos {
    return this.freeNow as Nanos;
  }

  get isEmpty(): boolean {
    return this.freeNow === 0 && this.heldNow === 0 && this.waiting === 0 && this.doubts === 0;
  }

  /** What was held in the last half a second, what is longer ago counting less and less. */
  burn(now: number): Nanos {
    return Math.round(this.burnt * Math.exp((this.burntAt - now) / BURN_MS)) as Nanos;
  }

  /** Takes free money for a call; the caller has seen that there is enough. */
  hold(amount: Nanos, now: number): void {
    this.freeNow -= amount;
    this.floor = Math.min(this.floor, this.freeNow);
    this.holdMore(amount, now);
  }

  /** Counts money for a call that was not free before: it came from the database for it. */
  holdMore(amount: Nanos, now: number): void {
    this.heldNow += amount;
    this.burnt = this.burn(now) + amount;
    this.burntAt = now;
  }

  /**
   * Ends a call that held `amount` and cost `cost`. Gives how much of the lease is spent by it and now leaves it; the
   * rest is free again. A call that cost more takes what is free. What is missing even then is spent all the same: the
   * writer adds the whole cost, and the window can end up over its limit by as much. That takes an estimate below the
   * cost; the theoretical maximum, which strict mode reserves, never is.
   */
  settle(amount: Nanos, cost: Nanos): Nanos {
    const spent = Math.min(cost, amount + this.freeNow);
    this.heldNow -= amount;
    this.freeNow += amount - spent;
    this.floor = Math.min(this.floor, this.freeNow);
    return spent as Nanos;
  }

  /** All that is free, for whoever serves those who wait. */
  claim(): Nanos {
    const claimed = this.freeNow as Nanos;
    this.freeNow = 0;
    this.floor = 0;
    return claimed;
  }

  add(amount: Nanos): void {
    this.freeNow += amount;
  }

  /**
   * Adds what is there for certain when a transaction, of which nobody knows whether it committed, makes the one amount
   * or the other free. Gives what is to be called once that is known; it adds the rest.
   */
  suspend(ifCommitted: Nanos, ifNot: Nanos): (committed: boolean) => void {
    const certain = Math.min(ifCommitted, ifNot);
    this.doubts += 1;
    this.freeNow += certain;
    return (committed) => {
      this.doubts -= 1;
      this.freeNow += (committed ? ifCommitted : ifNot) - certain;
    };
  }

  /** Takes out what nobody needed since the last call. */
  takeIdle(): Nanos {
    const idle = this.floor as Nanos;
    this.freeNow -= idle;
    this.floor = this.freeNow;
    return idle;
  }
}
