import * as z from 'zod/mini';
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

/** A part of the address that says something else than it may is left out. */
const lenient = <Schema extends z.core.SomeType>(schema: Schema) => z.catch(z.optional(schema), undefined);
const day = lenient(z.string().check(z.regex(/^\d{4}-\d{2}-\d{2}$/)));

/** What the address of the page holds: the period, what of all usage, by what, what the chart shows, and the open dialog. */
export const usageSearch = z.object({
  range: lenient(z.enum(ranges)),
  /** Of a custom range: days in the zone of the tenant, both included. */
  from: day,
  to: day,
  by: lenient(z.enum(groupings)),
  /** Of these alone, in the words of the API. */
  integration_id: lenient(z.int().check(z.positive())),
  /** The router reads `?model=7` as a number. */
  model: lenient(z.coerce.string().check(z.maxLength(200))),
  /** 0 for calls without one. */
  service_account_id: lenient(z.int().check(z.nonnegative())),
  operation: lenient(z.enum(operations)),
  show: lenient(z.enum(metricNames)),
  sort: lenient(z.enum(sortsBy(sortColumns))),
  budgets: lenient(z.literal('edit')),
});

export type UsageSearch = z.output<typeof usageSearch>;

const DEFAULT_SORT = '-cost';

export const orderIn = ({ sort = DEFAULT_SORT }: Pick<UsageSearch, 'sort'>) => orderOf<SortColumn>(sort);

/** After a click on a column. Numbers begin with the largest. */
export function sortedBy(search: UsageSearch, column: SortColumn): UsageSearch {
  const sort = toggled(orderIn(search), column, column !== 'name');
  return { ...search, sort: sort === DEFAULT_SORT ? undefined : sort };
}
