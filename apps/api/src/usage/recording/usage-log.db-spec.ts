import { Logger } from '@nestjs/common';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { testTransactions } from '../../../test/support/test-transactions.ts';
import type { BudgetWriter, Settlement, Spending } from '../../budgets/index.ts';
import type { IntegrationId } from '../../integrations/index.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import { unknownOutcome } from '../../platform/database/database-errors.ts';
import type { ScopedTx, Statement, Transactions } from '../../platform/database/transactions.ts';
import type { Nanos } from '../../platform/money.ts';
import { usageEvent } from '../testing/usage-events.ts';
import { BatchWriter } from './batch-writer.ts';
import { CommitsRepository } from './commits.repository.ts';
import { RecordingRepository } from './recording.repository.ts';
import { UsageLog } from './usage-log.ts';
import { UsageRecorder } from './usage-recorder.ts';

Logger.overrideLogger(false);
const { transactions, owner, newScope } = await testTransactions();
await owner.query(
  `CREATE TABLE settled (tenant_id int, number int CHECK (number <> 13)); GRANT SELECT, INSERT ON settled TO ims_rights`,
);

const settle: Statement = { name: 'test-settle', text: 'INSERT INTO settled VALUES ($1, $2)' };

/** Notes in the transaction what is settled; the table holds no 13. */
const noting = {
  ofTenant: async () => undefined,
  write: async (tx: ScopedTx, _budgets: unknown, spendings: readonly Spending[]) => {
    for (const { settlement: given } of spendings) if (given) await tx.rows(settle, [tx.scope.tenantId, given.cost]);
  },
} as unknown as BudgetWriter;

const subject = { integrationId: 1 as IntegrationId, model: 'gpt', serviceAccountId: null };
const settlement = (number: number): Settlement => ({ subject, cost: number as Nanos, parts: [] });

/** A writer over transactions whose runs go as `run` decides. */
function writerOver(run: Transactions['run']): BatchWriter {
  const over = { run, reader: (scope: TenantScope) => transactions.reader(scope) } as Transactions;
  return new BatchWriter(over, new UsageRecorder(new RecordingRepository(), noting), new CommitsRepository());
}

const logOver = (run: Transactions['run'] = (scope, work) => transactions.run(scope, work)) =>
  new UsageLog(writerOver(run));

/** Its table does not take it. */
const impossible = () => usageEvent({ operation: 'poetry' as 'chat' });

async function stateOf({ tenantId }: TenantScope) {
  const { rows } = await owner.query(
    `SELECT (SELECT count(*)::int FROM usage_events WHERE tenant_id = $1) AS events,
            (SELECT coalesce(sum(requests), 0)::int FROM usage_daily WHERE tenant_id = $1) AS requests,
            (SELECT array_agg(number ORDER BY number) FROM settled WHERE tenant_id = $1) AS settled`,
    [tenantId],
  );
  return rows[0];
}

test('events and settlements of several tenants are written, each once', async () => {
  const log = logOver();
  const scopes = [await newScope(), await newScope(), await newScope(), await newScope(), await newScope()];
  for (const scope of scopes) {
    for (const number of [1, 2, 3]) log.add(scope, usageEvent(), settlement(number));
    log.add(scope, usageEvent());
  }
  await log.written();
  for (const scope of scopes) expect(await stateOf(scope)).toEqual({ events: 4, requests: 4, settled: [1, 2, 3] });
});

test('what is gathered shares a transaction, of a thousand events at most', async () => {
  const runs = vi.fn();
  const log = logOver((scope, work) => {
    runs();
    return transactions.run(scope, work);
  });
  const scope = await newScope();
  for (let number = 0; number < 2001; number += 1) log.add(scope, usageEvent());
  await log.written();
  expect(runs).toHaveBeenCalledTimes(3);
  expect(await stateOf(scope)).toMatchObject({ events: 2001, requests: 2001 });
});

test('four tenants are written at once at most', async () => {
  let [running, most] = [0, 0];
  const log = logOver(async (scope, work) => {
    running += 1;
    most = Math.max(most, running);
    const result = await transactions.run(scope, work);
    running -= 1;
    return result;
  });
  for (let tenant = 0; tenant < 9; tenant += 1) log.add(await newScope(), usageEvent());
  await log.written();
  expect(most).toBeLessThanOrEqual(4);
});

describe('a connection that is lost', () => {
  /** The first runs go as given, the later ones well. */
  function failing(...first: ('before' | 'during' | 'after')[]): Transactions['run'] {
    return async (scope, work) => {
      const when = first.shift();
      const gone = Object.assign(new Error('Connection terminated unexpectedly'));
      if (when === 'before') throw gone;
      if (when === 'during')
        return transactions.run(scope, async (tx) => {
          await work(tx);
          throw unknownOutcome(gone);
        });
      const result = await transactions.run(scope, work);
      if (when === 'after') throw unknownOutcome(gone);
      return result;
    };
  }

  test.each<[string, ...Parameters<typeof failing>]>([
    ['before anything is sent', 'before'],
    ['while it commits, which it then did not', 'during'],
    ['while it commits, which it then did', 'after'],
    ['again and again', 'before', 'during', 'after'],
  ])('%s changes nothing', async (_what, ...first) => {
    const log = logOver(failing(...first));
    const scope = await newScope();
    log.add(scope, usageEvent(), settlement(1));
    log.add(scope, usageEvent(), settlement(2));
    await log.written();
    expect(await stateOf(scope)).toEqual({ events: 2, requests: 2, settled: [1, 2] });
  });

  test.each<[string, ...Parameters<typeof failing>]>([
    ['did not', 'during'],
    ['did', 'after'],
  ])('while settlements without events commit, which they then %s, changes nothing', async (_what, ...first) => {
    const writer = writerOver(failing(...first));
    const scope = await newScope();
    const entries = [1, 2].map((number) => ({
      isRecorded: false as const,
      spending: { event: usageEvent(), settlement: settlement(number) },
    }));
    const batch = { entries };
    await expect(writer.write(scope, batch)).rejects.toThrow();
    await writer.write(scope, batch);
    expect(await stateOf(scope)).toMatchObject({ events: 0, settled: [1, 2] });
  });

  test('leaves events that come meanwhile to the next transaction', async () => {
    const run = failing('after');
    const scope = await newScope();
    let log: UsageLog;
    const add = vi.fn(() => log.add(scope, usageEvent(), settlement(2)));
    log = logOver(async (...args) => {
      if (add.mock.calls.length === 0) add();
      return run(...args);
    });
    log.add(scope, usageEvent(), settlement(1));
    await log.written();
    expect(await stateOf(scope)).toEqual({ events: 2, requests: 2, settled: [1, 2] });
  });
});

describe('what can never be written', () => {
  afterEach(() => vi.restoreAllMocks());

  test('is dropped alone, and told of', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const log = logOver();
    const scope = await newScope();
    const bad = impossible();
    for (let number = 0; number < 20; number += 1)
      log.add(scope, number === 7 ? bad : usageEvent(), settlement(100 + number));
    await log.written();
    expect(await stateOf(scope)).toEqual({
      events: 19,
      requests: 19,
      settled: Array.from({ length: 20 }, (_, i) => 100 + i),
    });
    expect(error.mock.calls).toMatchObject([[{ request: bad.request_id }]]);
  });

  test('and is a settlement is tried again until the end, and stops nothing else', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const log = logOver();
    const scope = await newScope();
    log.add(scope, impossible(), settlement(13));
    log.add(scope, usageEvent(), settlement(1));
    await expect.poll(() => stateOf(scope)).toMatchObject({ events: 1, settled: [1] });
    log.add(scope, usageEvent());
    await expect.poll(() => stateOf(scope)).toMatchObject({ events: 2 });
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ err: expect.objectContaining({ code: '23514' }) }));
    await owner.query('ALTER TABLE settled DROP CONSTRAINT settled_number_check');
    await log.written();
    expect(await stateOf(scope)).toMatchObject({ settled: [1, 13] });
  });
});

describe('when too much waits', () => {
  afterEach(() => vi.restoreAllMocks());

  test('events are dropped and counted, their settlements kept', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    const log = logOver();
    const [full, scope] = [await newScope(), await newScope()];
    const event = usageEvent();
    for (let count = 0; count < 50_000; count += 1) log.add(full, event);
    log.add(scope, usageEvent(), settlement(1));
    log.add(scope, usageEvent(), settlement(2));
    await log.written();
    expect(await stateOf(scope)).toEqual({ events: 0, requests: 0, settled: [1, 2] });
    expect(error.mock.calls).toMatchObject([[{ events: 2 }]]);
    log.add(scope, usageEvent());
    await log.written();
    expect(await stateOf(scope)).toMatchObject({ events: 1 });
  });
});

describe('when the process stops', () => {
  afterEach(() => vi.restoreAllMocks());

  test('what waits is written first', async () => {
    const log = logOver();
    const scope = await newScope();
    log.add(scope, usageEvent(), settlement(1));
    await log.onApplicationShutdown();
    expect(await stateOf(scope)).toEqual({ events: 1, requests: 1, settled: [1] });
  });

  test('and the database stays away, what is lost is told', async () => {
    const error = vi.spyOn(Logger.prototype, 'error').mockReturnValue();
    vi.spyOn(Logger.prototype, 'warn').mockReturnValue();
    const log = logOver(async () => {
      throw new Error('Connection terminated unexpectedly');
    });
    const scope = await newScope();
    log.add(scope, usageEvent(), settlement(1));
    const begun = Date.now();
    vi.spyOn(Date, 'now')
      .mockReturnValueOnce(begun)
      .mockReturnValue(begun + 60_000);
    await log.onApplicationShutdown();
    expect(error.mock.calls).toMatchObject([[{ events: 1, settlements: 1 }]]);
  });
});
