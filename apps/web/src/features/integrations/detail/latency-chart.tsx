import type { IntegrationHealth } from '@ims/api-client';
import { useElementSize } from '@mantine/hooks';
import { type PointerEvent, useState } from 'react';
import { exactTime } from '../../../shared/format.ts';
import { axisTime, type Check, timeOf } from './health-words.ts';
import classes from './latency-chart.module.css';
import { CHART_HEIGHT, chartOf, type Point } from './latency-points.ts';

/** How long each check took, with the percentiles as lines. The table of checks below says the same in words. */
export function LatencyChart({ health }: { health: IntegrationHealth }) {
  const { ref, width } = useElementSize();
  const [near, setNear] = useState<Point>();
  const chart = chartOf(health, width || 640);
  const follow = ({ nativeEvent: { offsetX } }: PointerEvent) => setNear(chart.nearest(offsetX));
  return (
    <figure className={classes.figure}>
      <figcaption className={classes.caption}>
        <span>Latency of checks, in milliseconds</span>
        {near && <Readout check={near.check} />}
      </figcaption>
      <div ref={ref}>
        <svg
          className={classes.chart}
          width="100%"
          height={CHART_HEIGHT}
          role="img"
          aria-label={labelOf(health)}
          onPointerMove={follow}
          onPointerLeave={() => setNear(undefined)}
        >
          <Axes chart={chart} />
          {chart.percentiles.map(({ name, y, labelY }) => (
            <g key={name} className={classes.percentile}>
              <line x1={chart.left} x2={chart.right} y1={y} y2={y} />
              <text x={chart.right + 6} y={labelY + 4}>
                {name}
              </text>
            </g>
          ))}
          <path className={classes.line} d={chart.line} />
          {chart.points.map((point) => (
            <Mark key={`${point.check.at} ${point.check.trigger}`} point={point} few={chart.points.length <= 60} />
          ))}
          {near && <circle className={classes.near} cx={near.x} cy={near.y} r={4.5} />}
        </svg>
      </div>
    </figure>
  );
}

function labelOf({ latency, checks }: IntegrationHealth): string {
  const percentiles = latency ? `: half within ${latency.p50} ms, 95 % within ${latency.p95} ms` : '';
  return `Latency of ${checks.length} checks${percentiles}`;
}

function Axes({ chart: { ticks, left, right, from, to } }: { chart: ReturnType<typeof chartOf> }) {
  return (
    <>
      {ticks.map(({ value, y }) => (
        <g key={value} className={classes.tick}>
          <line x1={left} x2={right} y1={y} y2={y} />
          <text x={left - 8} y={y + 4} textAnchor="end">
            {value}
          </text>
        </g>
      ))}
      <g className={classes.tick}>
        <text x={left} y={CHART_HEIGHT - 4}>
          {axisTime(from, to - from)}
        </text>
        <text x={(left + right) / 2} y={CHART_HEIGHT - 4} textAnchor="middle">
          {axisTime((from + to) / 2, to - from)}
        </text>
        <text x={right} y={CHART_HEIGHT - 4} textAnchor="end">
          Now
        </text>
      </g>
    </>
  );
}

/** A failed check is a cross, whatever its colour; the others are dots where there is room for them. */
function Mark({ point: { x, y, check }, few }: { point: Point; few: boolean }) {
  if (check.status === 'failing') {
    return <path className={classes.failed} d={`M${x - 3.5},${y - 3.5}l7,7m0,-7l-7,7`} />;
  }
  return few ? <circle className={classes.dot} cx={x} cy={y} r={2.5} /> : null;
}

const Readout = ({ check: { at, latency_ms, status } }: { check: Check }) => (
  <span className={classes.readout} aria-hidden>
    {exactTime(new Date(timeOf(at)))} · {latency_ms} ms{status === 'failing' && ' · failed'}
  </span>
);
