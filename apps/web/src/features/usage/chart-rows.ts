import type { UsageTimeseries } from '@ims/api-client';
import type { Metric } from './metrics.ts';
import type { UsageSeries } from './usage-parts.ts';

const COLOURS = 8;

export interface ChartSeries {
  /** Under which the rows hold its values. Not the key, in which the chart would read dots as a path. */
  name: string;
  label: string;
  color: string;
}

interface ChartRow {
  at: string;
  [series: string]: string | number | null;
}

export interface ChartData {
  series: ChartSeries[];
  rows: ChartRow[];
}

const colourAt = (index: number) => `var(--chart-${(index % COLOURS) + 1})`;
const OTHER = 'var(--chart-other)';

/** The colours of the groups in the chart, by their keys. */
export function coloursOf(series: readonly Pick<UsageSeries, 'key'>[]): Map<string, string> {
  return new Map(series.map(({ key }, index) => [key, key === 'other' ? OTHER : colourAt(index)]));
}

/** What a chart of a metric draws: a row for each slot of time. */
export function chartOf({ series }: UsageTimeseries, { of }: Metric): ChartData {
  const colours = coloursOf(series);
  return {
    series: series.map(({ key, name }, index) => ({
      name: `s${index}`,
      label: name,
      color: colours.get(key) ?? OTHER,
    })),
    rows: (series[0]?.points ?? []).map(({ at }, slot) => ({
      at,
      ...Object.fromEntries(
        series.map(({ points }, index) => {
          const point = points[slot];
          return [`s${index}`, point ? of(point.numbers) : null];
        }),
      ),
    })),
  };
}

const added = ['requests', 'attempts', 'failures', 'input_tokens', 'output_tokens', 'cost_usd'] as const;
type Sum = Record<(typeof added)[number], number>;

/** What all groups used together, slot by slot. */
export function sumsOf({ series }: UsageTimeseries): Sum[] {
  return (series[0]?.points ?? []).map(
    (_, slot) =>
      Object.fromEntries(
        added.map((name) => [name, series.reduce((sum, { points }) => sum + (points[slot]?.numbers[name] ?? 0), 0)]),
      ) as Sum,
  );
}
