import type { IntegrationListItem } from '@ims/api-client';
import { counted } from '../../../shared/format.ts';
import { healthLabels } from '../integration-health.tsx';
import classes from './sparkline.module.css';

type Check = IntegrationListItem['health']['recent'][number];

const MOST = 24;
const STEP = 2;
const HEIGHT = 16;
const LEAST = 3;

/** The last checks, oldest first: a bar as high as the answer was slow, and one of full height where there was none. */
export function Sparkline({ checks }: { checks: readonly Check[] }) {
  const slowest = Math.max(1, ...checks.filter(answered).map(({ latency_ms }) => latency_ms));
  const first = MOST - checks.length;
  return (
    <svg
      className={classes.sparkline}
      width={MOST * STEP}
      height={HEIGHT}
      viewBox={`0 0 ${MOST * STEP} ${HEIGHT}`}
      role="img"
      aria-label={inWords(checks)}
    >
      <title>{inWords(checks)}</title>
      {checks.map((check, index) => {
        const share = answered(check) ? check.latency_ms / slowest : 1;
        const height = Math.round(LEAST + share * (HEIGHT - LEAST));
        const place = first + index;
        return (
          <rect
            key={place}
            className={classes.bar}
            data-status={check.status}
            x={place * STEP}
            y={HEIGHT - height}
            width={STEP - 0.5}
            height={height}
          />
        );
      })}
    </svg>
  );
}

const answered = ({ status }: Check) => status === 'healthy' || status === 'degraded';

function inWords(checks: readonly Check[]): string {
  const times = (['failing', 'degraded', 'healthy'] as const)
    .map((status) => ({ status, count: checks.filter((check) => check.status === status).length }))
    .filter(({ count }) => count > 0)
    .map(({ status, count }) => `${count} ${healthLabels[status].toLowerCase()}`);
  return `Last ${counted(checks.length, 'check')}: ${times.join(', ')}`;
}
