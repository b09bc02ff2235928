import { Button } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Page } from '../../shared/page.tsx';
import { QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { coloursOf } from './chart-rows.ts';
import { GroupTable } from './group-table.tsx';
import { NoUsage } from './no-usage.tsx';
import { OverTime } from './over-time.tsx';
import { StatTiles, TilesSkeleton } from './stat-tiles.tsx';
import { useExportUsage, useUsageOverTime, useUsageSummary } from './usage.queries.ts';
import { UsageToolbar } from './usage-toolbar.tsx';
import { useUsageSearch } from './use-usage-search.ts';

interface UsagePageProps {
  /** What may be spent, at the end. */
  budgets?: ReactNode;
}

/** What the calls of AI providers came to. */
export function UsagePage({ budgets }: UsagePageProps) {
  const { asked } = useUsageSearch();
  const query = useUsageSummary(asked);
  const overTime = useUsageOverTime(asked);
  return (
    <Page title="Usage" actions={<ExportButton />} toolbar={<UsageToolbar />}>
      <QueryState query={query} skeleton={<UsageSkeleton />}>
        {(summary) =>
          summary.totals.attempts + summary.previous.attempts === 0 ? (
            <NoUsage />
          ) : (
            <>
              <StatTiles summary={summary} overTime={overTime.data} />
              <OverTime query={overTime} />
              <GroupTable
                summary={summary}
                colours={coloursOf(overTime.data?.series ?? [])}
                busy={query.isPlaceholderData}
              />
            </>
          )
        }
      </QueryState>
      {budgets}
    </Page>
  );
}

function ExportButton() {
  const { mutate, isPending } = useExportUsage(useUsageSearch().asked);
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={15} aria-hidden />}
      loading={isPending}
      onClick={() => mutate()}
    >
      Export CSV
    </Button>
  );
}

const UsageSkeleton = () => (
  <>
    <TilesSkeleton />
    <TableSkeleton rows={9} />
  </>
);
