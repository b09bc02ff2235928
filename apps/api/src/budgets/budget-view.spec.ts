import { describe, expect, test } from 'vitest';
import { fromDollars } from '../platform/money.ts';
import { toBudgetView } from './budget-view.ts';
import type { NamedBudget } from './budgets.repository.ts';
import { type Period, windowAt } from './window.ts';

const viewAt = (time: string, period: Period, fields: Partial<NamedBudget> = {}, spent = 0) => {
  const now = new Date(time);
  const window = windowAt(period, 'Europe/Berlin', now);
  const budget = { id: 1, name: 'All AI', period, limit: fromDollars(10), override: null, ...fields } as NamedBudget;
  const state = { spent: fromDollars(spent), reserved: fromDollars(2), unaccounted: fromDollars(1), alerts: [] };
  const burn = [
    { slot: 0, cost: fromDollars(1) },
    { slot: 2, cost: fromDollars(3) },
  ];
  return toBudgetView(now, 'Europe/Berlin', { budget, window, state, burn });
};

test('what is left is what is neither spent, reserved nor unaccounted for', () => {
  expect(viewAt('2026-05-15T12:00:00Z', 'month', {}, 4).window).toEqual({
    starts_at: '2026-04-30T22:00:00.000Z',
    ends_at: '2026-05-31T22:00:00.000Z',
    spent_usd: 4,
    reserved_usd: 2,
    unaccounted_usd: 1,
    left_usd: 3,
  });
  expect(viewAt('2026-05-15T12:00:00Z', 'month', {}, 9).window.left_usd).toBe(0);
});

describe('the limit', () => {
  const override = { limit: fromDollars(20), until: new Date('2026-05-31T22:00:00Z') };

  test('is that of the override as long as it lasts', () => {
    expect(viewAt('2026-05-15T12:00:00Z', 'month', { override })).toMatchObject({
      limit_usd: 20,
      base_limit_usd: 10,
      override: { limit_usd: 20, until: '2026-05-31T22:00:00.000Z' },
    });
  });

  test('is its own afterwards', () => {
    expect(viewAt('2026-06-15T12:00:00Z', 'month', { override })).toMatchObject({ limit_usd: 10, override: null });
  });
});

describe('the forecast', () => {
  test('goes on at the pace so far', () => {
    expect(viewAt('2026-05-15T10:00:00Z', 'day', {}, 5).forecast_usd).toBe(12);
  });

  test('is none in the first hour', () => {
    expect(viewAt('2026-05-14T22:59:59Z', 'day', {}, 5).forecast_usd).toBeNull();
  });
});

describe('the burn', () => {
  test('of a day is by hours', () => {
    expect(viewAt('2026-05-15T00:30:00Z', 'day').burn).toEqual([
      { at: '2026-05-14T23:00:00.000Z', spent_usd: 1 },
      { at: '2026-05-15T00:00:00.000Z', spent_usd: 1 },
      { at: '2026-05-15T01:00:00.000Z', spent_usd: 4 },
    ]);
  });

  test('of a week is by days, also when clocks jump', () => {
    expect(viewAt('2026-03-29T22:30:00Z', 'week').burn.map(({ at }) => at)).toEqual(['2026-03-30T22:00:00.000Z']);
    expect(viewAt('2026-03-29T21:30:00Z', 'week').burn.map(({ at }) => at.slice(0, 16))).toEqual([
      '2026-03-23T23:00',
      '2026-03-24T23:00',
      '2026-03-25T23:00',
      '2026-03-26T23:00',
      '2026-03-27T23:00',
      '2026-03-28T23:00',
      '2026-03-29T22:00',
    ]);
  });
});
