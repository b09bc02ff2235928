import type { UsageTimeseries } from '@ims/api-client';
import '@mantine/charts/styles.layer.css';
import { BarChart, LineChart } from '@mantine/charts';
import { chartOf } from './chart-rows.ts';
import type { Metric } from './metrics.ts';
import { type Slot, SlotTooltip } from './slot-tooltip.tsx';
import { slotWords } from './slot-words.ts';
import classes from './usage-chart.module.css';

export const CHART_HEIGHT = 280;
/** With more slots than this the dots of a line would run into one. */
const MOST_DOTS = 48;

interface UsageChartProps {
  usage: UsageTimeseries;
  metric: Metric;
}

/** A metric over time by group: bars on each other where groups add up, lines where they do not. */
export function UsageChart({ usage, metric }: UsageChartProps) {
  const { series, rows } = chartOf(usage, metric);
  const words = slotWords(usage);
  const shared = {
    h: CHART_HEIGHT,
    data: rows,
    dataKey: 'at',
    series,
    gridColor: 'var(--line)',
    textColor: 'var(--ink-muted)',
    strokeDasharray: '0',
    tickLine: 'none',
    valueFormatter: metric.format,
    xAxisProps: {
      ticks: words.ticks(rows.map(({ at }) => at)),
      tickFormatter: words.tick,
      minTickGap: 28,
      padding: { left: 8, right: 8 },
    },
    yAxisProps: { width: 72, tickCount: 5 },
    withLegend: series.length > 1,
    legendProps: { verticalAlign: 'bottom' },
    className: classes.chart,
    tooltipProps: {
      content: ({ label, payload = [] }: { label?: unknown; payload?: unknown }) => (
        <SlotTooltip
          slot={typeof label === 'string' ? words.full(label) : ''}
          values={payload as Slot[]}
          metric={metric}
          series={series}
        />
      ),
    },
  } as const;
  if (metric.sums) return <BarChart {...shared} series={series} type="stacked" maxBarWidth={36} />;
  return (
    <LineChart
      {...shared}
      series={series}
      curveType="linear"
      connectNulls={false}
      withDots={rows.length <= MOST_DOTS}
      dotProps={{ r: 2.5 }}
    />
  );
}
