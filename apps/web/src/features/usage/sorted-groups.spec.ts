import { expect, it } from 'vitest';
import { sortedGroups } from './sorted-groups.ts';
import { aGroup } from './testing/some-usage.ts';

const latency = (p50: number) => ({ latency_ms: { p50, p95: 0, p99: 0 } });
const groups = [aGroup('b', { cost_usd: 2, ...latency(9) }), aGroup('c', { cost_usd: 1 }), aGroup('a', latency(4))];
const names = (...sort: Parameters<typeof sortedGroups>[1][]) =>
  sort.map((by) =>
    sortedGroups(groups, by)
      .map(({ name }) => name)
      .join(''),
  );

it('sorts by name and by number, either way', () => {
  expect(names({ column: 'name', descending: false }, { column: 'cost', descending: true })).toEqual(['abc', 'bca']);
});

it('puts what has nothing to measure last, either way', () => {
  expect(names({ column: 'p50', descending: false }, { column: 'p50', descending: true })).toEqual(['abc', 'bac']);
});
