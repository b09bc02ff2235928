import { getRouteApi } from '@tanstack/react-router';
import type { AccessDialog } from './access.search.ts';

const route = getRouteApi('/signed-in/access');

/** The address of the page, and ways to change it. */
export function useAccessSearch() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { tab, q } = search;
  const open = (dialog: AccessDialog) => void navigate({ search: { tab, q, ...dialog } });
  return {
    search,
    open,
    close: () => open({}),
    showTab: (next: string | null) => void navigate({ search: next === 'keys' ? { tab: next } : {} }),
    searchFor: (text: string) => void navigate({ search: { ...search, q: text || undefined }, replace: true }),
  };
}
