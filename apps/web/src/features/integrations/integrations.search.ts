import { integrationTypes } from '../../shared/integration-types.ts';
import { id, oneOf, searchParams, text } from '../../shared/search-params.ts';
import { orderOf, sortsBy, toggled } from '../../shared/sort.ts';

export const healthStates = ['healthy', 'degraded', 'failing', 'unknown'] as const;
const sortColumns = ['provider', 'type', 'last_sync_at'] as const;
export type SortColumn = (typeof sortColumns)[number];

/** What the address of the page holds: filters, order, page, and the open modal. */
export const integrationsSearch = searchParams({
  q: text(100),
  type: oneOf(integrationTypes),
  provider: text(100),
  status: oneOf(['active', 'inactive']),
  health: oneOf(healthStates),
  sort: oneOf(sortsBy(sortColumns)),
  /** Cursors of the pages before this one, the last of which leads here; the API only goes forward. */
  after: text(),
  /** The provider to connect; empty while it is being chosen. */
  create: text(100),
  /** The id of the integration being edited. */
  edit: id,
});

export type IntegrationsSearch = ReturnType<typeof integrationsSearch>;

const filterNames = ['q', 'type', 'provider', 'status', 'health'] as const;
export type Filters = Pick<IntegrationsSearch, (typeof filterNames)[number]>;

export const isFiltered = (search: Filters) => filterNames.some((name) => search[name] !== undefined);

/** The same list with other filters or another order; it starts again at its first page. */
export function withFilters(
  search: IntegrationsSearch,
  change: Filters & Pick<IntegrationsSearch, 'sort'>,
): IntegrationsSearch {
  return { ...search, ...change, after: undefined };
}

export const withoutFilters = (search: IntegrationsSearch): IntegrationsSearch =>
  withFilters(search, Object.fromEntries(filterNames.map((name) => [name, undefined])));

const DEFAULT_SORT: SortColumn = 'provider';

export const orderIn = ({ sort = DEFAULT_SORT }: Pick<IntegrationsSearch, 'sort'>) => orderOf<SortColumn>(sort);

/** After a click on a column. Times begin with the latest. */
export function sortedBy(search: IntegrationsSearch, column: SortColumn): IntegrationsSearch {
  const sort = toggled(orderIn(search), column, column === 'last_sync_at');
  return withFilters(search, { sort: sort === DEFAULT_SORT ? undefined : sort });
}

/** Cursors are base64url, which has no full stop. */
const cursorsOf = ({ after }: Pick<IntegrationsSearch, 'after'>) => after?.split('.').filter(Boolean) ?? [];

/** Which page this is, from 0, and the cursor that leads to it. */
export function pageOf(search: Pick<IntegrationsSearch, 'after'>) {
  const cursors = cursorsOf(search);
  return { index: cursors.length, cursor: cursors.at(-1) };
}

export const nextPage = (search: IntegrationsSearch, cursor: string): IntegrationsSearch => ({
  ...search,
  after: [...cursorsOf(search), cursor].join('.'),
});

export const previousPage = (search: IntegrationsSearch): IntegrationsSearch => ({
  ...search,
  after: cursorsOf(search).slice(0, -1).join('.') || undefined,
});
