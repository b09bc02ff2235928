import { describe, expect, it } from 'vitest';
import { aBudget } from '../testing/a-budget.ts';
import { type BudgetValues, bodyOf, faultsOf, newBudget, tidyThresholds, valuesOf } from './budget-form.ts';

const filled = (facts: Partial<BudgetValues> = {}): BudgetValues => ({ ...newBudget(), limit_usd: 10, ...facts });

describe('the form', () => {
  it('sends what it was filled from, when nothing is changed', () => {
    const budgets = [
      aBudget({ thresholds: [0.5, 0.125] }),
      aBudget({ id: 2, source: 'integration', subject: 'integration', integration_id: 4 }),
      aBudget({ id: 3, subject: 'model', model: 'gpt-4o', period: 'week', hard: false }),
      aBudget({ id: 5, subject: 'model', model: 'gpt-4o', integration_id: 4, period: 'week', hard: false }),
      aBudget({
        id: 4,
        subject: 'service_account',
        service_account_id: 8,
        limit_usd: 150,
        override: { limit_usd: 150, until: '2026-05-01T00:00:00.000Z' },
      }),
    ];
    expect(bodyOf(valuesOf({ budgets }))).toEqual([
      { subject: 'tenant', period: 'month', limit_usd: 100, hard: true, thresholds: [0.125, 0.5], override: null },
      {
        subject: 'model',
        model: 'gpt-4o',
        integration_id: null,
        period: 'week',
        limit_usd: 100,
        hard: false,
        thresholds: [0.8, 1],
        override: null,
      },
      {
        subject: 'model',
        model: 'gpt-4o',
        integration_id: 4,
        period: 'week',
        limit_usd: 100,
        hard: false,
        thresholds: [0.8, 1],
        override: null,
      },
      {
        subject: 'service_account',
        service_account_id: 8,
        period: 'month',
        limit_usd: 100,
        hard: true,
        thresholds: [0.8, 1],
        override: { limit_usd: 150, windows: 2 },
      },
    ]);
  });

  it('sends nothing of a subject that was chosen before another', () => {
    const [body] = bodyOf({ budgets: [filled({ subject: 'tenant', model: 'gpt-4o', integration_id: '4' })] });
    expect(body).not.toHaveProperty('model');
    expect(body).not.toHaveProperty('integration_id');
  });
});

describe('the faults', () => {
  it('name what is missing, by field', () => {
    const override = { on: true, limit_usd: '', windows: '' } as const;
    expect(
      Object.keys(
        faultsOf({
          budgets: [
            filled({ subject: 'integration', limit_usd: '' }),
            filled({ subject: 'model', model: ' ' }),
            filled({ subject: 'service_account', thresholds: ['much'], override }),
          ],
        }),
      ),
    ).toEqual([
      'budgets.0.integration_id',
      'budgets.0.limit_usd',
      'budgets.1.model',
      'budgets.2.service_account_id',
      'budgets.2.thresholds',
      'budgets.2.override.limit_usd',
      'budgets.2.override.windows',
    ]);
  });

  it('find the same budget twice, though not one of another period or model', () => {
    const model = (name: string) => filled({ subject: 'model', model: name });
    expect(faultsOf({ budgets: [filled(), filled({ period: 'day' }), model('a'), model('b'), model('a ')] })).toEqual({
      'budgets.4.period': 'There is such a budget already.',
    });
  });

  it('are none in a filled form, even of a limit of nothing', () => {
    expect(faultsOf({ budgets: [filled({ limit_usd: 0 })] })).toEqual({});
  });
});

it('writes thresholds one way, once, and leaves what it cannot read', () => {
  expect(tidyThresholds(['80', '80 %', '12.345%', '130', 'most'])).toEqual(['80%', '12.35%', '130', 'most']);
});
