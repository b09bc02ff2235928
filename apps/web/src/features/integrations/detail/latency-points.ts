import type { IntegrationHealth } from '@ims/api-client';
import { type Check, timeOf } from './health-words.ts';

export const CHART_HEIGHT = 200;
const MARGIN = { top: 10, right: 40, bottom: 24, left: 48 };
const LABEL_HEIGHT = 13;

export interface Point {
  x: number;
  y: number;
  check: Check;
}

/** Where everything of the latency chart stands, in pixels of a chart this wide. */
export function chartOf({ checks, periods, latency }: IntegrationHealth, width: number) {
  const oldestFirst = checks.toReversed();
  const from = timeOf(periods[0]?.from ?? oldestFirst[0]?.at ?? '');
  const to = timeOf(periods.at(-1)?.to ?? oldestFirst.at(-1)?.at ?? '');
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const top = niceTop(Math.max(1, ...checks.map((check) => check.latency_ms)));
  const bottom = CHART_HEIGHT - MARGIN.bottom;
  const yOf = (ms: number) => bottom - (ms / top) * (bottom - MARGIN.top);
  const points = oldestFirst.map((check): Point => {
    const share = to > from ? (timeOf(check.at) - from) / (to - from) : 0;
    return { x: left + Math.min(1, Math.max(0, share)) * (right - left), y: yOf(check.latency_ms), check };
  });
  return {
    left,
    right,
    from,
    to,
    points,
    line: lineThrough(points),
    ticks: [0, top / 2, top].map((value) => ({ value, y: yOf(value) })),
    percentiles: apart(Object.entries(latency ?? {}).map(([name, ms]) => ({ name, y: yOf(ms), labelY: yOf(ms) }))),
    nearest: (x: number) =>
      points.reduce<Point | undefined>(
        (best, point) => (best && Math.abs(best.x - x) <= Math.abs(point.x - x) ? best : point),
        undefined,
      ),
  };
}

/** The line joins checks that did not fail, and breaks where one did. */
function lineThrough(points: readonly Point[]): string {
  let pen = 'M';
  let line = '';
  for (const { x, y, check } of points) {
    if (check.status === 'failing') {
      pen = 'M';
      continue;
    }
    line += `${pen}${round(x)},${round(y)}`;
    pen = 'L';
  }
  return line;
}

const round = (value: number) => Math.round(value * 10) / 10;

/** The least of 1, 2, 4 or 10 times a power of ten that everything fits below: its half is a round number too. */
function niceTop(highest: number): number {
  const power = 10 ** Math.floor(Math.log10(highest));
  return ([1, 2, 4, 10].find((factor) => factor * power >= highest) ?? 10) * power;
}

/** Labels that would lie on each other are moved apart, upwards in the order of their values. */
function apart<T extends { y: number; labelY: number }>(labels: T[]): T[] {
  let above = Number.POSITIVE_INFINITY;
  return labels
    .toSorted((a, b) => b.y - a.y)
    .map((label) => {
      const labelY = Math.min(label.y, above - LABEL_HEIGHT);
      above = labelY;
      return { ...label, labelY };
    });
}
