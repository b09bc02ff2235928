import {
  changeIntegration,
  type IntegrationListItem,
  type ListIntegrationsData,
  listIntegrations,
} from '@ims/api-client';
import { listIntegrationsOptions, listIntegrationsQueryKey } from '@ims/api-client/queries';
import {
  keepPreviousData,
  type QueryClient,
  queryOptions,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { ifMatch } from '../../shared/api.ts';
import { type ListPage, listPage } from '../../shared/list-page.ts';
import { type IntegrationsSearch, pageOf } from './integrations.search.ts';
import { lookAgainAfter } from './live.ts';

export const PAGE_SIZE = 50;

export const integrationsTag = [{ tags: ['Integrations'] }];
const everyPage = [{ _id: 'listIntegrations' }, 'page'];

export type IntegrationsPage = ListPage<IntegrationListItem>;

function pageOptions(search: IntegrationsSearch) {
  const { q, type, provider, health, sort, status } = search;
  const active = status && (status === 'active' ? 'true' : 'false');
  const wanted = { q, type, provider, health, sort, active, cursor: pageOf(search).cursor, limit: PAGE_SIZE };
  const query: ListIntegrationsData['query'] = Object.fromEntries(
    Object.entries(wanted).filter(([, value]) => value !== undefined),
  );
  return queryOptions({
    queryKey: [...listIntegrationsQueryKey({ query }), 'page'] as const,
    queryFn: async ({ signal }): Promise<IntegrationsPage> =>
      listPage(await listIntegrations({ query, signal, throwOnError: true })),
  });
}

/** The page of the list that the address asks for; kept current while somebody looks at it. */
export function useIntegrationsPage(search: IntegrationsSearch) {
  return useQuery({
    ...pageOptions(search),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => lookAgainAfter(state.data?.rows ?? []),
    refetchOnWindowFocus: 'always',
  });
}

/** Every integration of the tenant, as far as one answer reaches: to say which providers are taken. */
export function useConnected(type?: IntegrationListItem['type']) {
  const query = { limit: 200, ...(type && { type }) };
  return useQuery(listIntegrationsOptions({ query })).data ?? [];
}

export interface Versioned {
  id: number;
  version: number;
}

/** Turns an integration on or off. The list shows it at once, and takes it back when the server refuses. */
export function useSetActive() {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: async ({ id, version, active }: Versioned & { active: boolean }) =>
      (await changeIntegration({ path: { id }, headers: ifMatch(version), body: { active }, throwOnError: true })).data,
    onMutate: async ({ id, active }) => {
      await cache.cancelQueries({ queryKey: everyPage });
      const before = cache.getQueriesData<IntegrationsPage>({ queryKey: everyPage });
      patchRow(cache, id, { active });
      return { before };
    },
    onSuccess: ({ id, active, version }) => patchRow(cache, id, { active, version }),
    onError: (_error, _change, context) => {
      for (const [key, page] of context?.before ?? []) cache.setQueryData(key, page);
    },
    onSettled: () => cache.invalidateQueries({ queryKey: integrationsTag }),
  });
}

function patchRow(cache: QueryClient, id: number, change: Partial<IntegrationListItem>): void {
  cache.setQueriesData<IntegrationsPage>(
    { queryKey: everyPage },
    (page) => page && { ...page, rows: page.rows.map((row) => (row.id === id ? { ...row, ...change } : row)) },
  );
}
