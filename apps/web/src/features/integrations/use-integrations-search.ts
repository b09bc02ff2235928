import { getRouteApi } from '@tanstack/react-router';
import type { IntegrationsSearch } from './integrations.search.ts';

const route = getRouteApi('/signed-in/integrations');

/** Filters, order, page and open modal, as the address holds them. */
export const useIntegrationsSearch = (): IntegrationsSearch => route.useSearch();

interface GoOptions {
  /** Without a step of its own in the browser's history. */
  replace?: boolean;
  /** Leaves a form although it has unsaved changes. */
  unguarded?: boolean;
}

export function useGo() {
  const navigate = route.useNavigate();
  return (change: (search: IntegrationsSearch) => IntegrationsSearch, { replace, unguarded }: GoOptions = {}) =>
    void navigate({ search: change, replace, ignoreBlocker: unguarded, resetScroll: false });
}

const withModal = (modal: Pick<IntegrationsSearch, 'create' | 'edit'>) => (search: IntegrationsSearch) => ({
  ...search,
  create: undefined,
  edit: undefined,
  ...modal,
});

export const closed = withModal({});
export const choosing = withModal({ create: '' });
export const creating = (provider: string) => withModal({ create: provider });
export const editing = (id: number) => withModal({ edit: id });
