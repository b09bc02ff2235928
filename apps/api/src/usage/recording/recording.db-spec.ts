import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testTransactions } from '../../../test/support/test-transactions.ts';
import type { BudgetWriter } from '../../budgets/index.ts';
import type { TenantScope } from '../../platform/access/tenant-scope.ts';
import type { Nanos } from '../../platform/money.ts';
import { sumsOf } from '../testing/stored-usage.ts';
import { arbitraryEvent, usageEvent } from '../testing/usage-events.ts';
import type { UsageEvent } from '../usage-event.ts';
import { countLatency, type LatencyCounts, unpackCounts } from './latency-classes.ts';
import { RecordingRepository } from './recording.repository.ts';
import { UsageRecorder } from './usage-recorder.ts';

const { transactions, owner, newScope } = await testTransactions();

/** Gives how many of the events count as new. */
async function record(scope: TenantScope, events: UsageEvent[]): Promise<number> {
  let fresh = 0;
  const budgets = {
    ofTenant: async () => undefined,
    write: async (_tx: unknown, _budgets: unknown, { length }: unknown[]) => {
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

/** How an event stands in its table. */
function stored({ tenantId }: TenantScope, { tokens, cost, ...event }: UsageEvent) {
  return {
    ...event,
    tenant_id: tenantId,
    input_tokens: tokens.input,
    cached_input_tokens: tokens.cached_input,
    cache_write_tokens: tokens.cache_write,
    output_tokens: tokens.output,
    reasoning_tokens: tokens.reasoning,
    audio_input_tokens: tokens.audio_input,
    audio_output_tokens: tokens.audio_output,
    cost_nanos: cost === null ? null : String(cost),
  };
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
  expect(await eventsOf(scope)).toEqual([stored(scope, event)]);
});

test('each event of a batch is kept whole, whatever it shares with the others', async () => {
  const start = new Date('2026-03-27T00:00:00Z');
  const same = usageEvent();
  const batches = fc.array(
    fc.oneof(
      arbitraryEvent(start),
      fc.constant({}).map(() => usageEvent({ at: same.at })),
    ),
    {
      minLength: 1,
      maxLength: 20,
    },
  );
  await fc.assert(
    fc.asyncProperty(batches, async (events) => {
      const scope = await newScope();
      const wanted = events.toSorted((a, b) => (a.request_id < b.request_id ? -1 : 1));
      expect(await record(scope, events)).toBe(events.length);
      expect(await eventsOf(scope)).toEqual(wanted.map((event) => stored(scope, event)));
      expect(await record(scope, events.slice(0, 3).toReversed())).toBe(0);
    }),
    { numRuns: 20 },
  );
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

test('counts of latencies are packed beside their lists, and add up like these', async () => {
  const scope = await newScope();
  const hour = 3_600_000;
  const timed = [1, 90, 1000, 1000, 30_000, 2_000_000].map((latency_ms, index) =>
    usageEvent({ at: new Date(Date.now() - index * hour), latency_ms, first_token_ms: index % 2 ? latency_ms : null }),
  );
  await record(scope, timed);
  const { rows } = await owner.query(
    `SELECT sum(latency_packed)::text AS latency_packed, sum(first_token_packed)::text AS first_token_packed
       FROM usage_hourly WHERE tenant_id = $1`,
    [scope.tenantId],
  );
  const counts = (times: UsageEvent[], of: (event: UsageEvent) => number | null) => {
    const all: LatencyCounts = [];
    for (const time of times.map(of)) if (time !== null) countLatency(all, time);
    return all;
  };
  expect(unpackCounts(rows[0].latency_packed)).toEqual(counts(timed, ({ latency_ms }) => latency_ms));
  expect(unpackCounts(rows[0].first_token_packed)).toEqual(counts(timed, ({ first_token_ms }) => first_token_ms));
});

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
