import type { Budget } from '@ims/api-client';
import '@mantine/charts/styles.layer.css';
import { LineChart } from '@mantine/charts';
import { money } from '../../shared/numbers.ts';
import classes from './burn-chart.module.css';
import { type BurnRow, burnRows } from './burn-rows.ts';

const series = [
  { name: 'spent', label: 'Spent', color: 'var(--accent-text)' },
  { name: 'forecast', label: 'Forecast', color: 'var(--ink-faint)', strokeDasharray: '4 4' },
];

interface BurnChartProps {
  budget: Budget;
  zone: string;
}

/** How a budget is used up over its window: what was spent, where that leads, and the limit. */
export function BurnChart({ budget, zone }: BurnChartProps) {
  const { limit_usd, forecast_usd, window, period } = budget;
  const rows = burnRows(budget, Date.now());
  const from = Date.parse(window.starts_at);
  const to = Date.parse(window.ends_at);
  const highest = Math.max(limit_usd, forecast_usd ?? 0, ...rows.map(({ spent = 0 }) => spent));
  const tick = new Intl.DateTimeFormat('en', { timeZone: zone, ...tickFormats[period] });
  const full = new Intl.DateTimeFormat('en', { timeZone: zone, dateStyle: 'medium', timeStyle: 'short' });
  return (
    <LineChart
      h={148}
      data={rows}
      dataKey="at"
      series={series}
      curveType="linear"
      withDots={false}
      connectNulls={false}
      gridColor="var(--line)"
      textColor="var(--ink-muted)"
      gridAxis="none"
      tickLine="none"
      valueFormatter={money}
      className={classes.chart}
      xAxisProps={{
        type: 'number',
        scale: 'time',
        domain: [from, to],
        ticks: [from, (from + to) / 2, to],
        tickFormatter: (at: number) => tick.format(at),
        interval: 0,
        padding: { left: 0, right: 20 },
      }}
      yAxisProps={{ domain: [0, highest * 1.08], width: 72, ticks: [0, limit_usd] }}
      referenceLines={[{ y: limit_usd, color: 'var(--bad-text)', label: 'Limit', labelPosition: 'insideTopRight' }]}
      tooltipProps={{
        content: ({ payload = [] }) => <Told row={payload[0]?.payload as BurnRow | undefined} format={full} />,
      }}
    />
  );
}

const tickFormats = {
  day: { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' },
  week: { weekday: 'short', day: 'numeric' },
  month: { day: 'numeric', month: 'short' },
} as const;

function Told({ row, format }: { row: BurnRow | undefined; format: Intl.DateTimeFormat }) {
  if (!row) return null;
  return (
    <div className={classes.told}>
      <span>{format.format(row.at)}</span>
      {row.spent !== undefined && <strong>{money(row.spent)} spent</strong>}
      {row.spent === undefined && row.forecast !== undefined && <strong>{money(row.forecast)} at this pace</strong>}
    </div>
  );
}
