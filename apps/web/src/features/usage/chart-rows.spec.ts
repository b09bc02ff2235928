import { describe, expect, it } from 'vitest';
import { chartOf, coloursOf, sumsOf } from './chart-rows.ts';
import { metrics } from './metrics.ts';
import { aTimeseries, someNumbers } from './testing/some-usage.ts';

describe('the chart', () => {
  it('has a row for each slot, with the value of each group', () => {
    const { rows, series } = chartOf(aTimeseries(), metrics.cost);
    expect(series.map(({ name, label }) => [name, label])).toEqual([
      ['s0', 'OpenAI'],
      ['s1', 'Azure OpenAI'],
    ]);
    expect(rows).toEqual([
      { at: '2026-03-10T10:00:00.000Z', s0: 1, s1: 0.5 },
      { at: '2026-03-10T11:00:00.000Z', s0: 0, s1: 0 },
      { at: '2026-03-10T12:00:00.000Z', s0: 2, s1: 0.5 },
    ]);
  });

  it('leaves a gap where there is nothing to measure', () => {
    const { rows } = chartOf(aTimeseries(), metrics.p95);
    expect(rows[0]).toMatchObject({ s0: null, s1: null });
    expect(chartOf(aTimeseries(), metrics.errors).rows.map(({ s0 }) => s0)).toEqual([0, null, 0]);
  });

  it('is empty where no group did anything', () => {
    expect(chartOf(aTimeseries({ series: [] }), metrics.cost)).toEqual({ rows: [], series: [] });
  });
});

it('colours the groups in turn, and what is joined like nothing else', () => {
  const colours = coloursOf([...'abcdefgh'].map((key) => ({ key })).concat({ key: 'other' }));
  expect([colours.get('a'), colours.get('h'), colours.get('other')]).toEqual([
    'var(--chart-1)',
    'var(--chart-8)',
    'var(--chart-other)',
  ]);
  expect(new Set(colours.values()).size).toBe(9);
});

it('adds the groups up slot by slot', () => {
  const usage = aTimeseries();
  usage.series[1]?.points.splice(2, 1, {
    at: '2026-03-10T12:00:00.000Z',
    numbers: someNumbers({ attempts: 4, failures: 2, cost_usd: 0.5 }),
  });
  expect(sumsOf(usage).map(({ cost_usd }) => cost_usd)).toEqual([1.5, 0, 2.5]);
  expect(sumsOf(usage)[2]).toMatchObject({ attempts: 24, failures: 2 });
});
