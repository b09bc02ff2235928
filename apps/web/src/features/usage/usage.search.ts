import { day, id, oneOf, searchParams, text, wholeFrom } from '../../shared/search-params.ts';
import { orderOf, sortsBy, toggled } from '../../shared/sort.ts';

export const ranges = ['24h', '7d', '30d', '90d', 'custom'] as const;
export type Range = (typeof ranges)[number];

export const groupings = ['integration', 'model', 'service_account', 'operation'] as const;
export type Grouping = (typeof groupings)[number];

const operations = ['chat', 'responses', 'embeddings'] as const;

export const metricNames = ['cost', 'requests', 'tokens', 'errors', 'p50', 'p95'] as const;
export type MetricName = (typeof metricNames)[number];

const sortColumns = ['name', ...metricNames] as const;
export type SortColumn = (typeof sortColumns)[number];

/** What the address of the page holds: the period, what of all usage, by what, what the chart shows, and the open dialog. */
export const usageSearch = searchParams({
  range: oneOf(ranges),
  /** Of a custom range: days in the zone of the tenant, both included. */
  from: day,
  to: day,
  by: oneOf(groupings),
  /** Of these alone, in the words of the API. */
  integration_id: id,
  model: text(200),
  /** 0 for calls without one. */
  service_account_id: wholeFrom(0),
  operation: oneOf(operations),
  show: oneOf(metricNames),
  sort: oneOf(sortsBy(sortColumns)),
  budgets: oneOf(['edit']),
});

export type UsageSearch = ReturnType<typeof usageSearch>;

const DEFAULT_SORT = '-cost';

export const orderIn = ({ sort = DEFAULT_SORT }: Pick<UsageSearch, 'sort'>) => orderOf<SortColumn>(sort);

/** After a click on a column. Numbers begin with the largest. */
export function sortedBy(search: UsageSearch, column: SortColumn): UsageSearch {
  const sort = toggled(orderIn(search), column, column !== 'name');
  return { ...search, sort: sort === DEFAULT_SORT ? undefined : sort };
}
