import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { type TenantId, TenantScope } from '../platform/access/tenant-scope.ts';
import { isConnectionLost } from '../platform/database/database-errors.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { unavailable } from '../platform/errors/common-errors.ts';
import type { Nanos } from '../platform/money.ts';
import { type Admission, assertMoney, type BudgetRefusal } from './admission.ts';
import type { Subject, TenantBudgets } from './budget.ts';
import { Charges } from './charges.ts';
import { Instance } from './instance.ts';
import { LeasesRepository } from './leases.repository.ts';
import { type Doubt, Purse } from './purse.ts';

const RETURN_MS = 1000;
const BEAT_MS = 5000;

/**
 * Lets calls pass as long as their hard budgets have room. In every window spent + unaccounted + reserved never exceeds the
 * limit, whatever the number of calls and instances: reserved grows only in the database, by statements that look at
 * the limit under a lock. So that few calls wait for one, an instance reserves somewhat more than it needs right away (a
 * lease), and gives back what it has no use for.
 */
@Injectable()
export class BudgetGate implements OnApplicationShutdown {
  private readonly logger = new Logger('Budgets');
  private readonly charges = new Charges();
  private readonly purses = new Map<TenantId, Purse>();
  private readonly doubts = new Set<Doubt>();
  private readonly instance: Instance;
  private readonly timers: NodeJS.Timeout[] = [];
  private closing: Promise<void> | undefined;
  private isClosing = false;

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: LeasesRepository,
  ) {
    this.instance = new Instance(transactions, repository, () => {
      for (const purse of this.purses.values()) purse.forget();
    });
  }

  /** Whether what calls of the subject may cost is limited at all. */
  isLimited(budgets: TenantBudgets, subject: Subject): boolean {
    return this.charges.of(budgets, subject).length > 0;
  }

  /**
   * Holds `estimate` in every hard budget that applies, or in none and says which one has no room. Answers at once when
   * leases suffice. What is estimated to cost nothing always passes. Throws when the database is away and must be asked.
   */
  admit(
    scope: TenantScope,
    budgets: TenantBudgets,
    subject: Subject,
    estimate: Nanos,
  ): Admission | BudgetRefusal | Promise<Admission | BudgetRefusal> {
    assertMoney(estimate);
    if (this.isClosing) throw unavailable({ detail: 'This instance is stopping.' });
    return this.purseOf(scope).admit(this.charges.of(budgets, subject), subject, estimate);
  }

  /** Returns what leases have too much; by itself once a second. */
  async returnIdle(): Promise<void> {
    for (const [tenantId, purse] of this.purses) {
      await purse.returnIdle();
      if (purse.isEmpty) this.purses.delete(tenantId);
    }
  }

  /** Says that this instance lives and books what dead ones held as unaccounted; by itself every five seconds. */
  async beat(): Promise<void> {
    await this.instance.beat();
    await this.instance.sweep();
    await this.resolveDoubts();
  }

  /** Admits nobody any more and returns every lease. To be called once the last settlement is written. */
  close(): Promise<void> {
    this.closing ??= this.end();
    return this.closing;
  }

  onApplicationShutdown(): Promise<void> {
    return this.close();
  }

  private async end(): Promise<void> {
    this.isClosing = true;
    for (const timer of this.timers) clearInterval(timer);
    try {
      for (const purse of this.purses.values()) await purse.returnAll();
      await this.instance.close();
    } catch (error) {
      this.logger.warn({ msg: 'Leases of budgets could not be returned; others book them as unaccounted', err: error });
    }
  }

  private purseOf(scope: TenantScope): Purse {
    const known = this.purses.get(scope.tenantId);
    if (known) return known;
    if (this.timers.length === 0)
      this.timers.push(
        this.every(RETURN_MS, () => this.returnIdle()),
        this.every(BEAT_MS, () => this.beat()),
      );
    const { transactions, repository, instance, doubts } = this;
    const own = TenantScope.ofSystem({ id: scope.tenantId, slug: scope.tenantSlug }, 'budgets');
    const purse = new Purse(own, { transactions, repository, instance, doubts });
    this.purses.set(scope.tenantId, purse);
    return purse;
  }

  private every(ms: number, work: () => Promise<void>): NodeJS.Timeout {
    const tell = (error: unknown) => {
      if (!isConnectionLost(error)) this.logger.error({ msg: 'Keeping the leases of budgets failed', err: error });
    };
    return setInterval(() => void work().catch(tell), ms).unref();
  }

  private async resolveDoubts(): Promise<void> {
    for (const doubt of this.doubts) {
      const { transaction } = doubt;
      const committed = await this.transactions.runPlatform((tx) => this.repository.isCommitted(tx, transaction));
      if (committed === undefined) continue;
      this.doubts.delete(doubt);
      doubt.resolve(committed);
    }
  }
}
