import {
  exportUsage,
  getIntegrationUsage,
  getUsageSummary,
  getUsageTimeseries,
  type UsageSummary,
} from '@ims/api-client';
import { keepPreviousData, queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useTimeZone } from '../../shared/me.ts';
import { toProblem } from '../../shared/problem.ts';
import { toast } from '../../shared/toast.tsx';
import { saveFile } from './save-file.ts';
import { type Period, spanOf } from './span.ts';
import type { Grouping } from './usage.search.ts';

const LIVE_MS = 60_000;
const LAST_DAY: Period = { hours: 24 };

/** What a query is of. The same period asked for again ends later, so this holds the period and not its times. */
const keyOf = (of: string, period: Period, more: object) => [{ tags: ['Usage'], of, period, ...more }] as const;

function summaryOptions(period: Period, group_by: Grouping, zone: string) {
  return queryOptions({
    queryKey: keyOf('summary', period, { group_by, zone }),
    queryFn: async ({ signal }) => {
      const { from, to } = spanOf(period, zone, new Date());
      return (await getUsageSummary({ query: { from, to, group_by }, signal, throwOnError: true })).data;
    },
    refetchInterval: LIVE_MS,
  });
}

/** What was used in a period, in all and by group; kept current while somebody looks at it. */
export const useUsageSummary = (period: Period, by: Grouping) =>
  useQuery({ ...summaryOptions(period, by, useTimeZone()), placeholderData: keepPreviousData });

/** The same over time. */
export function useUsageOverTime(period: Period, group_by: Grouping) {
  const zone = useTimeZone();
  return useQuery({
    queryKey: keyOf('timeseries', period, { group_by, zone }),
    queryFn: async ({ signal }) => {
      const query = { ...spanOf(period, zone, new Date()), group_by };
      return (await getUsageTimeseries({ query, signal, throwOnError: true })).data;
    },
    placeholderData: keepPreviousData,
    refetchInterval: LIVE_MS,
  });
}

/** What went through an integration in the last 24 hours. Asked for once, however many integrations are shown. */
export function useNumbersOf(id: number) {
  const ofOne = ({ groups }: UsageSummary) => groups.find((group) => group.integration_id === id)?.numbers;
  return useQuery({ ...summaryOptions(LAST_DAY, 'integration', useTimeZone()), select: ofOne }).data;
}

/** What went through one integration in the last 24 hours, by model. */
export function useUsageOf(id: number) {
  const zone = useTimeZone();
  return useQuery({
    queryKey: keyOf('integration', LAST_DAY, { id, zone }),
    queryFn: async ({ signal }) => {
      const { from, to } = spanOf(LAST_DAY, zone, new Date());
      return (await getIntegrationUsage({ path: { id }, query: { from, to }, signal, throwOnError: true })).data;
    },
    refetchInterval: LIVE_MS,
  });
}

/** Saves what the page shows as a file for spreadsheets. */
export function useExportUsage(period: Period, group_by: Grouping) {
  const zone = useTimeZone();
  return useMutation({
    mutationFn: () => {
      const query = { ...spanOf(period, zone, new Date()), group_by };
      return exportUsage({ query, parseAs: 'blob', throwOnError: true });
    },
    // Bytes, whatever the contract calls them.
    onSuccess: ({ data, response }) => saveFile(data as unknown as Blob, response, 'usage.csv'),
    onError: (error) => toast.problem(toProblem(error), 'The export failed'),
  });
}
