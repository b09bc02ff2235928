import type { Budget } from '@ims/api-client';
import { Skeleton } from '@mantine/core';
import { IconBell } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { exactTime } from '../../shared/format.ts';
import { TextLink } from '../../shared/links.tsx';
import { useTimeZone } from '../../shared/me.ts';
import { money } from '../../shared/numbers.ts';
import { RelativeTime } from '../../shared/relative-time.tsx';
import { StatusBadge } from '../../shared/status-badge.tsx';
import classes from './budget-card.module.css';
import { periodWords, shareOf, stateOf, windowsLeft, windowWords } from './budget-state.ts';

const BurnChart = lazy(async () => ({ default: (await import('./burn-chart.tsx')).BurnChart }));

/** One budget: how it stands, in words, numbers and a chart. */
export function BudgetCard({ budget }: { budget: Budget }) {
  const { name, period, hard, limit_usd, window, forecast_usd } = budget;
  const zone = useTimeZone();
  const state = stateOf(budget);
  return (
    <li className={classes.card} aria-label={`${periodWords[period]} budget of ${name}`}>
      <header className={classes.header}>
        <h3>{name}</h3>
        <StatusBadge tone={state.tone} title={state.told}>
          {state.label}
        </StatusBadge>
      </header>
      <p className={classes.kind}>
        {periodWords[period]} · {hard ? 'hard, refuses calls' : 'soft, only tells'} · begins again{' '}
        <RelativeTime at={window.ends_at} />
      </p>
      <dl className={classes.numbers}>
        <Amount label="Spent" value={window.spent_usd} strong />
        <Amount
          label="Reserved"
          value={window.reserved_usd}
          title="Set aside for calls that are under way, and for those expected next."
        />
        <Amount label="Left" value={window.left_usd} />
        <Amount label="Limit" value={limit_usd} />
        {window.unaccounted_usd > 0 && (
          <Amount
            label="Unaccounted"
            value={window.unaccounted_usd}
            title="Admitted by processes that ended without telling what they spent; it counts as spent."
          />
        )}
      </dl>
      <figure className={classes.figure} aria-label={burnWords(budget)}>
        <Suspense fallback={<Skeleton height={148} />}>
          <BurnChart budget={budget} zone={zone} />
        </Suspense>
      </figure>
      <p className={classes.forecast}>
        {forecast_usd === null ? 'Too early for a forecast.' : `At this pace: ${money(forecast_usd)} by the end.`}
      </p>
      <Notes budget={budget} />
    </li>
  );
}

interface AmountProps {
  label: string;
  value: number;
  title?: string;
  strong?: boolean;
}

const Amount = ({ label, value, title, strong }: AmountProps) => (
  <div title={title}>
    <dt>{label}</dt>
    <dd data-strong={strong}>{money(value)}</dd>
  </div>
);

function burnWords({ window, limit_usd, forecast_usd }: Budget): string {
  const forecast = forecast_usd === null ? '' : `, ${money(forecast_usd)} expected by the end`;
  return `${money(window.spent_usd)} of ${money(limit_usd)} spent${forecast}`;
}

function Notes({ budget }: { budget: Budget }) {
  const { alerts, override, base_limit_usd, period, source, integration_id } = budget;
  return (
    <ul className={classes.notes}>
      {alerts.map(({ threshold, at }) => (
        <li key={threshold}>
          <IconBell size={13} aria-hidden /> Told at {shareOf(threshold)}, <RelativeTime at={at} />
        </li>
      ))}
      {override && (
        <li title={`Until ${exactTime(new Date(override.until))}`}>
          {money(override.limit_usd)} instead of {money(base_limit_usd)} for {windowWords(windowsLeft(budget), period)}
        </li>
      )}
      {source === 'integration' && integration_id !== null && (
        <li>
          Set in the cost settings of{' '}
          <TextLink to="/integrations/$id" params={{ id: String(integration_id) }} size="xs" underline="always">
            its integration
          </TextLink>
        </li>
      )}
    </ul>
  );
}
