import { type Grouping, groupings, type UsageSearch } from './usage.search.ts';
import type { UsageGroup } from './usage-parts.ts';

/** What of all usage is meant, in the words of the API. */
export type Filters = Pick<UsageSearch, 'integration_id' | 'model' | 'service_account_id' | 'operation'>;

/** What of the address holds one group of a grouping alone. */
export const filterNames = {
  integration: 'integration_id',
  model: 'model',
  service_account: 'service_account_id',
  operation: 'operation',
} as const satisfies Record<Grouping, keyof Filters>;

export const filtersIn = ({ integration_id, model, service_account_id, operation }: UsageSearch): Filters => ({
  integration_id,
  model,
  service_account_id,
  operation,
});

export const noFilters = filtersIn({});

export const filteredBy = (filters: Filters) => groupings.filter((by) => filters[filterNames[by]] !== undefined);

/** A group as a filter. What is nothing else is of a service account, or of calls without one. */
export function filterOf({ integration_id, model, service_account_id, operation }: UsageGroup): Filters {
  if (integration_id !== null) return { integration_id };
  if (model !== null) return { model };
  if (operation !== null) return { operation };
  return { service_account_id: service_account_id ?? 0 };
}

/** The same page for a group alone, grouped by what it does not hold fast yet. */
export function narrowedTo(group: UsageGroup, search: UsageSearch): UsageSearch {
  const narrowed = { ...search, ...filterOf(group) };
  const by = groupings.find((one) => narrowed[filterNames[one]] === undefined);
  return { ...narrowed, by: by === 'integration' ? undefined : by };
}
