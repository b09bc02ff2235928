import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import { TenantScope } from '../platform/access/tenant-scope.ts';
import type { Transactions } from '../platform/database/transactions.ts';
import type { LeasesRepository } from './leases.repository.ts';

/** So long after it was last seen an instance may use its leases. */
const TRUST_MS = 10_000;

/**
 * This process among those that hold leases: says that it lives, and notices who no longer does. Known to the database
 * from the first lease on.
 *
 * No clock decides whether a limit holds: what a given-up instance held stays counted as unaccounted, and if it lives
 * after all, what it settles is moved from there. Clocks only decide how soon that happens.
 */
export class Instance {
  private readonly logger = new Logger('Budgets');
  private current = randomUUID();
  private isKnown = false;
  private trustedUntil = 0;
  /** The database's time at the last beat and the one before. */
  private seen: [last: Date | undefined, before: Date | undefined] = [undefined, undefined];
  private beating: Promise<void> | undefined;

  constructor(
    private readonly transactions: Transactions,
    private readonly repository: LeasesRepository,
    /** Told when this instance was given up and goes on as another one, without leases. */
    private readonly renewed: () => void,
  ) {}

  get id(): string {
    return this.current;
  }

  isTrusted(now: number): boolean {
    return now < this.trustedUntil;
  }

  /** Comes back when the instance may use leases; throws when the database is away. */
  async present(): Promise<void> {
    if (!this.isTrusted(performance.now())) await this.beat();
  }

  /** Says that this instance lives; as another one if it was given up meanwhile. */
  beat(): Promise<void> {
    this.beating ??= this.say().finally(() => {
      this.beating = undefined;
    });
    return this.beating;
  }

  private async say(): Promise<void> {
    const began = performance.now();
    const seen = await this.transactions.runPlatform(async (tx) => {
      const known = this.isKnown ? await this.repository.beat(tx, this.current) : undefined;
      if (known) return known;
      if (this.isKnown) this.renew();
      return this.repository.register(tx, this.current);
    });
    this.isKnown = true;
    this.seen = [seen, this.seen[0]];
    this.trustedUntil = began + TRUST_MS;
  }

  private renew(): void {
    this.logger.warn('This instance was given up by another; it starts over without leases');
    this.current = randomUUID();
    this.isKnown = false;
    this.renewed();
  }

  /**
   * Books what dead instances held as unaccounted. Who was silent is judged by this instance's last beat but one: after
   * the database was away for all of them, everybody had the time to come back.
   */
  async sweep(): Promise<void> {
    const [, witness] = this.seen;
    if (!witness) return;
    const { transactions, repository } = this;
    await transactions.runPlatform((tx) => repository.giveUp(tx, witness));
    const found = await transactions.runPlatform((tx) => repository.orphans(tx));
    for (const { tenant_id: id, slug, instance_ids } of found) {
      const scope = TenantScope.ofSystem({ id, slug }, 'budgets');
      await transactions.run(scope, (tx) => repository.writeOff(tx, instance_ids));
      this.logger.warn({ msg: 'Instances ended without telling what they spent', tenant: slug, instance_ids });
    }
    await transactions.runPlatform((tx) => repository.forget(tx));
  }

  /** Ends the instance. What it still holds for calls is booked as unaccounted by the others. */
  async close(): Promise<void> {
    this.trustedUntil = 0;
    await this.beating?.catch(() => undefined);
    if (this.isKnown) await this.transactions.runPlatform((tx) => this.repository.forget(tx, this.current));
  }
}
