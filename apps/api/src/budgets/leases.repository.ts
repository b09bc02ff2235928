import { Injectable } from '@nestjs/common';
import type { TenantId } from '../platform/access/tenant-scope.ts';
import type { PlatformTx, ScopedTx, Statement } from '../platform/database/transactions.ts';
import type { Nanos } from '../platform/money.ts';
import type { BudgetId } from './budget.ts';
import type { Window } from './window.ts';

/** A window of a budget. */
export interface Place {
  budgetId: BudgetId;
  window: Window;
}

/** Money for a lease: what those who wait need, and what would be handy. */
export interface Ask extends Place {
  need: Nanos;
  extra: Nanos;
}

/** What the database gave, with the window as it was just before. */
export interface Grant {
  budget_id: BudgetId;
  starts_at: Date;
  granted: Nanos;
  limit: Nanos;
  spent: Nanos;
  unaccounted: Nanos;
  reserved: Nanos;
}

export interface Amount extends Place {
  amount: Nanos;
}

/** Instances that ended without returning their leases on windows of a tenant. */
export interface Orphans {
  tenant_id: TenantId;
  slug: string;
  instance_ids: string[];
}

/*
 * Every transaction that moves money locks the windows first, in the order of their budgets: none waits for another in a
 * circle, and what a later statement reads is still true when it writes.
 */

/** A budget that was deleted meanwhile gets no window; one that is being deleted is waited for. */
const open: Statement = {
  name: 'budget-windows-open',
  text: `INSERT INTO budget_windows (tenant_id, budget_id, starts_at, ends_at)
         SELECT b.tenant_id, b.id, given.starts_at, given.ends_at
           FROM unnest($2::int[], $3::timestamptz[], $4::timestamptz[]) AS given (budget_id, starts_at, ends_at)
           JOIN budgets b ON b.tenant_id = $1 AND b.id = given.budget_id
          ORDER BY b.id, given.starts_at FOR KEY SHARE OF b
         ON CONFLICT (tenant_id, budget_id, starts_at) DO NOTHING`,
};
const lock: Statement = {
  name: 'budget-windows-lock',
  text: `SELECT 1 FROM budget_windows w
           JOIN unnest($2::int[], $3::timestamptz[]) AS given (budget_id, starts_at)
             ON w.budget_id = given.budget_id AND w.starts_at = given.starts_at
          WHERE w.tenant_id = $1
          ORDER BY w.budget_id, w.starts_at FOR NO KEY UPDATE OF w`,
};

/**
 * Reserves what there is room for under the limit in force now: the need if possible, and of the extra no more than a
 * fiftieth of what is left, so that near the limit nobody keeps what another instance could use.
 */
const grant: Statement = {
  name: 'budget-leases-grant',
  text: `WITH room AS MATERIALIZED (
           SELECT w.tenant_id, w.budget_id, w.starts_at, asked.need, asked.extra, w.spent, w.unaccounted, w.reserved, l.limit_now,
                  greatest(l.limit_now - w.spent - w.unaccounted - w.reserved, 0) AS room
             FROM unnest($3::int[], $4::timestamptz[], $5::bigint[], $6::bigint[]) AS asked (budget_id, starts_at, need, extra)
             JOIN budget_windows w ON w.tenant_id = $1 AND w.budget_id = asked.budget_id AND w.starts_at = asked.starts_at
             JOIN budgets b ON b.tenant_id = w.tenant_id AND b.id = w.budget_id AND b.is_hard,
                  LATERAL (SELECT CASE WHEN w.starts_at < b.override_until THEN b.override_nanos ELSE b.limit_nanos END AS limit_now) l
         ), reserved AS (
           UPDATE budget_windows w SET reserved = w.reserved + give.amount
             FROM (SELECT *, least(room, need + least(extra, room / 50)) AS amount FROM room) give
            WHERE w.tenant_id = give.tenant_id AND w.budget_id = give.budget_id AND w.starts_at = give.starts_at AND give.amount > 0
              AND w.spent + w.unaccounted + w.reserved + give.amount <= give.limit_now
           RETURNING w.tenant_id, w.budget_id, w.starts_at, give.amount
         ), leased AS (
           INSERT INTO budget_leases AS lease (tenant_id, budget_id, starts_at, instance_id, amount)
           SELECT tenant_id, budget_id, starts_at, $2::uuid, amount FROM reserved
           ON CONFLICT (tenant_id, budget_id, starts_at, instance_id) DO UPDATE SET amount = lease.amount + excluded.amount
         )
         SELECT room.budget_id, room.starts_at, coalesce(reserved.amount, 0)::float8 AS granted, room.limit_now::float8 AS limit,
                room.spent::float8, room.unaccounted::float8, room.reserved::float8
           FROM room LEFT JOIN reserved ON reserved.budget_id = room.budget_id AND reserved.starts_at = room.starts_at`,
};

/** What was booked as unaccounted meanwhile stays that. Emptied leases go. */
const giveBack: Statement = {
  name: 'budget-leases-give-back',
  text: `WITH lease AS (
           UPDATE budget_leases l SET amount = l.amount - given.amount
             FROM unnest($3::int[], $4::timestamptz[], $5::bigint[]) AS given (budget_id, starts_at, amount)
            WHERE l.tenant_id = $1 AND l.instance_id = $2 AND l.budget_id = given.budget_id AND l.starts_at = given.starts_at
           RETURNING l.budget_id, l.starts_at, given.amount
         )
         UPDATE budget_windows w SET reserved = w.reserved - lease.amount
           FROM lease WHERE w.tenant_id = $1 AND w.budget_id = lease.budget_id AND w.starts_at = lease.starts_at`,
};
const dropEmpty: Statement = {
  name: 'budget-leases-drop-empty',
  text: 'DELETE FROM budget_leases WHERE tenant_id = $1 AND instance_id = $2 AND amount = 0',
};

const currentTransaction: Statement = {
  name: 'budget-leases-transaction',
  text: 'SELECT pg_current_xact_id()::text AS id',
};
const isCommitted: Statement = {
  name: 'budget-leases-is-committed',
  text: "SELECT nullif(pg_xact_status($1::text::xid8), 'in progress') = 'committed' AS committed",
};

const register: Statement = {
  name: 'gateway-instances-register',
  text: `INSERT INTO gateway_instances (id) VALUES ($1)
         ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at RETURNING seen_at`,
};
/** Nothing for one that was given up: that is for good. */
const beat: Statement = {
  name: 'gateway-instances-beat',
  text: "UPDATE gateway_instances SET seen_at = now() WHERE id = $1 AND seen_at > '-infinity' RETURNING seen_at",
};
const giveUp: Statement = {
  name: 'gateway-instances-give-up',
  text: "UPDATE gateway_instances SET seen_at = '-infinity' WHERE seen_at > '-infinity' AND seen_at < $1::timestamptz - interval '10 seconds'",
};
const orphans: Statement = {
  name: 'budget-leases-orphans',
  text: `SELECT l.tenant_id, t.slug, array_agg(DISTINCT l.instance_id) AS instance_ids
           FROM budget_leases l JOIN tenants t ON t.id = l.tenant_id LEFT JOIN gateway_instances i ON i.id = l.instance_id
          WHERE coalesce(i.seen_at, '-infinity') = '-infinity'
          GROUP BY l.tenant_id, t.slug`,
};
const lockOrphaned: Statement = {
  name: 'budget-windows-lock-orphaned',
  text: `SELECT 1 FROM budget_windows w
          WHERE w.tenant_id = $1 AND EXISTS (
            SELECT FROM budget_leases l WHERE l.tenant_id = w.tenant_id AND l.budget_id = w.budget_id AND l.starts_at = w.starts_at
                                          AND l.instance_id = ANY ($2::uuid[]))
          ORDER BY w.budget_id, w.starts_at FOR NO KEY UPDATE OF w`,
};
const writeOff: Statement = {
  name: 'budget-leases-write-off',
  text: `WITH gone AS (
           DELETE FROM budget_leases WHERE tenant_id = $1 AND instance_id = ANY ($2::uuid[]) RETURNING budget_id, starts_at, amount
         ), lost AS (SELECT budget_id, starts_at, sum(amount) AS amount FROM gone GROUP BY budget_id, starts_at)
         UPDATE budget_windows w SET reserved = w.reserved - lost.amount, unaccounted = w.unaccounted + lost.amount
           FROM lost WHERE w.tenant_id = $1 AND w.budget_id = lost.budget_id AND w.starts_at = lost.starts_at`,
};
const forget: Statement = {
  name: 'gateway-instances-forget',
  text: `DELETE FROM gateway_instances i WHERE (i.seen_at = '-infinity' OR i.id = $1)
            AND NOT EXISTS (SELECT FROM budget_leases l WHERE l.instance_id = i.id)`,
};

const idsOf = (places: readonly Place[]) => places.map(({ budgetId }) => budgetId);
const startsOf = (places: readonly Place[]) => places.map(({ window }) => window.startsAt);

@Injectable()
export class LeasesRepository {
  /** Makes sure that the windows are there, and locks them until the transaction ends. */
  async lock(tx: ScopedTx, places: readonly Place[]): Promise<void> {
    const [ids, starts] = [idsOf(places), startsOf(places)];
    const ends = places.map(({ window }) => window.endsAt);
    await Promise.all([
      tx.rows(open, [tx.scope.tenantId, ids, starts, ends]),
      tx.rows(lock, [tx.scope.tenantId, ids, starts]),
    ]);
  }

  /** Enlarges the leases; no answer for a budget that is gone or refuses no longer. The transaction's id comes as well. */
  async ask(tx: ScopedTx, instanceId: string, asks: readonly Ask[]): Promise<{ grants: Grant[]; transaction: string }> {
    const amounts = [asks.map(({ need }) => need), asks.map(({ extra }) => extra)];
    const [, grants, transaction] = await Promise.all([
      this.lock(tx, asks),
      tx.rows<Grant>(grant, [tx.scope.tenantId, instanceId, idsOf(asks), startsOf(asks), ...amounts]),
      this.transactionOf(tx),
    ]);
    return { grants, transaction };
  }

  /** Makes the leases smaller. Gives the transaction's id. */
  async giveBack(tx: ScopedTx, instanceId: string, given: readonly Amount[]): Promise<string> {
    const { tenantId } = tx.scope;
    const amounts = given.map(({ amount }) => amount);
    const [, , , transaction] = await Promise.all([
      tx.rows(lock, [tenantId, idsOf(given), startsOf(given)]),
      tx.rows(giveBack, [tenantId, instanceId, idsOf(given), startsOf(given), amounts]),
      tx.rows(dropEmpty, [tenantId, instanceId]),
      this.transactionOf(tx),
    ]);
    return transaction;
  }

  /** Whether a transaction that was cut off while it committed did; undefined while the server still works on it. */
  async isCommitted(tx: PlatformTx, transaction: string): Promise<boolean | undefined> {
    const [row] = await tx.rows<{ committed: boolean | null }>(isCommitted, [transaction]);
    return row?.committed ?? undefined;
  }

  /** Makes an instance known that has no leases yet; gives the database's time. */
  async register(tx: PlatformTx, instanceId: string): Promise<Date> {
    const [row] = await tx.rows<{ seen_at: Date }>(register, [instanceId]);
    return (row as { seen_at: Date }).seen_at;
  }

  /** Says that an instance lives, and gives the database's time; undefined when it was given up. */
  async beat(tx: PlatformTx, instanceId: string): Promise<Date | undefined> {
    return (await tx.rows<{ seen_at: Date }>(beat, [instanceId]))[0]?.seen_at;
  }

  /** Gives up every instance that was silent for the ten seconds before `witness`. */
  async giveUp(tx: PlatformTx, witness: Date): Promise<void> {
    await tx.rows(giveUp, [witness]);
  }

  orphans(tx: PlatformTx): Promise<Orphans[]> {
    return tx.rows<Orphans>(orphans);
  }

  /** Books the leases of instances that ended as unaccounted. */
  async writeOff(tx: ScopedTx, instanceIds: string[]): Promise<void> {
    const values = [tx.scope.tenantId, instanceIds];
    await Promise.all([tx.rows(lockOrphaned, values), tx.rows(writeOff, values)]);
  }

  /** Removes instances that were given up or, named, end now, unless they still have leases. */
  async forget(tx: PlatformTx, instanceId?: string): Promise<void> {
    await tx.rows(forget, [instanceId ?? null]);
  }

  private async transactionOf(tx: ScopedTx): Promise<string> {
    const [row] = await tx.rows<{ id: string }>(currentTransaction);
    return (row as { id: string }).id;
  }
}
