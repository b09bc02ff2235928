import type { UsageNumbers, UsageSummary, UsageTimeseries } from '@ims/api-client';
import { Skeleton } from '@mantine/core';
import { IconArrowDownRight, IconArrowRight, IconArrowUpRight } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { compact, money, percent } from '../../shared/numbers.ts';
import { type Change, changeOf, pointsOf } from './change.ts';
import { sumsOf } from './chart-rows.ts';
import { tokensOf } from './metrics.ts';
import classes from './stat-tiles.module.css';

const Sparkline = lazy(async () => ({ default: (await import('./sparkline.tsx')).Sparkline }));
const icons = { up: IconArrowUpRight, down: IconArrowDownRight, same: IconArrowRight };

interface StatTilesProps {
  summary: UsageSummary;
  overTime: UsageTimeseries | undefined;
}

/** The four numbers that say how it goes, each against the period before. */
export function StatTiles({ summary: { totals, previous }, overTime }: StatTilesProps) {
  const slots = overTime ? sumsOf(overTime) : undefined;
  const change = (of: (numbers: UsageNumbers) => number) => changeOf(of(totals), of(previous));
  return (
    <dl className={classes.tiles}>
      <Tile
        label="Cost"
        value={money(totals.cost_usd)}
        change={change((n) => n.cost_usd)}
        before={money(previous.cost_usd)}
        line={slots?.map((slot) => slot.cost_usd)}
      />
      <Tile
        label="Requests"
        value={compact(totals.requests)}
        change={change((n) => n.requests)}
        before={compact(previous.requests)}
        line={slots?.map((slot) => slot.requests)}
      />
      <Tile
        label="Tokens"
        value={compact(tokensOf(totals))}
        change={change(tokensOf)}
        before={compact(tokensOf(previous))}
        line={slots?.map((slot) => slot.input_tokens + slot.output_tokens)}
      />
      <Tile
        label="Error rate"
        value={percent(totals.error_rate)}
        change={pointsOf(totals.error_rate, previous.error_rate)}
        before={percent(previous.error_rate)}
        line={slots?.map(({ attempts, failures }) => (attempts > 0 ? failures / attempts : 0))}
        isBadUp
      />
    </dl>
  );
}

interface TileProps {
  label: string;
  value: string;
  change: Change | undefined;
  before: string;
  line: number[] | undefined;
  /** More of it is worse. */
  isBadUp?: boolean;
}

function Tile({ label, value, change, before, line, isBadUp }: TileProps) {
  return (
    <div className={classes.tile}>
      <dt>{label}</dt>
      <dd className={classes.value}>{value}</dd>
      <dd className={classes.change}>{change && <ChangeMark change={change} before={before} isBadUp={isBadUp} />}</dd>
      {/* A picture of what the chart below tells in full: the keyboard and the screen reader go there. */}
      <dd className={classes.line} inert>
        <Suspense fallback={null}>{line && line.length > 1 && <Sparkline values={line} />}</Suspense>
      </dd>
    </div>
  );
}

const words = { up: 'more than', down: 'less than', same: 'as' };

function ChangeMark({
  change: { direction, text },
  before,
  isBadUp,
}: Pick<TileProps, 'before' | 'isBadUp'> & { change: Change }) {
  const Icon = icons[direction];
  const tone = isBadUp && direction !== 'same' ? (direction === 'up' ? 'bad' : 'ok') : undefined;
  return (
    <span className={classes.mark} data-tone={tone} title={`${before} in the period before`}>
      <Icon size={14} aria-label={direction === 'up' ? 'Up' : direction === 'down' ? 'Down' : 'Same'} />
      {text}{' '}
      <span className={classes.before}>
        {text === 'new' ? 'nothing before' : `${words[direction]} ${before} before`}
      </span>
    </span>
  );
}

export function TilesSkeleton() {
  return (
    <div className={classes.tiles} role="status" aria-label="Loading">
      {['Cost', 'Requests', 'Tokens', 'Error rate'].map((label) => (
        <div key={label} className={classes.tile}>
          <Skeleton height={10} width={64} mb={10} />
          <Skeleton height={20} width={96} mb={10} />
          <Skeleton height={10} width={120} />
        </div>
      ))}
    </div>
  );
}
