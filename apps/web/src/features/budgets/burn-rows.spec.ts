import { expect, it } from 'vitest';
import { burnRows } from './burn-rows.ts';
import { aBudget } from './testing/a-budget.ts';

const at = (day: string) => Date.parse(`2026-03-${day}T00:00:00.000Z`);
const END = Date.parse('2026-04-01T00:00:00.000Z');

it('goes from what was spent to where that leads', () => {
  expect(burnRows(aBudget(), at('15'))).toEqual([
    { at: at('01'), spent: 4 },
    { at: at('14'), spent: 48 },
    { at: at('15'), spent: 50, forecast: 50 },
    { at: END, forecast: 95 },
  ]);
});

it('leads nowhere while it is too early to tell', () => {
  expect(burnRows(aBudget({ burn: [], forecast_usd: null, window: { spent_usd: 1 } }), at('02'))).toEqual([
    { at: at('01'), spent: 0 },
    { at: at('02'), spent: 1 },
  ]);
});

it('does not go beyond its window', () => {
  expect(burnRows(aBudget(), END + 1).at(-1)).toEqual({ at: END, forecast: 95 });
});
