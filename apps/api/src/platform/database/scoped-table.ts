import type { EntityTarget, FindOptionsOrder, FindOptionsWhere, ObjectLiteral, QueryDeepPartialEntity } from 'typeorm';
import type { ScopedTx, Statement } from './transactions.ts';

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
  private readonly insertions = new Map<string, Statement>();

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
    const row = { ...values, tenant_id: tx.scope.tenantId };
    const [inserted] = await tx.rows<Row>(this.insertion(tx, Object.keys(row)), Object.values(row));
    return inserted as Row;
  }

  /** Changes the rows that match and tells how many did. */
  async patch(tx: ScopedTx, where: Where<Row>, values: Values<Row>): Promise<number> {
    const result = await tx.manager.update(this.entity, this.within(tx, where), values as QueryDeepPartialEntity<Row>);
    return result.affected ?? 0;
  }

  async remove(tx: ScopedTx, where: Where<Row>): Promise<number> {
    return (await tx.manager.delete(this.entity, this.within(tx, where))).affected ?? 0;
  }

  /** One prepared statement for each set of columns, which come from code and are checked against the entity. */
  private insertion(tx: ScopedTx, columns: string[]): Statement {
    const list = columns.join(', ');
    const known = this.insertions.get(list);
    if (known) return known;
    const { tableName, columns: declared } = tx.manager.connection.getMetadata(this.entity);
    const stranger = columns.find((name) => !declared.some(({ databaseName }) => databaseName === name));
    if (stranger) throw new TypeError(`${tableName} has no column ${stranger}`);
    const places = columns.map((_name, index) => `$${index + 1}`).join(', ');
    const text = `INSERT INTO ${tableName} (${list}) VALUES (${places}) RETURNING *`;
    const statement = { name: `${tableName}-insert-${this.insertions.size}`, text };
    this.insertions.set(list, statement);
    return statement;
  }

  private within(tx: ScopedTx, where: Where<Row>): FindOptionsWhere<Row> {
    return { ...where, tenant_id: tx.scope.tenantId } as FindOptionsWhere<Row>;
  }
}
