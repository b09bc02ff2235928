import type { EntityTarget, FindOptionsOrder, FindOptionsWhere, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';
import type { ScopedTx } from './transactions.ts';

/** What every tenant table has. */
export interface TenantRow extends ObjectLiteral {
  id: number | string;
  tenant_id: number;
}

type Values<Row> = Partial<Omit<Row, 'tenant_id'>>;
type Where<Row> = Omit<FindOptionsWhere<Row>, 'tenant_id'>;

/**
 * One tenant table, seen from inside one tenant: each operation adds the tenant of its transaction, and row-level
 * security would answer nothing if it did not. There is no `save()`, which moves another tenant's row to the caller's,
 * and no raw builder.
 */
export class ScopedTable<Row extends TenantRow> {
  constructor(private readonly entity: EntityTarget<Row>) {}

  one(tx: ScopedTx, where: Where<Row>): Promise<Row | null> {
    return tx.manager.findOne(this.entity, { where: this.within(tx, where) });
  }

  many(tx: ScopedTx, where: Where<Row>): Promise<Row[]> {
    return tx.manager.find(this.entity, { where: this.within(tx, where) });
  }

  /** The row, locked until the transaction ends, so that what is decided from it still holds when it is written. */
  locked(tx: ScopedTx, where: Where<Row>): Promise<Row | null> {
    return tx.manager.findOne(this.entity, { where: this.within(tx, where), lock: { mode: 'pessimistic_write' } });
  }

  /** As `locked`, for several rows; always in the order of their ids, so that two callers cannot block each other. */
  manyLocked(tx: ScopedTx, where: Where<Row>): Promise<Row[]> {
    return tx.manager.find(this.entity, {
      where: this.within(tx, where),
      order: { id: 'ASC' } as FindOptionsOrder<Row>,
      lock: { mode: 'pessimistic_write' },
    });
  }

  async insert(tx: ScopedTx, values: Values<Row>): Promise<Row> {
    const row = { ...values, tenant_id: tx.scope.tenantId } as unknown as QueryDeepPartialEntity<Row>;
    const result = await tx.manager
      .createQueryBuilder()
      .insert()
      .into(this.entity)
      .values(row)
      .returning('*')
      .execute();
    return result.raw[0];
  }

  /** Changes the rows that match and tells how many did. */
  async patch(tx: ScopedTx, where: Where<Row>, values: Values<Row>): Promise<number> {
    const result = await tx.manager.update(this.entity, this.within(tx, where), values as QueryDeepPartialEntity<Row>);
    return result.affected ?? 0;
  }

  async remove(tx: ScopedTx, where: Where<Row>): Promise<number> {
    return (await tx.manager.delete(this.entity, this.within(tx, where))).affected ?? 0;
  }

  private within(tx: ScopedTx, where: Where<Row>): FindOptionsWhere<Row> {
    return { ...where, tenant_id: tx.scope.tenantId } as FindOptionsWhere<Row>;
  }
}
