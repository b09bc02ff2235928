import { Injectable } from '@nestjs/common';
import type { PoolClient, QueryResultRow } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { TenantScope } from '../access/tenant-scope.ts';
import { isAnswer, isConnectionLost, unknownOutcome } from './database-errors.ts';

/** A statement with a stable name, so that PostgreSQL plans it once per connection. */
export interface Statement {
  name: string;
  text: string;
}

const bindTenant: Statement = { name: 'tx-bind-tenant', text: "SELECT set_config('app.tenant_id', $1, true)" };

class Tx {
  constructor(
    readonly manager: EntityManager,
    protected readonly client: PoolClient,
  ) {}

  /** Runs one prepared statement and gives its rows. */
  async rows<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    return (await this.client.query<Row>({ ...statement, values })).rows;
  }
}

/** An open transaction of one tenant: row-level security shows and takes only that tenant's rows. */
export class ScopedTx extends Tx {
  constructor(
    readonly scope: TenantScope,
    manager: EntityManager,
    client: PoolClient,
  ) {
    super(manager, client);
  }
}

/** An open transaction that may see the few tables whose policy admits the platform (tenants, members, sessions, …). */
export class PlatformTx extends Tx {
  readonly platform = true;

  /** The same transaction from here on bound to one tenant, for what has to be done to it in one piece. */
  async bind(scope: TenantScope): Promise<ScopedTx> {
    await this.rows(bindTenant, [String(scope.tenantId)]);
    return new ScopedTx(scope, this.manager, this.client);
  }
}

/** The only way to the database: each call is one transaction, bound to one tenant or to the platform. */
@Injectable()
export class Transactions {
  constructor(private readonly dataSource: DataSource) {}

  /** Runs `work` in a transaction of the scope's tenant. Never call out of the process inside it. */
  run<T>(scope: TenantScope, work: (tx: ScopedTx) => Promise<T>): Promise<T> {
    // A number of ours, so it may stand in the text; one message opens the transaction and binds the tenant.
    const open = `BEGIN; SELECT set_config('app.tenant_id', '${Number(scope.tenantId)}', true)`;
    return this.inTransaction(open, (runner, client) => work(new ScopedTx(scope, runner.manager, client)));
  }

  /** Runs `work` across tenants. For identity look-ups, operators and housekeeping only. */
  runPlatform<T>(work: (tx: PlatformTx) => Promise<T>): Promise<T> {
    const open = "BEGIN; SELECT set_config('app.platform', 'on', true)";
    return this.inTransaction(open, (runner, client) => work(new PlatformTx(runner.manager, client)));
  }

  private async inTransaction<T>(
    open: string,
    work: (runner: QueryRunner, client: PoolClient) => Promise<T>,
  ): Promise<T> {
    const runner = this.dataSource.createQueryRunner();
    try {
      const client: PoolClient = await runner.connect();
      try {
        await client.query(open);
        // TypeORM only has to know: its own BEGIN would cost each transaction a further round trip.
        Object.assign(runner, { isTransactionActive: true });
        const result = await work(runner, client);
        await commit(client);
        return result;
      } catch (error) {
        await undo(client, error);
        throw error;
      }
    } finally {
      Object.assign(runner, { isTransactionActive: false });
      await runner.release();
    }
  }
}

/** Rolls back, or gives up a connection that no longer answers: told of an error, it leaves the pool instead of returning. */
async function undo(client: PoolClient, error: unknown): Promise<void> {
  if (isConnectionLost(error)) client.emit('error', error);
  else await client.query('ROLLBACK').catch((lost: unknown) => client.emit('error', lost));
}

/** A connection lost at this very moment leaves open whether the server still committed; an error it answers does not. */
async function commit(client: PoolClient): Promise<void> {
  try {
    await client.query('COMMIT');
  } catch (error) {
    throw isAnswer(error) ? error : unknownOutcome(error);
  }
}
