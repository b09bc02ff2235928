import '@mantine/charts/styles.layer.css';
import { Sparkline as Line } from '@mantine/charts';
import classes from './usage-chart.module.css';

/** How a number went, without its scale; the chart below it has one. */
export function Sparkline({ values }: { values: number[] }) {
  return (
    <Line
      h={36}
      data={values}
      color="var(--accent-text)"
      curveType="linear"
      strokeWidth={1.5}
      fillOpacity={0.18}
      className={classes.still}
      areaProps={{ isAnimationActive: false }}
    />
  );
}
