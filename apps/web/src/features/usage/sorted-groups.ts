import type { Order } from '../../shared/sort.ts';
import { metrics } from './metrics.ts';
import type { SortColumn } from './usage.search.ts';
import type { UsageGroup } from './usage-parts.ts';

/** Groups in an order; what has nothing to measure comes last either way. */
export function sortedGroups(groups: readonly UsageGroup[], { column, descending }: Order<SortColumn>) {
  const turn = descending ? -1 : 1;
  if (column === 'name') return groups.toSorted((a, b) => turn * a.name.localeCompare(b.name));
  const { of } = metrics[column];
  return groups.toSorted((a, b) => {
    const [left, right] = [of(a.numbers), of(b.numbers)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return turn * (left - right);
  });
}
