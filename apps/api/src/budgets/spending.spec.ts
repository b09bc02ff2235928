import { describe, expect, test } from 'vitest';
import type { IntegrationId } from '../integrations/index.ts';
import type { ServiceAccountId } from '../platform/access/tenant-scope.ts';
import type { Nanos } from '../platform/money.ts';
import type { Settlement } from './admission.ts';
import type { Budget, Subject } from './budget.ts';
import { type Spending, sumUp } from './spending.ts';
import { windowAt } from './window.ts';

const n = (amount: number) => amount as Nanos;
const at = new Date('2026-05-15T12:00:00Z');
const subject: Subject = { integrationId: 1 as IntegrationId, model: 'small', serviceAccountId: 5 as ServiceAccountId };

const budget = (id: number, fields: Partial<Budget> = {}) =>
  ({ id, integrationId: null, model: null, serviceAccountId: null, period: 'day', isHard: true, ...fields }) as Budget;

const eventOf = (cost: number | null, time = at): Spending['event'] => ({
  at: time,
  integration_id: subject.integrationId,
  model_served: subject.model,
  service_account_id: subject.serviceAccountId,
  cost: cost === null ? null : n(cost),
});

const settlementOf = (cost: number, leased: number, time = at, instanceId = 'one'): Settlement => ({
  subject,
  cost: n(cost),
  parts: [{ budgetId: 1 as Budget['id'], window: windowAt('day', 'UTC', time), instanceId, leased: n(leased) }],
});

const sums = (budgets: Budget[], spendings: Spending[]) => {
  const { costs, settled } = sumUp({ budgets, timeZone: 'UTC' }, spendings);
  const startOf = ({ window }: (typeof costs)[number]) => window.startsAt.toISOString().slice(0, 10);
  return {
    costs: costs.map((cost) => [cost.budgetId, startOf(cost), cost.amount]),
    settled: settled.map((part) => [part.budgetId, startOf(part), part.instanceId, part.amount]),
  };
};

test('costs of calls are added up by budget and window, in the order in which windows are locked', () => {
  const spendings = [
    { event: eventOf(3) },
    { event: eventOf(4) },
    { event: eventOf(5, new Date('2026-05-14T01:00:00Z')) },
  ];
  expect(sums([budget(1, { period: 'month' }), budget(2)], spendings).costs).toEqual([
    [1, '2026-05-01', 12],
    [2, '2026-05-14', 5],
    [2, '2026-05-15', 7],
  ]);
});

describe('a call counts', () => {
  test.each<[string, Partial<Budget>, boolean]>([
    ['its integration', { integrationId: subject.integrationId }, true],
    ['another integration', { integrationId: 2 as IntegrationId }, false],
    ['its model', { model: 'small' }, true],
    ['another model', { model: 'large' }, false],
    ['its model in another integration', { model: 'small', integrationId: 2 as IntegrationId }, false],
    ['its service account', { serviceAccountId: subject.serviceAccountId }, true],
    ['another service account', { serviceAccountId: 6 as ServiceAccountId }, false],
  ])('in a budget for %s: %j is %s', (_name, fields, counts) => {
    expect(sums([budget(1, fields)], [{ event: eventOf(3) }]).costs).toHaveLength(counts ? 1 : 0);
  });

  test('where it was reserved in the window it was admitted in, elsewhere in that in which it began', () => {
    const before = new Date('2026-05-14T23:59:59Z');
    const spending = { event: eventOf(3), settlement: settlementOf(3, 3, before) };
    expect(sums([budget(1), budget(2)], [spending])).toEqual({
      costs: [
        [1, '2026-05-14', 3],
        [2, '2026-05-15', 3],
      ],
      settled: [[1, '2026-05-14', 'one', 3]],
    });
  });

  test('with what it was settled with, also when nobody knows a price', () => {
    expect(sums([budget(1), budget(2)], [{ event: eventOf(null), settlement: settlementOf(3, 2) }])).toEqual({
      costs: [
        [1, '2026-05-15', 3],
        [2, '2026-05-15', 3],
      ],
      settled: [[1, '2026-05-15', 'one', 2]],
    });
  });

  test('not at all when it cost nothing', () => {
    const spendings = [
      { event: eventOf(0) },
      { event: eventOf(null) },
      { event: eventOf(0), settlement: settlementOf(0, 0) },
    ];
    expect(sums([budget(1)], spendings)).toEqual({ costs: [], settled: [] });
  });
});

test('what leaves leases is added up by instance', () => {
  const settlements = [
    settlementOf(3, 3),
    settlementOf(4, 2),
    settlementOf(5, 5, at, 'two'),
    settlementOf(1, 0, at, 'three'),
  ];
  const spendings = settlements.map((settlement) => ({ event: eventOf(settlement.cost), settlement }));
  expect(sums([budget(1)], spendings)).toEqual({
    costs: [[1, '2026-05-15', 13]],
    settled: [
      [1, '2026-05-15', 'one', 5],
      [1, '2026-05-15', 'two', 5],
    ],
  });
});
