import { listDeliveries, retryDelivery, sendTestNotification } from '@ims/api-client';
import { listDeliveriesQueryKey } from '@ims/api-client/queries';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import { listPage } from '../../../shared/list-page.ts';

const LIVE_MS = 10_000;
const limit = 10;

/** What was sent through a channel, newest first; looked at again while something is still on its way. */
export function useDeliveries(id: number) {
  const path = { id };
  return useInfiniteQuery({
    queryKey: [...listDeliveriesQueryKey({ path }), 'pages'],
    queryFn: async ({ pageParam, signal }) =>
      listPage(await listDeliveries({ path, query: { limit, cursor: pageParam }, signal, throwOnError: true })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: ({ next }) => next,
    refetchInterval: ({ state }) =>
      state.data?.pages.some(({ rows }) => rows.some(({ status }) => status === 'pending')) ? LIVE_MS : false,
  });
}

function useListedAgain(id: number) {
  const cache = useQueryClient();
  return () => cache.invalidateQueries({ queryKey: listDeliveriesQueryKey({ path: { id } }) });
}

export function useSendTest(id: number) {
  const onSettled = useListedAgain(id);
  return useMutation({
    mutationFn: async () => (await sendTestNotification({ path: { id }, throwOnError: true })).data,
    onSettled,
  });
}

export function useRetryDelivery(id: number) {
  const onSettled = useListedAgain(id);
  return useMutation({
    mutationFn: (delivery_id: number) => retryDelivery({ path: { id, delivery_id }, throwOnError: true }),
    onSettled,
  });
}
