import type { ChartSeries } from './chart-rows.ts';
import type { Metric } from './metrics.ts';
import classes from './usage-chart.module.css';

/** What the chart tells of one group in the slot that is pointed at. */
export interface Slot {
  name?: string;
  value?: number | null;
}

interface SlotTooltipProps {
  slot: string;
  values: readonly Slot[];
  metric: Metric;
  series: readonly ChartSeries[];
}

/** The groups that did something in a slot, largest first, and what they come to together. */
export function SlotTooltip({ slot, values, metric, series }: SlotTooltipProps) {
  const shown = series
    .map((one) => ({ ...one, value: values.find(({ name }) => name === one.name)?.value ?? null }))
    .filter((one): one is ChartSeries & { value: number } => one.value !== null && (one.value > 0 || !metric.sums))
    .toSorted((a, b) => b.value - a.value);
  const total = shown.reduce((sum, { value }) => sum + value, 0);
  return (
    <div className={classes.tooltip}>
      <strong>{slot}</strong>
      {shown.length === 0 && <span className={classes.nothing}>Nothing</span>}
      {shown.map(({ name, label, color, value }) => (
        <div key={name} className={classes.item}>
          <svg width={8} height={8} aria-hidden>
            <rect width={8} height={8} rx={2} fill={color} />
          </svg>
          <span className={classes.name}>{label}</span>
          <data value={value}>{metric.format(value)}</data>
        </div>
      ))}
      {metric.sums && shown.length > 1 && (
        <div className={classes.total}>
          <span className={classes.name}>Together</span>
          <data value={total}>{metric.format(total)}</data>
        </div>
      )}
    </div>
  );
}
