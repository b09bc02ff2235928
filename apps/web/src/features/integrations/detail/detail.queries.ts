import { getIntegrationHealth, previewIntegration } from '@ims/api-client';
import { getIntegrationHealthQueryKey, getIntegrationOptions } from '@ims/api-client/queries';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { LIVE_MS, lookAgainAfter } from '../live.ts';
import type { HealthPeriod } from './detail.search.ts';

const HOUR_MS = 3_600_000;
const hours: Record<HealthPeriod, number> = { '24h': 24, '7d': 7 * 24, '30d': 30 * 24 };

/** An integration as it is; kept current while somebody looks at it. */
export const useShownIntegration = (id: number) =>
  useQuery({
    ...getIntegrationOptions({ path: { id } }),
    refetchInterval: ({ state }) => lookAgainAfter(state.data ? [state.data] : []),
    refetchOnWindowFocus: 'always',
  });

const healthOptions = (id: number, period: HealthPeriod) =>
  queryOptions({
    queryKey: [...getIntegrationHealthQueryKey({ path: { id } }), period] as const,
    queryFn: async ({ signal }) => {
      const from = new Date(Date.now() - hours[period] * HOUR_MS).toISOString();
      return (await getIntegrationHealth({ path: { id }, query: { from }, signal, throwOnError: true })).data;
    },
  });

/** How it has been, up to now; kept current while somebody looks at it. */
export const useHealth = (id: number, period: HealthPeriod) =>
  useQuery({ ...healthOptions(id, period), placeholderData: keepPreviousData, refetchInterval: LIVE_MS });

/** For after a test: what is known of the health is out of date. */
export function useHealthChanged() {
  const cache = useQueryClient();
  return () =>
    Promise.all([
      cache.invalidateQueries({ queryKey: [{ tags: ['Health'] }] }),
      cache.invalidateQueries({ queryKey: [{ tags: ['Integrations'] }] }),
    ]);
}

export const usePreview = (id: number) =>
  useMutation({
    mutationFn: async () => (await previewIntegration({ path: { id }, body: { limit: 10 }, throwOnError: true })).data,
  });
