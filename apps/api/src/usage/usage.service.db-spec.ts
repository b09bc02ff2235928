import { beforeEach, describe, expect, test } from 'vitest';
import { testTransactions } from '../../test/support/test-transactions.ts';
import type { BudgetWriter } from '../budgets/index.ts';
import type { Config } from '../platform/config/config.ts';
import { IngestRepository } from './ingest/ingest.repository.ts';
import { RecordingRepository } from './recording/recording.repository.ts';
import { UsageRecorder } from './recording/usage-recorder.ts';
import { usageEvent } from './testing/usage-events.ts';
import { UsageService } from './usage.service.ts';

const { transactions, owner, newScope } = await testTransactions();
const repository = new RecordingRepository();
const budgets = { ofTenant: async () => undefined, write: async () => undefined } as unknown as BudgetWriter;
const recorder = new UsageRecorder(repository, budgets);
const config = { usage: { keepDays: 90 } } as Config;
const usage = new UsageService(repository, new IngestRepository(), transactions, config);

const monthsFromNow = (months: number) => {
  const now = new Date();
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + months, 1));
};
const nameOf = (month: Date) => `usage_events_${month.toISOString().slice(0, 7).replace('-', '_')}`;

async function partitions(): Promise<string[]> {
  const { rows } = await owner.query(
    `SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'usage_events'::regclass ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function addPartition(month: number): Promise<string> {
  const [from, to] = [monthsFromNow(month), monthsFromNow(month + 1)];
  const range = `FROM ('${from.toISOString()}') TO ('${to.toISOString()}')`;
  await owner.query(`CREATE TABLE ${nameOf(from)} PARTITION OF usage_events FOR VALUES ${range}`);
  return nameOf(from);
}

describe('partitions of events', () => {
  const kept = [-2, -1, 0, 1, 2].map((months) => nameOf(monthsFromNow(months)));
  const present = nameOf(monthsFromNow(0));

  beforeEach(() => usage.sweep());

  test('are there for this month and the two before and after it', async () => {
    expect(await partitions()).toEqual([...kept, 'usage_events_other']);
    await owner.query(`DROP TABLE ${kept[4]}`);
    await Promise.all([usage.sweep(), usage.sweep()]);
    expect(await partitions()).toEqual([...kept, 'usage_events_other']);
  });

  test('take the events of their month; one of another time is kept all the same', async () => {
    const scope = await newScope();
    const [now, old] = [usageEvent(), usageEvent({ at: new Date('2020-02-29T12:00:00Z') })];
    await transactions.run(scope, (tx) => recorder.record(tx, [{ event: now }, { event: old }]));
    const { rows } = await owner.query(
      'SELECT tableoid::regclass::text AS name, request_id FROM usage_events WHERE tenant_id = $1 ORDER BY at',
      [scope.tenantId],
    );
    expect(rows).toEqual([
      { name: 'usage_events_other', request_id: old.request_id },
      { name: present, request_id: now.request_id },
    ]);
  });

  test('that cannot be made, since their rows are among the others, are left out', async () => {
    await owner.query(`DROP TABLE ${kept[3]}`);
    const scope = await newScope();
    const event = usageEvent({ at: monthsFromNow(1) });
    await transactions.run(scope, (tx) => recorder.record(tx, [{ event }]));
    await usage.sweep();
    expect(await partitions()).not.toContain(kept[3]);
    await owner.query('DELETE FROM usage_events_other WHERE tenant_id = $1', [scope.tenantId]);
  });

  test('are dropped when all their events are too old, and the sums stay', async () => {
    const old = await addPartition(-5);
    const scope = await newScope();
    const event = usageEvent({ at: monthsFromNow(-5) });
    await transactions.run(scope, (tx) => recorder.record(tx, [{ event }]));
    expect(await partitions()).toContain(old);
    await usage.sweep();
    expect(await partitions()).not.toContain(old);
    const sums = await owner.query('SELECT requests FROM usage_daily WHERE tenant_id = $1', [scope.tenantId]);
    expect(sums.rows).toEqual([{ requests: '1' }]);
  });

  test('keep tenants apart when asked directly', async () => {
    const scope = await newScope();
    await transactions.run(scope, (tx) => recorder.record(tx, [{ event: usageEvent() }]));
    const count = { name: 'test-count', text: `SELECT count(*)::int FROM ${present}` };
    const grant = `GRANT SELECT ON ${present} TO ims_rights`;
    await owner.query(grant);
    const other = await newScope();
    expect(await transactions.run(other, (tx) => tx.rows(count))).toEqual([{ count: 0 }]);
    expect(await transactions.run(scope, (tx) => tx.rows(count))).toEqual([{ count: 1 }]);
  });
});

test('receipts are forgotten after 40 days', async () => {
  const scope = await newScope();
  await owner.query(
    `INSERT INTO usage_receipts VALUES ($1, 'old', now() - interval '40 days 1 second'), ($1, 'recent', now() - interval '39 days')`,
    [scope.tenantId],
  );
  await usage.sweep();
  const { rows } = await owner.query('SELECT request_id FROM usage_receipts WHERE tenant_id = $1', [scope.tenantId]);
  expect(rows).toEqual([{ request_id: 'recent' }]);
});
