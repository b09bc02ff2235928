import { Injectable } from '@nestjs/common';
import type { Spending } from '../../budgets/index.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import { databaseProblem } from '../../platform/database/database-errors.ts';
import { Transactions } from '../../platform/database/transactions.ts';
import { CodedError } from '../../platform/errors/coded-error.ts';
import { conflict, unavailable } from '../../platform/errors/common-errors.ts';
import { CommitsRepository } from './commits.repository.ts';
import { type Recordable, UsageRecorder } from './usage-recorder.ts';

/** What counts in budgets, and what is to be recorded of it; money that was spent outlives its event. */
export type Entry = { isRecorded: true; spending: Recordable } | { isRecorded: false; spending: Spending };

export interface Batch {
  entries: Entry[];
  /** The transaction that may have committed although its connection was lost. */
  uncertain?: string;
}

/** Writes a batch in one transaction, exactly once however often it is tried. */
@Injectable()
export class BatchWriter {
  constructor(
    private readonly transactions: Transactions,
    private readonly recorder: UsageRecorder,
    private readonly commits: CommitsRepository,
  ) {}

  /** Throws what went wrong; the batch is then to be given again. */
  async write(scope: TenantScope, batch: Batch): Promise<void> {
    if (await this.isWritten(scope, batch)) return;
    const { entries } = batch;
    const recorded = entries.flatMap(({ isRecorded, spending }) => (isRecorded ? spending : []));
    const unrecorded = entries.flatMap(({ isRecorded, spending }) => (isRecorded ? [] : spending));
    let transaction: string | undefined;
    try {
      await this.transactions.run(scope, async (tx) => {
        [transaction] = await Promise.all([
          this.commits.transactionOf(tx),
          this.recorder.record(tx, recorded, unrecorded),
        ]);
      });
    } catch (error) {
      if (error instanceof CodedError && error.facts.code === 'outcome_unknown') batch.uncertain = transaction;
      throw error;
    }
  }

  private async isWritten(scope: TenantScope, batch: Batch): Promise<boolean> {
    if (batch.uncertain === undefined) return false;
    const status = await this.commits.status(this.transactions.reader(scope), batch.uncertain);
    if (status === 'in progress') throw unavailable({ detail: 'The server has not noticed yet that we are gone.' });
    batch.uncertain = undefined;
    return status === 'committed';
  }
}

/** Whether the database was away or busy, so that the same may work in a moment. */
export function isPassing(error: unknown): boolean {
  const kind = (error instanceof CodedError ? error : databaseProblem(error))?.kind;
  return kind === unavailable || kind === conflict;
}

/** Whether something in the batch can never be written, rather than that nothing can at present. */
export function isFaultOfData(error: unknown): boolean {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && /^2[23]...$/.test(error.code);
}

/** Smaller batches, of which one holds the fault; none when it is a single event, which then is the fault itself. */
export function divide({ entries }: Batch): Batch[] {
  if (entries.length > 1) {
    const middle = Math.ceil(entries.length / 2);
    return [{ entries: entries.slice(0, middle) }, { entries: entries.slice(middle) }];
  }
  return entries.flatMap(withoutEvent).map((entry) => ({ entries: [entry] }));
}

/** What is left of an entry whose event is not recorded: money that was reserved for it and is spent. */
export function withoutEvent({ spending: { event, settlement } }: Entry): Entry[] {
  if (!settlement || settlement.cost === 0) return [];
  const { at, integration_id, model_served, service_account_id, cost } = event;
  return [
    {
      isRecorded: false,
      spending: { event: { at, integration_id, model_served, service_account_id, cost }, settlement },
    },
  ];
}
