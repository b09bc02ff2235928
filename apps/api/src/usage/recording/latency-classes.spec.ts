import fc from 'fast-check';
import { expect, test } from 'vitest';
import { countLatency, type LatencyCounts, percentilesOf, unpackCounts } from './latency-classes.ts';

function countsOf(times: number[]): LatencyCounts {
  const counts: LatencyCounts = [];
  for (const ms of times) countLatency(counts, ms);
  return counts;
}

test.each([
  [0, 0],
  [1, 0],
  [2, 4],
  [1000, 31],
  [60_000, 50],
  [1_000_000, 62],
  [2_147_483_647, 63],
])('%d ms belong to class %d', (ms, expected) => {
  expect(countsOf([ms])).toEqual([...Array(expected).fill(0), 1]);
});

test.each([
  ['0', [0]],
  ['7', [7]],
  ['3000000000007', [7, 3]],
  ['999999999999000000000000000000000001', [1, 0, 999_999_999_999]],
])('the packed counts %s are %j', (packed, counts) => {
  expect(unpackCounts(packed)).toEqual(counts);
});

test('nothing counted has no percentiles', () => {
  expect([percentilesOf([]), percentilesOf([0, 0])]).toEqual([null, null]);
});

test('times of one class are spread evenly over it', () => {
  // Class 31 reaches from 807.8 to 1009.7 ms.
  expect(percentilesOf(countsOf(Array(100).fill(1000)))).toEqual({ p50: 909, p95: 1000, p99: 1008 });
});

test('what is slower than all classes counts as the end of the last', () => {
  expect(percentilesOf(countsOf([9_000_000]))?.p99).toBeLessThanOrEqual(Math.round(1.25 ** 63));
});

test('an estimate is off by a class at most', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 2, max: 600_000 }), { minLength: 1, maxLength: 300 }), (times) => {
      const sorted = times.toSorted((a, b) => a - b);
      const estimates = percentilesOf(countsOf(times));
      for (const [share, estimate] of [
        [0.5, estimates?.p50 ?? 0],
        [0.95, estimates?.p95 ?? 0],
        [0.99, estimates?.p99 ?? 0],
      ] as const) {
        const real = sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
        expect(estimate).toBeGreaterThanOrEqual(Math.floor(real / 1.25));
        expect(estimate).toBeLessThanOrEqual(Math.ceil(real * 1.25));
      }
    }),
  );
});
