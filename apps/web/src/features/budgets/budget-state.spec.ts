import { describe, expect, it } from 'vitest';
import { stateOf, windowsLeft } from './budget-state.ts';
import { aBudget } from './testing/a-budget.ts';

describe('how a budget stands', () => {
  const spent = (spent_usd: number, facts: Parameters<typeof aBudget>[0] = {}) =>
    stateOf(aBudget({ window: { spent_usd }, ...facts }));

  it('is within its limit', () => {
    expect(spent(50)).toMatchObject({ tone: 'ok', label: 'Within', told: '$50.00 is left.' });
  });

  it('is heading over it at the pace so far', () => {
    expect(spent(50, { forecast_usd: 130 })).toMatchObject({ tone: 'warn', label: 'Heading over' });
  });

  it('is past the highest threshold it reached', () => {
    expect(spent(85, { thresholds: [0.5, 0.8, 0.9] })).toMatchObject({ tone: 'warn', label: 'Past 80%' });
  });

  it('is used up when hard, and over when soft', () => {
    expect(spent(100)).toMatchObject({ tone: 'bad', label: 'Used up' });
    expect(spent(120, { hard: false })).toMatchObject({ tone: 'bad', label: 'Over' });
  });

  it('counts what nobody accounted for as spent', () => {
    expect(stateOf(aBudget({ window: { spent_usd: 95, unaccounted_usd: 5 } })).label).toBe('Used up');
  });
});

describe('an override', () => {
  const left = (period: 'day' | 'week' | 'month', ends_at: string, until: string) =>
    windowsLeft(aBudget({ period, window: { ends_at }, override: { limit_usd: 1, until } }));

  it.each([
    ['month', '2026-02-01T00:00:00Z', '2026-02-01T00:00:00Z', 1],
    ['month', '2026-02-01T00:00:00Z', '2026-03-01T00:00:00Z', 2],
    ['month', '2026-08-01T00:00:00Z', '2026-10-01T00:00:00Z', 3],
    ['month', '2026-02-01T00:00:00Z', '2027-01-01T00:00:00Z', 12],
    ['week', '2026-03-30T00:00:00Z', '2026-04-05T23:00:00Z', 2],
    ['day', '2026-03-30T00:00:00Z', '2026-04-02T00:00:00Z', 4],
  ] as const)('of a %s that ends %s, until %s, holds for %d', (period, ends, until, windows) => {
    expect(left(period, ends, until)).toBe(windows);
  });

  it('that is none holds for no window', () => {
    expect(windowsLeft(aBudget())).toBe(0);
  });
});
