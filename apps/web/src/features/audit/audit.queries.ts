import { type ListAuditEntriesData, listAuditEntries } from '@ims/api-client';
import { listAuditEntriesQueryKey } from '@ims/api-client/queries';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { listPage } from '../../shared/list-page.ts';
import type { AuditSearch } from './audit.search.ts';

const PAGE_SIZE = 50;
const OF_ONE_PAGE_SIZE = 10;

type Query = NonNullable<ListAuditEntriesData['query']>;

/** The audit log under the filters of the address, newest first, as far as it has been asked for. */
export const useAuditLog = (search: AuditSearch) => useEntries(auditQuery(search));

/** What happened to one thing, newest first, as far as it has been asked for. */
export const useAuditOf = (resource_type: string, resource_id: number) =>
  useEntries({ limit: OF_ONE_PAGE_SIZE, resource_type, resource_id });

function useEntries(query: Query) {
  return useInfiniteQuery({
    queryKey: [...listAuditEntriesQueryKey({ query }), 'pages'],
    queryFn: async ({ pageParam, signal }) =>
      listPage(await listAuditEntries({ query: { ...query, cursor: pageParam }, signal, throwOnError: true })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    placeholderData: keepPreviousData,
  });
}

/** What to ask the API for; a day of the address is a day in the viewer's zone. */
export function auditQuery({ resource, action, actor, from, to }: AuditSearch): Query {
  return {
    limit: PAGE_SIZE,
    ...(resource && { resource_type: resource }),
    ...(action && { action }),
    ...(actor && { actor }),
    ...(from && { from: startOfDay(from, 0) }),
    ...(to && { to: startOfDay(to, 1) }),
  };
}

/** Midnight at the beginning of a day (`2026-03-29`), or of the one `later` days after it. */
function startOfDay(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}
