import { Injectable } from '@nestjs/common';
import type { Reader, ScopedTx, Statement } from '../../platform/database/transactions.ts';

/** Null when the server does not know it. */
type CommitStatus = 'committed' | 'aborted' | 'in progress' | null;

const current: Statement = { name: 'usage-transaction', text: 'SELECT pg_current_xact_id()::text AS id' };
/** After a fail-over the server may never have heard of it: a number that is still to come is no error. */
const status: Statement = {
  name: 'usage-transaction-status',
  text: 'SELECT CASE WHEN $1::xid8 < pg_current_xact_id() THEN pg_xact_status($1::xid8) END AS status',
};

/** PostgreSQL's own record of which transactions committed, for those whose connection was lost meanwhile. */
@Injectable()
export class CommitsRepository {
  /** The number under which the server knows the transaction. */
  async transactionOf(tx: ScopedTx): Promise<string> {
    const [row] = await tx.rows<{ id: string }>(current);
    return (row as { id: string }).id;
  }

  async status(reader: Reader, transaction: string): Promise<CommitStatus> {
    const [row] = await reader.rows<{ status: CommitStatus }>(status, [transaction]);
    return row?.status ?? null;
  }
}
