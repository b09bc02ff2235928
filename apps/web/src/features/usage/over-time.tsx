import { SegmentedControl, Skeleton } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { QueryState } from '../../shared/page-state.tsx';
import { Section } from '../../shared/section.tsx';
import { metrics } from './metrics.ts';
import classes from './over-time.module.css';
import type { useUsageOverTime } from './usage.queries.ts';
import { type MetricName, metricNames } from './usage.search.ts';
import { useUsageSearch } from './use-usage-search.ts';

const UsageChart = lazy(async () => ({ default: (await import('./usage-chart.tsx')).UsageChart }));

/** What the address asks to see, over the period. The table below it says the same in numbers. */
export function OverTime({ query }: { query: ReturnType<typeof useUsageOverTime> }) {
  const { show, go } = useUsageSearch();
  const metric = metrics[show];
  return (
    <Section
      title="Over time"
      help={metric.caption}
      actions={
        <SegmentedControl
          size="xs"
          aria-label="What the chart shows"
          value={show}
          onChange={(value) => go({ show: value === 'cost' ? undefined : (value as MetricName) })}
          data={metricNames.map((value) => ({ value, label: metrics[value].label }))}
        />
      }
    >
      <QueryState query={query} skeleton={<ChartSkeleton />}>
        {(usage) => (
          <figure
            className={classes.figure}
            aria-label={`${metric.caption}, over time`}
            aria-busy={query.isPlaceholderData}
          >
            <Suspense fallback={<ChartSkeleton />}>
              <UsageChart usage={usage} metric={metric} />
            </Suspense>
          </figure>
        )}
      </QueryState>
    </Section>
  );
}

const ChartSkeleton = () => (
  <div role="status" aria-label="Loading">
    <Skeleton height={280} />
  </div>
);
