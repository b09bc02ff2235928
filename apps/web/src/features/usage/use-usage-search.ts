import { getRouteApi } from '@tanstack/react-router';
import { periodOf } from './span.ts';
import type { UsageSearch } from './usage.search.ts';

const route = getRouteApi('/signed-in/usage');

/** What the address of the page asks for, and a way to ask for something else. */
export function useUsageSearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { by = 'integration', show = 'cost' } = search;
  return {
    search,
    period: periodOf(search),
    by,
    show,
    go: (change: UsageSearch) => void navigate({ search: { ...search, ...change }, replace: true, resetScroll: false }),
  };
}
