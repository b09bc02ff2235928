import { ActionIcon } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { Link, useNavigate } from '@tanstack/react-router';
import { TextLink } from '../../shared/links.tsx';
import { compact, duration, money, percent } from '../../shared/numbers.ts';
import { isPlainClick } from '../../shared/plain-click.ts';
import { narrowedTo } from './filters.ts';
import classes from './group-table.module.css';
import { MANY_ERRORS } from './metrics.ts';
import { PriceHints } from './price-hints.tsx';
import type { UsageGroup } from './usage-parts.ts';
import { useUsageSearch } from './use-usage-search.ts';

interface GroupRowProps {
  group: UsageGroup;
  share: number;
  colour: string | undefined;
}

/** What one group used, and the way to it alone. */
export function GroupRow({ group, share, colour = 'var(--chart-other)' }: GroupRowProps) {
  const { cost_usd, requests, error_rate } = group.numbers;
  const navigate = useNavigate();
  const alone = { to: '/usage', search: narrowedTo(group, useUsageSearch().search) } as const;
  const { tokens, p50, p95 } = wordsOf(group);
  const isBad = error_rate >= MANY_ERRORS || undefined;
  return (
    <tr className={classes.row} onClick={(event) => isPlainClick(event) && void navigate(alone)}>
      <td>
        <span className={classes.group}>
          <Swatch colour={colour} />
          <TextLink {...alone} title={group.name}>
            {group.name}
          </TextLink>
          {group.integration_id !== null && <OwnPage id={group.integration_id} name={group.name} />}
        </span>
        <span className={classes.rest}>
          <span className={classes.near}>{compact(requests)} requests</span>{' '}
          <span className={classes.near} data-bad={isBad}>
            {percent(error_rate)} errors
          </span>{' '}
          <span>{tokens} tokens</span> <span>p50 {p50}</span> <span>p95 {p95}</span>
        </span>
      </td>
      <td className={classes.number}>
        <span className={classes.cost}>
          <PriceHints numbers={group.numbers} />
          <data value={cost_usd}>{money(cost_usd)}</data>
        </span>
      </td>
      <td className={classes.share}>
        <ShareBar share={share} colour={colour} />
      </td>
      <td className={`${classes.number} ${classes.near}`}>
        <data value={requests}>{compact(requests)}</data>
      </td>
      <td className={`${classes.number} ${classes.far}`}>{tokens}</td>
      <td className={`${classes.number} ${classes.near}`} data-bad={isBad}>
        <data value={error_rate}>{percent(error_rate)}</data>
      </td>
      <td className={`${classes.number} ${classes.far}`}>{p50}</td>
      <td className={`${classes.number} ${classes.far}`}>{p95}</td>
    </tr>
  );
}

const wordsOf = ({ numbers: { input_tokens, output_tokens, latency_ms } }: UsageGroup) => ({
  tokens: `${compact(input_tokens)} / ${compact(output_tokens)}`,
  p50: latency_ms ? duration(latency_ms.p50) : '—',
  p95: latency_ms ? duration(latency_ms.p95) : '—',
});

const OwnPage = ({ id, name }: { id: number; name: string }) => (
  <ActionIcon
    size="sm"
    aria-label={`Page of ${name}`}
    renderRoot={(props) => <Link to="/integrations/$id" params={{ id: String(id) }} {...props} />}
  >
    <IconArrowRight size={14} aria-hidden />
  </ActionIcon>
);

const Swatch = ({ colour }: { colour: string }) => (
  <svg width={10} height={10} className={classes.swatch} aria-hidden>
    <rect width={10} height={10} rx={2.5} fill={colour} />
  </svg>
);

const BAR = { width: 72, height: 6 };

const ShareBar = ({ share, colour }: { share: number; colour: string }) => (
  <span className={classes.bar}>
    <svg width={BAR.width} height={BAR.height} aria-hidden>
      <rect width={BAR.width} height={BAR.height} rx={3} className={classes.whole} />
      {share > 0 && <rect width={Math.max(2, share * BAR.width)} height={BAR.height} rx={3} fill={colour} />}
    </svg>
    <data value={share}>{percent(share)}</data>
  </span>
);
