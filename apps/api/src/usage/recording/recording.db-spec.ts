import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testTransactions } from '../../../test/support/test-transactions.ts';
import type { BudgetWriter } from '../../budgets/index.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import type { Nanos } from '../../platform/money.ts';
import { sumsOf } from '../testing/stored-usage.ts';
import { arbitraryEvent, usageEvent } from '../testing/usage-events.ts';
import type { UsageEvent } from '../usage-event.ts';
import { unpackCounts } from './latency-classes.ts';
import { RecordingRepository } from './recording.repository.ts';
import { UsageRecorder } from './usage-recorder.ts';

const { transactions, owner, newScope } = await testTransactions();

/** Gives how many of the events count as new. */
async function record(scope: TenantScope, events: UsageEvent[]): Promise<number> {
  let fresh = 0;
  const budgets = {
    write: async (_tx: unknown, { length }: unknown[]) => {
      fresh = length;
    },
  } as unknown as BudgetWriter;
  const recorder = new UsageRecorder(new RecordingRepository(), budgets);
  await transactions.run(scope, (tx) =>
    recorder.record(
      tx,
      events.map((event) => ({ event })),
    ),
  );
  return fresh;
}

async function eventsOf({ tenantId }: TenantScope) {
  return (await owner.query('SELECT * FROM usage_events WHERE tenant_id = $1 ORDER BY request_id', [tenantId])).rows;
}

async function scopeIn(zone: string): Promise<TenantScope> {
  const scope = await newScope();
  await owner.query('UPDATE tenants SET time_zone = $2 WHERE id = $1', [scope.tenantId, zone]);
  return scope;
}

test('an event is kept whole', async () => {
  const scope = await newScope();
  const event = usageEvent({ cost: 9_007_199_254_740_991 as Nanos, first_token_ms: 7, raw: { deep: [1, 'ü'] } });
  expect(await record(scope, [event])).toBe(1);
  const { tokens, cost, ...rest } = event;
  expect(await eventsOf(scope)).toEqual([
    {
      ...rest,
      tenant_id: scope.tenantId,
      input_tokens: tokens.input,
      cached_input_tokens: tokens.cached_input,
      cache_write_tokens: tokens.cache_write,
      output_tokens: tokens.output,
      reasoning_tokens: tokens.reasoning,
      audio_input_tokens: tokens.audio_input,
      audio_output_tokens: tokens.audio_output,
      cost_nanos: String(cost),
    },
  ]);
});

test('what no column can hold is made to fit', async () => {
  const scope = await newScope();
  const model = `${'m'.repeat(300)}\0`;
  const long = usageEvent({ model_asked: 'half \ud800', model_served: model, latency_ms: 1e12, raw: { text: 'a\0b' } });
  const fraction = usageEvent({ first_token_ms: 0.4, latency_ms: 1.6, raw: undefined });
  expect(await record(scope, [long, fraction])).toBe(2);
  const [first, second] = await eventsOf(scope);
  expect(first).toMatchObject({ model_asked: 'half �', model_served: 'm'.repeat(200), latency_ms: 2_147_483_647 });
  expect([first.raw, second.raw, second.latency_ms, second.first_token_ms]).toEqual([null, null, 2, 1]);
});

test('packed counts add up to the counts of all', async () => {
  const counts = fc.array(fc.integer({ min: 0, max: 2_147_483_647 }), { maxLength: 64 });
  const unpacked = async (...lists: number[][]) => {
    const { rows } = await owner.query<{ packed: string }>(
      'SELECT sum(pack_counts(counts::int[]))::text AS packed FROM unnest($1::text[]) counts',
      [lists.map((list) => `{${list}}`)],
    );
    return unpackCounts(rows[0]?.packed ?? '');
  };
  await fc.assert(
    fc.asyncProperty(counts, counts, async (one, other) => {
      const sums = Array.from({ length: 64 }, (_, at) => (one[at] ?? 0) + (other[at] ?? 0));
      const found = await unpacked(one, other);
      expect([...found, ...Array<number>(64 - found.length).fill(0)]).toEqual(sums);
    }),
    { numRuns: 50 },
  );
});

describe('the same events', () => {
  test('count once, within a batch and in two', async () => {
    const scope = await newScope();
    const [one, two, three] = [usageEvent(), usageEvent(), usageEvent()];
    expect(await record(scope, [one, two])).toBe(2);

    expect(await record(scope, [three, two])).toBe(1);
    expect(await record(scope, [one, two, three])).toBe(0);
    const { kept, counted } = await sumsOf(owner, scope.tenantId, 'usage_daily');
    expect(kept).toMatchObject([{ requests: '3', cost_nanos: '4500' }]);
    expect(kept).toEqual(counted);
  });

  test('written twice at the same time, in opposite orders, count once', async () => {
    const scope = await newScope();
    const events = Array.from({ length: 200 }, () => usageEvent());
    const written = await Promise.all([
      record(scope, events),
      record(scope, events.toReversed()),
      record(scope, events),
      record(scope, events.toReversed()),
    ]);
    expect(written.toSorted((a, b) => a - b)).toEqual([0, 0, 0, 200]);
    const { kept, counted } = await sumsOf(owner, scope.tenantId, 'usage_hourly');
    expect(kept).toEqual(counted);
  });

  test('of another attempt or another tenant are others', async () => {
    const [scope, other] = [await newScope(), await newScope()];
    const event = usageEvent();
    expect(await record(scope, [event, { ...event, attempt: 2 }])).toBe(2);
    expect(await record(other, [event])).toBe(1);
  });
});

test('different batches of the same slots written at once all arrive', async () => {
  const scope = await newScope();
  const models = ['a', 'b', 'c', 'd'];
  const batch = () => models.flatMap((model_served) => [usageEvent({ model_served }), usageEvent({ model_served })]);
  await Promise.all(Array.from({ length: 12 }, (_, index) => record(scope, index % 2 ? batch() : batch().reverse())));
  const { kept, counted } = await sumsOf(owner, scope.tenantId, 'usage_daily');
  expect(kept.map(({ requests }) => requests)).toEqual(['24', '24', '24', '24']);
  expect(kept).toEqual(counted);
});

test.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Kiritimati'])(
  'sums are what counting the events again gives, with days in %s',
  async (zone) => {
    // Clocks change in Berlin on the 29th, and around midnight in no zone here.
    const events = fc.array(arbitraryEvent(new Date('2026-03-27T00:00:00Z')), { minLength: 1, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(fc.array(events, { minLength: 1, maxLength: 4 }), async (batches) => {
        const scope = await scopeIn(zone);
        for (const batch of batches) await record(scope, batch);
        for (const table of ['usage_hourly', 'usage_daily'] as const) {
          const { kept, counted } = await sumsOf(owner, scope.tenantId, table, zone);
          expect(kept).toEqual(counted);
        }
      }),
      { numRuns: 12 },
    );
  },
);

test('a day on which clocks change has all its hours', async () => {
  const scope = await scopeIn('Europe/Berlin');
  const from = Date.parse('2026-10-24T22:00:00Z');
  const hours = Array.from({ length: 26 }, (_, hour) => usageEvent({ at: new Date(from + hour * 3_600_000) }));
  await record(scope, hours);
  const { kept } = await sumsOf(owner, scope.tenantId, 'usage_daily', 'Europe/Berlin');
  expect(kept).toMatchObject([
    { slot: '2026-10-25', requests: '25' },
    { slot: '2026-10-26', requests: '1' },
  ]);
});
