import {
  exportUsage,
  getIntegrationUsage,
  getUsageSummary,
  getUsageTimeseries,
  type UsageSummary,
} from '@ims/api-client';
import { keepPreviousData, queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTimeZone } from '../../shared/me.ts';
import { toProblem } from '../../shared/problem.ts';
import { toast } from '../../shared/toast.tsx';
import { type Filters, filterNames, filterOf, noFilters } from './filters.ts';
import { saveFile } from './save-file.ts';
import { type Period, spanOf } from './span.ts';
import type { Grouping } from './usage.search.ts';

const LIVE_MS = 60_000;
const LAST_DAY: Period = { hours: 24 };
const LONG: Period = { days: 90 };

/** What is asked for: of when, of what, and told apart by what. */
export interface Asked {
  period: Period;
  filters: Filters;
  by: Grouping;
}

/** What a query is of. The same period asked for again ends later, so this holds the period and not its times. */
const keyOf = (of: string, asked: object) => [{ tags: ['Usage'], of, ...asked }] as const;

function summaryOptions(asked: Asked, zone: string) {
  return queryOptions({
    queryKey: keyOf('summary', { ...asked, zone }),
    queryFn: async ({ signal }) => {
      const { from, to } = spanOf(asked.period, zone, new Date());
      const query = { from, to, group_by: asked.by, ...asked.filters };
      return (await getUsageSummary({ query, signal, throwOnError: true })).data;
    },
    refetchInterval: LIVE_MS,
  });
}

/** What was used in a period, in all and by group; kept current while somebody looks at it. */
export const useUsageSummary = (asked: Asked) =>
  useQuery({ ...summaryOptions(asked, useTimeZone()), placeholderData: keepPreviousData });

/** The same over time. */
export function useUsageOverTime(asked: Asked) {
  const zone = useTimeZone();
  return useQuery({
    queryKey: keyOf('timeseries', { ...asked, zone }),
    queryFn: async ({ signal }) => {
      const query = seriesQuery(asked, zone);
      return (await getUsageTimeseries({ query, signal, throwOnError: true })).data;
    },
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
}

const seriesQuery = ({ period, filters, by }: Asked, zone: string) => ({
  ...spanOf(period, zone, new Date()),
  ...filters,
  group_by: by,
});

/** What people call the only group that a filter leaves. Undefined until it is known, or when it was never used. */
export function useGroupName(by: Grouping, filter: Filters) {
  const cache = useQueryClient();
  const name = filterNames[by];
  const find = ({ groups }: UsageSummary) => groups.find((group) => filterOf(group)[name] === filter[name]);
  return useQuery({
    ...summaryOptions({ period: LONG, filters: filter, by }, useTimeZone()),
    // Whoever came here by a click on the group has seen its name already.
    placeholderData: () =>
      cache
        .getQueriesData<UsageSummary>({ queryKey: [{ of: 'summary' }] })
        .map(([, seen]) => seen)
        .find((seen) => seen && find(seen)),
    select: (summary) => find(summary)?.name,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  }).data;
}

/** What went through an integration in the last 24 hours. Asked for once, however many integrations are shown. */
export function useNumbersOf(id: number) {
  const ofOne = ({ groups }: UsageSummary) => groups.find((group) => group.integration_id === id)?.numbers;
  return useQuery({
    ...summaryOptions({ period: LAST_DAY, filters: noFilters, by: 'integration' }, useTimeZone()),
    select: ofOne,
  }).data;
}

/** What went through one integration in the last 24 hours, by model. */
export function useUsageOf(id: number) {
  const zone = useTimeZone();
  return useQuery({
    queryKey: keyOf('integration', { period: LAST_DAY, id, zone }),
    queryFn: async ({ signal }) => {
      const { from, to } = spanOf(LAST_DAY, zone, new Date());
      return (await getIntegrationUsage({ path: { id }, query: { from, to }, signal, throwOnError: true })).data;
    },
    refetchInterval: LIVE_MS,
  });
}

/** Saves what the page shows as a file for spreadsheets. */
export function useExportUsage(asked: Asked) {
  const zone = useTimeZone();
  return useMutation({
    mutationFn: () => exportUsage({ query: seriesQuery(asked, zone), parseAs: 'blob', throwOnError: true }),
    // Bytes, whatever the contract calls them.
    onSuccess: ({ data, response }) => saveFile(data as unknown as Blob, response, 'usage.csv'),
    onError: (error) => toast.problem(toProblem(error), 'The export failed'),
  });
}
