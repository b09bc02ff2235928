import { Injectable } from '@nestjs/common';
import type { Pool, PoolClient, QueryResultRow } from 'pg';
import { DataSource, type EntityManager, type QueryRunner } from 'typeorm';
import type { PostgresDriver } from 'typeorm/driver/postgres/PostgresDriver.js';
import type { TenantScope } from '../access/tenant-scope.ts';
import { type Call, type Statement, sendBatch } from './batch.ts';
import { isAnswer, isConnectionLost, unknownOutcome } from './database-errors.ts';

export type { Statement } from './batch.ts';

const begin: Call = { statement: { name: 'tx-begin', text: 'BEGIN' }, values: [] };
const bindTenant: Statement = { name: 'tx-bind-tenant', text: "SELECT set_config('app.tenant_id', $1, true)" };
const bindPlatform: Statement = { name: 'tx-bind-platform', text: "SELECT set_config('app.platform', 'on', true)" };
const bindTo = (scope: TenantScope): Call => ({ statement: bindTenant, values: [String(scope.tenantId)] });

interface Waiting extends Call {
  resolve(rows: QueryResultRow[]): void;
  reject(error: unknown): void;
}

/** A connection for the time of one transaction, with TypeORM on top for those who ask for it. */
class Link {
  /** Whether there is anything to commit or to roll back. */
  isOpen = false;
  /** Called once all is committed. */
  readonly afterwards: (() => void)[] = [];
  private waiting: Waiting[] = [];
  private runner: QueryRunner | undefined;
  private ended = false;

  constructor(
    private readonly client: PoolClient,
    private readonly dataSource: DataSource,
    private readonly bind: Call,
  ) {}

  /** What is asked for in one go leaves in one message, the first one together with what opens the transaction. */
  rows(statement: Statement, values: unknown[]): Promise<QueryResultRow[]> {
    if (this.ended) throw new Error('The transaction is over');
    return new Promise((resolve, reject) => {
      if (this.waiting.push({ statement, values, resolve, reject }) === 1) queueMicrotask(() => this.send());
    });
  }

  get manager(): EntityManager {
    if (!this.runner) {
      this.runner = this.dataSource.createQueryRunner();
      // TypeORM only has to know: it neither fetches the connection nor opens or ends the transaction.
      Object.assign(this.runner, { databaseConnection: this.client, isTransactionActive: true });
      this.send();
    }
    return this.runner.manager;
  }

  /** The connection is about to serve somebody else: what is still running here must not reach it. */
  end(): void {
    this.ended = true;
    if (this.runner) Object.assign(this.runner, { isReleased: true });
  }

  private send(): void {
    const calls = this.waiting;
    this.waiting = [];
    const head = this.isOpen ? [] : [begin, this.bind];
    if (head.length + calls.length === 0) return;
    this.isOpen = true;
    sendBatch(this.client, [...head, ...calls]).then(
      (results) => {
        for (const [index, { resolve }] of calls.entries()) resolve(results[head.length + index] ?? []);
      },
      (error: unknown) => {
        for (const { reject } of calls) reject(error);
      },
    );
  }
}

class Tx {
  constructor(protected readonly link: Link) {}

  get manager(): EntityManager {
    return this.link.manager;
  }

  /**
   * Runs one prepared statement and gives its rows. Statements that do not need each other's rows are best awaited
   * together: they then share one message, and fail with one error.
   */
  rows<Row extends QueryResultRow>(statement: Statement, values: unknown[] = []): Promise<Row[]> {
    return this.link.rows(statement, values) as Promise<Row[]>;
  }

  /** Calls `work` when the transaction is committed, and before its caller goes on; it must not throw. */
  afterCommit(work: () => void): void {
    this.link.afterwards.push(work);
  }
}

/** Runs statements that read, as one tenant. An open transaction is one as well. */
export interface Reader {
  readonly scope: TenantScope;
  rows<Row extends QueryResultRow>(statement: Statement, values?: unknown[]): Promise<Row[]>;
}

/** An open transaction of one tenant: row-level security shows and takes only that tenant's rows. */
export class ScopedTx extends Tx implements Reader {
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
    return this.inTransaction(bindTo(scope), (link) => work(new ScopedTx(scope, link)));
  }

  /** Runs `work` across tenants. For identity look-ups, operators and housekeeping only. */
  runPlatform<T>(work: (tx: PlatformTx) => Promise<T>): Promise<T> {
    return this.inTransaction({ statement: bindPlatform, values: [] }, (link) => work(new PlatformTx(link)));
  }

  /** For a single look: each statement is a transaction of its own, and one round trip. */
  reader(scope: TenantScope): Reader {
    return { scope, rows: async (statement, values = []) => (await this.look(scope, { statement, values })) as never };
  }

  private look(scope: TenantScope, call: Call): Promise<QueryResultRow[]> {
    return this.connected(async (client) => (await sendBatch(client, [bindTo(scope), call]))[1] ?? []);
  }

  private inTransaction<T>(bind: Call, work: (link: Link) => Promise<T>): Promise<T> {
    return this.connected(async (client) => {
      const link = new Link(client, this.dataSource, bind);
      try {
        const result = await work(link);
        if (link.isOpen) await commit(client);
        for (const tell of link.afterwards) tell();
        return result;
      } catch (error) {
        // A connection that no longer answers takes its transaction with it.
        if (link.isOpen && !isConnectionLost(error)) await client.query('ROLLBACK');
        throw error;
      } finally {
        link.end();
      }
    });
  }

  /** Lends a connection; one that broke meanwhile leaves the pool instead of returning. */
  private async connected<T>(work: (client: PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    const onError = (error: Error) => {
      broken = error;
    };
    client.on('error', onError);
    try {
      return await work(client);
    } catch (error) {
      if (isConnectionLost(error)) broken ??= error as Error;
      throw error;
    } finally {
      client.off('error', onError);
      client.release(broken);
    }
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
