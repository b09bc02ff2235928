import type { TenantScope } from '../platform/access/tenant-scope.ts';
import type { Transactions } from '../platform/database/transactions.ts';
import { CodedError } from '../platform/errors/coded-error.ts';
import { type Nanos, noMoney } from '../platform/money.ts';
import { Admission, type BudgetRefusal } from './admission.ts';
import type { Subject } from './budget.ts';
import type { Charge } from './charges.ts';
import type { Instance } from './instance.ts';
import { Lease } from './lease.ts';
import type { LeasesRepository } from './leases.repository.ts';
import { Pot, type Sharer, share } from './pot.ts';

interface Waiting {
  charges: readonly Charge[];
  subject: Subject;
  estimate: Nanos;
  /** The leases the call waits for; its turn may find others, if the instance had to start over. */
  leases: readonly Lease[];
  resolve(answer: Admission | BudgetRefusal): void;
  reject(error: unknown): void;
}

/** A transaction that was cut off while it committed, and what is to be done once it is known whether it did. */
export interface Doubt {
  transaction: string;
  resolve(committed: boolean): void;
}

interface Parts {
  transactions: Transactions;
  repository: LeasesRepository;
  instance: Instance;
  doubts: Set<Doubt>;
}

/** What this instance holds of the budgets of one tenant. */
export class Purse {
  private readonly leases = new Map<string, Lease>();
  private queue: Waiting[] = [];
  /** One at a time asks the database or returns something to it: money on its way back is not missed by who asks. */
  private turn: Promise<void> | undefined;

  constructor(
    private readonly scope: TenantScope,
    private readonly parts: Parts,
  ) {}

  /** Whether nothing is held and nobody waits. */
  get isEmpty(): boolean {
    return this.leases.size === 0 && !this.isBusy;
  }

  private get isBusy(): boolean {
    return this.turn !== undefined;
  }

  /** Answers at once when the leases suffice and nobody waits for them, else when the database did. */
  admit(charges: readonly Charge[], subject: Subject, estimate: Nanos): Admission | Promise<Admission | BudgetRefusal> {
    const leases = charges.map((charge) => this.leaseOf(charge));
    const now = performance.now();
    const suffices = leases.every(({ waiting, free }) => waiting === 0 && free >= estimate);
    // What costs nothing passes a spent budget.
    if (estimate === 0 || leases.length === 0 || (suffices && this.parts.instance.isTrusted(now))) {
      for (const lease of leases) lease.hold(estimate, now);
      return new Admission(subject, estimate, leases);
    }
    return new Promise((resolve, reject) => {
      for (const lease of leases) lease.waiting += 1;
      this.queue.push({ charges, subject, estimate, leases, resolve, reject });
      if (!this.isBusy) void this.take(this.serveQueue());
    });
  }

  /** Returns what nobody needed since this was called before. */
  returnIdle(): Promise<void> {
    return this.giveBack((lease) => lease.takeIdle());
  }

  /** Returns all that is free. */
  returnAll(): Promise<void> {
    return this.giveBack((lease) => lease.claim());
  }

  /** Lets go of the leases; calls under way settle theirs all the same. */
  forget(): void {
    this.leases.clear();
  }

  private leaseOf({ budget, window, key }: Charge): Lease {
    const known = this.leases.get(key);
    if (known) return known;
    const lease = new Lease(budget, window, this.parts.instance.id);
    this.leases.set(key, lease);
    return lease;
  }

  private take(work: Promise<void>): Promise<void> {
    this.turn = work.finally(() => {
      this.turn = undefined;
      if (this.queue.length > 0) void this.take(this.serveQueue());
    });
    return this.turn;
  }

  /** Never throws: those who wait are told. */
  private async serveQueue(): Promise<void> {
    let failure: { error: unknown } | undefined;
    await this.parts.instance.present().catch((error: unknown) => {
      failure = { error };
    });
    const calls = this.queue;
    this.queue = [];
    for (const { leases } of calls) for (const lease of leases) lease.waiting -= 1;
    try {
      if (failure) throw failure.error;
      await this.serve(calls);
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  /** Serves all who wait together, in order. */
  private async serve(calls: readonly Waiting[]): Promise<void> {
    const pots = new Map<Lease, Pot>();
    const sharers = calls.map(({ charges, estimate }): Sharer => {
      const shares = charges.map((charge) => {
        const lease = this.leaseOf(charge);
        const pot = pots.get(lease) ?? new Pot(lease);
        pots.set(lease, pot);
        pot.wanted += estimate;
        return pot;
      });
      return { estimate, pots: shares };
    });
    await this.fill([...pots.values()], sharers);
    const now = performance.now();
    for (const [index, { subject, estimate, resolve }] of calls.entries()) {
      const { pots: shares, short } = sharers[index] as Sharer;
      if (short) {
        resolve(short.refusal());
        continue;
      }
      const leases = shares.filter((pot) => pot.isLimited).map(({ lease }) => lease);
      for (const lease of leases) lease.holdMore(estimate, now);
      resolve(new Admission(subject, estimate, leases));
    }
  }

  /** Fills the pots and shares them out; what is left in them is free afterwards. */
  private async fill(pots: readonly Pot[], sharers: readonly Sharer[]): Promise<void> {
    const asking = pots.filter((pot) => pot.isShort).sort((a, b) => a.lease.budget.id - b.lease.budget.id);
    const { transactions, repository, instance, doubts } = this.parts;
    const instanceId = instance.id;
    const now = performance.now();
    let transaction = '';
    try {
      if (asking.length === 0) share(sharers);
      else
        await transactions.run(this.scope, async (tx) => {
          const asks = asking.map((pot) => pot.ask(now));
          const answer = await repository.ask(tx, instanceId, asks);
          transaction = answer.transaction;
          for (const pot of asking) pot.receive(answer.grants);
          share(sharers);
          const useless = asking.filter((pot) => sharers.some(({ short, pots }) => short && pots.includes(pot)));
          if (useless.length > 0)
            await repository.giveBack(
              tx,
              instanceId,
              useless.map((pot) => pot.giveBack()),
            );
        });
      for (const pot of pots) pot.pour();
    } catch (error) {
      if (isUnknown(error)) {
        const resolves = pots.map((pot) => pot.suspend());
        doubts.add({ transaction, resolve: (committed) => resolves.forEach((resolve) => void resolve(committed)) });
      } else for (const pot of pots) pot.undo();
      throw error;
    }
  }

  /** After those who wait now are served. */
  private async giveBack(amountOf: (lease: Lease) => Nanos): Promise<void> {
    while (this.isBusy) await this.turn?.catch(() => undefined);
    await this.take(this.give(amountOf));
  }

  /** Now, while no money is between a lease and the database, empty leases can go as well. */
  private async give(amountOf: (lease: Lease) => Nanos): Promise<void> {
    for (const [key, lease] of this.leases) if (lease.isEmpty) this.leases.delete(key);
    const given = [...this.leases.values()].map((lease) => ({ lease, amount: amountOf(lease) }));
    const back = given.filter(({ amount }) => amount > 0);
    if (back.length === 0) return;
    const { transactions, repository, instance, doubts } = this.parts;
    // Whoever starts over while this is under way has other leases.
    const instanceId = instance.id;
    let transaction = '';
    try {
      await transactions.run(this.scope, async (tx) => {
        const amounts = back.map(({ lease, amount }) => ({ budgetId: lease.budget.id, window: lease.window, amount }));
        transaction = await repository.giveBack(tx, instanceId, amounts);
      });
    } catch (error) {
      if (isUnknown(error)) {
        const resolves = back.map(({ lease, amount }) => lease.suspend(noMoney, amount));
        doubts.add({ transaction, resolve: (committed) => resolves.forEach((resolve) => void resolve(committed)) });
      } else for (const { lease, amount } of back) lease.add(amount);
      throw error;
    }
  }
}

/** Whether a transaction was cut off at the very moment it committed. */
const isUnknown = (error: unknown) => error instanceof CodedError && error.facts.code === 'outcome_unknown';
