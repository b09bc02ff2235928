import { describe, expect, test } from 'vitest';
import { fromDollars } from '../platform/money.ts';
import type { BudgetBody } from './budget.dto.ts';
import type { NamedBudget } from './budgets.repository.ts';
import { replacement } from './replacement.ts';

const now = new Date('2026-05-15T12:00:00Z');
const body = (fields: Partial<BudgetBody> = {}): BudgetBody => ({
  subject: 'tenant',
  period: 'month',
  limit_usd: 10,
  hard: true,
  thresholds: [0.8],
  ...fields,
});
const budget = (id: number, fields: Partial<NamedBudget> = {}) =>
  ({
    id,
    subject: 'tenant',
    integrationId: null,
    model: null,
    serviceAccountId: null,
    period: 'month',
    override: null,
    ...fields,
  }) as NamedBudget;
const replaced = (current: NamedBudget[], wanted: BudgetBody[]) =>
  replacement(current, wanted, { timeZone: 'UTC', now });

test('a budget for the same subject and period stays, others come and go', () => {
  const model = { subject: 'model', model: 'small' } as const;
  const current = [budget(1), budget(2, { period: 'day' }), budget(3, model)];
  const { removed, kept, added } = replaced(current, [
    body({ ...model, limit_usd: 5 }),
    body({ ...model, integration_id: 4 }),
    body(),
  ]);
  expect(removed.map(({ id }) => id)).toEqual([2]);
  expect(kept.map(({ budget: { id }, terms }) => [id, terms.limit])).toEqual([
    [3, fromDollars(5)],
    [1, fromDollars(10)],
  ]);
  expect(added).toMatchObject([{ subject: 'model', model: 'small', integrationId: 4, serviceAccountId: null }]);
});

describe('an override', () => {
  const before = { limit: fromDollars(1), until: new Date('2026-06-01T00:00:00Z') };
  const overrideAfter = (override: BudgetBody['override']) =>
    replaced([budget(1, { override: before })], [body({ override })]).kept[0]?.terms.override;

  test('stays when nothing is said of it, and ends with null', () => {
    expect(overrideAfter(undefined)).toBe(before);
    expect(overrideAfter(null)).toBeNull();
  });

  test.each([
    [1, '2026-06-01T00:00:00.000Z'],
    [2, '2026-07-01T00:00:00.000Z'],
    [12, '2027-05-01T00:00:00.000Z'],
  ])('for %i windows ends at %s', (windows, until) => {
    expect(overrideAfter({ limit_usd: 3, windows })).toEqual({ limit: fromDollars(3), until: new Date(until) });
  });
});
