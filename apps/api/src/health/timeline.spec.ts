import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { percentilesOf, periodsOf, uptimeOf } from './timeline.ts';

const window = { from: 0, to: 100, holdsMs: 1000 };

describe('the periods of a time', () => {
  test('join neighbours of one status', () => {
    const observations = [
      { at: 10, status: 'healthy' },
      { at: 20, status: 'healthy' },
      { at: 30, status: 'failing' },
    ] as const;
    expect(periodsOf([...observations], window)).toEqual([
      { from: 0, to: 10, status: 'unknown' },
      { from: 10, to: 30, status: 'healthy' },
      { from: 30, to: 100, status: 'failing' },
    ]);
  });

  test('begin with what was found before', () => {
    expect(periodsOf([{ at: -50, status: 'degraded' }], window)).toEqual([{ from: 0, to: 100, status: 'degraded' }]);
  });

  test('are unknown where no check has confirmed a status for long', () => {
    const observations = [
      { at: 0, status: 'healthy' },
      { at: 60, status: 'healthy' },
    ] as const;
    expect(periodsOf([...observations], { ...window, holdsMs: 20 })).toEqual([
      { from: 0, to: 20, status: 'healthy' },
      { from: 20, to: 60, status: 'unknown' },
      { from: 60, to: 80, status: 'healthy' },
      { from: 80, to: 100, status: 'unknown' },
    ]);
  });

  test('are unknown without any check', () => {
    expect(periodsOf([], window)).toEqual([{ from: 0, to: 100, status: 'unknown' }]);
  });

  test('cover the time without gap or overlap, and no two neighbours are alike', () => {
    const observation = fc.record({
      at: fc.integer({ min: -100, max: 99 }),
      status: fc.constantFrom('healthy', 'degraded', 'failing'),
    });
    fc.assert(
      fc.property(fc.array(observation), fc.integer({ min: 1, max: 200 }), (observations, holdsMs) => {
        const periods = periodsOf(
          observations.toSorted((a, b) => a.at - b.at),
          { ...window, holdsMs },
        );
        expect(periods[0]?.from).toBe(0);
        expect(periods.at(-1)?.to).toBe(100);
        for (const [index, { from, status }] of periods.slice(1).entries()) {
          expect(from).toBe(periods[index]?.to);
          expect(status).not.toBe(periods[index]?.status);
        }
      }),
    );
  });
});

test('uptime weighs known time only, and takes degraded as up', () => {
  expect(
    uptimeOf([
      { from: 0, to: 40, status: 'unknown' },
      { from: 40, to: 60, status: 'healthy' },
      { from: 60, to: 70, status: 'degraded' },
      { from: 70, to: 80, status: 'failing' },
    ]),
  ).toBe(0.75);
  expect(uptimeOf([{ from: 0, to: 100, status: 'unknown' }])).toBeNull();
});

test('percentiles are values that were measured', () => {
  expect(percentilesOf(Array.from({ length: 100 }, (_, index) => 100 - index))).toEqual({ p50: 50, p95: 95, p99: 99 });
  expect(percentilesOf([7])).toEqual({ p50: 7, p95: 7, p99: 7 });
  expect(percentilesOf([])).toBeNull();
});
