import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResult, QueryResultRow } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { TenantScope } from '../access/tenant-scope.ts';
import { isAnswer, isConnectionLost, unknownOutcome } from './database-errors.ts';
import { together } from './together.ts';

/** A statement with a stable name, so that PostgreSQL plans it once per connection. */
export interface Statement {
  name: string;
  text: string;
}

const bindTenant: Statement = { name: 'tx-bind-tenant', text: "SELECT set_config('app.tenant_id', $1, true)" };

/** The connection while a transaction is open on it, with TypeORM on top for those who ask for it. */
class Link {
  private runner: QueryRunner | undefined;
  private ended = false;

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
  ) {}

  query<Row extends QueryResultRow>(statement: Statement, values: unknown[]): Promise<QueryResult<Row>> {
    if (this.ended) throw new Error('The transaction is over');
    return this.client.query<Row>({ ...statement, values });
  }

  get manager(): EntityManager {
    if (!this.runner) {
      this.runner = this.dataSource.createQueryRunner();
      // TypeORM only has to know: it neither fetches the connection nor opens or ends the transaction.
      Object.assign(this.runner, { databaseConnection: this.client, isTransactionActive: true });
    }
    return this.runner.manager;
  }

  /** The connection is about to serve somebody else: what is still running here must not reach it. */
  end(): void {
    this.ended = true;
    if (this.runner) Object.assign(this.runner, { isReleased: true });
  }
}

class Tx {
  constructor(protected readonly link: Link) {}

  get manager(): EntityManager {
    return this.link.manager;
  }

  /**
   * Runs one prepared statement and gives its rows. Statements leave at once, in order: those that do not need each
   * other's rows are best not awaited one by one, but together.
   */
  async rows<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    return (await this.link.query<Row>(statement, values)).rows;
  }
}

/** An open transaction of one tenant: row-level security shows and takes only that tenant's rows. */
export class ScopedTx extends Tx {
  constructor(
    readonly scope: TenantScope,
    link: Link,
  ) {
    super(link);
  }
}

/** An open transaction that may see the few tables whose policy admits the platform (tenants, members, sessions, …). */
export class PlatformTx extends Tx {
  readonly platform = true;

  /** The same transaction from here on bound to one tenant, for what has to be done to it in one piece. */
  async bind(scope: TenantScope): Promise<ScopedTx> {
    await this.rows(bindTenant, [String(scope.tenantId)]);
    return new ScopedTx(scope, this.link);
  }
}

/** The only way to the database: each call is one transaction, bound to one tenant or to the platform. */
@Injectable()
export class Transactions {
  private readonly pool: Pool;

  constructor(private readonly dataSource: DataSource) {
    this.pool = (dataSource.driver as PostgresDriver).master;
  }

  /** Runs `work` in a transaction of the scope's tenant. Never call out of the process inside it. */
  run<T>(scope: TenantScope, work: (tx: ScopedTx) => Promise<T>): Promise<T> {
    return this.inTransaction(`BEGIN; ${bindTo(scope)}`, commit, (link) => work(new ScopedTx(scope, link)));
  }

  /** As `run`, for reading only: nobody waits for the end of such a transaction. */
  read<T>(scope: TenantScope, work: (tx: ScopedTx) => Promise<T>): Promise<T> {
    return this.inTransaction(`BEGIN READ ONLY; ${bindTo(scope)}`, leave, (link) => work(new ScopedTx(scope, link)));
  }

  /** Runs `work` across tenants. For identity look-ups, operators and housekeeping only. */
  runPlatform<T>(work: (tx: PlatformTx) => Promise<T>): Promise<T> {
    const open = "BEGIN; SELECT set_config('app.platform', 'on', true)";
    return this.inTransaction(open, commit, (link) => work(new PlatformTx(link)));
  }

  /** What opens the transaction is not awaited, but sent with the first statement: each round trip costs more than its work. */
  private async inTransaction<T>(
    open: string,
    close: (client: PoolClient) => Promise<void>,
    work: (link: Link) => Promise<T>,
  ): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    const link = new Link(client, this.dataSource);
    try {
      const [, result] = await together(client.query(open), work(link));
      await close(client);
      return result;
    } catch (error) {
      broken = await undo(client, error);
      throw error;
    } finally {
      link.end();
      client.off('error', onError);
      client.release(broken);
    }
  }
}

/** A number of ours, so it may stand in the text; one message opens the transaction and binds the tenant. */
const bindTo = (scope: TenantScope) => `SELECT set_config('app.tenant_id', '${Number(scope.tenantId)}', true)`;

/** Rolls back. Gives the error of a connection that no longer answers, which then leaves the pool instead of returning. */
async function undo(client: PoolClient, error: unknown): Promise<Error | undefined> {
  if (isConnectionLost(error)) return error as Error;
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (lost) {
    return lost as Error;
  }
}

/** A connection lost at this very moment leaves open whether the server still committed; an error it answers does not. */
async function commit(client: PoolClient): Promise<void> {
  let outcome: string;
  try {
    outcome = (await client.query('COMMIT')).command;
  } catch (error) {
    throw isAnswer(error) ? error : unknownOutcome(error);
  }
  if (outcome !== 'COMMIT') throw new Error('A failed statement was passed over: the transaction was rolled back');
}

/** Nothing was written, so there is nothing to wait for; the next user's statements queue up behind it. */
async function leave(client: PoolClient): Promise<void> {
  client.query('COMMIT').catch((error: Error) => client.emit('error', error));
}
