import { getRouteApi } from '@tanstack/react-router';
import { type Filters, filtersIn } from './filters.ts';
import { periodOf } from './span.ts';
import type { UsageSearch } from './usage.search.ts';

const route = getRouteApi('/signed-in/usage');

/** What the address of the page asks for, and ways to ask for something else. */
export function useUsageSearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { by = 'integration', show = 'cost' } = search;
  return {
    search,
    show,
    asked: { period: periodOf(search), filters: filtersIn(search), by },
    go: (change: UsageSearch) => void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false }),
    /** With a step of its own in the browser's history. */
    filter: (change: Filters) => void navigate({ search: { ...search, ...change }, resetScroll: false }),
  };
}
