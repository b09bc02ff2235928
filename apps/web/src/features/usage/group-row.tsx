import table from '../../shared/data-table.module.css';
import { compact, duration, money, percent } from '../../shared/format.ts';
import { TextLink } from '../../shared/links.tsx';
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

/** What one group used. */
export function GroupRow({ group, share, colour = 'var(--chart-other)' }: GroupRowProps) {
  const { numbers } = group;
  const latency = (name: 'p50' | 'p95') => (numbers.latency_ms ? duration(numbers.latency_ms[name]) : '—');
  return (
    <tr>
      <td>
        <span className={classes.group}>
          <Swatch colour={colour} />
          <GroupName group={group} />
        </span>
      </td>
      <td className={classes.number}>
        <span className={classes.cost}>
          <PriceHints numbers={numbers} />
          <data value={numbers.cost_usd}>{money(numbers.cost_usd)}</data>
        </span>
      </td>
      <td className={classes.share}>
        <ShareBar share={share} colour={colour} />
      </td>
      <td className={classes.number}>
        <data value={numbers.requests}>{compact(numbers.requests)}</data>
      </td>
      <td className={`${classes.number} ${table.wide}`}>
        <data value={numbers.input_tokens}>{compact(numbers.input_tokens)}</data> /{' '}
        <data value={numbers.output_tokens}>{compact(numbers.output_tokens)}</data>
      </td>
      <td className={classes.number} data-bad={numbers.error_rate >= MANY_ERRORS || undefined}>
        <data value={numbers.error_rate}>{percent(numbers.error_rate)}</data>
      </td>
      <td className={`${classes.number} ${table.wide}`}>{latency('p50')}</td>
      <td className={`${classes.number} ${table.wide}`}>{latency('p95')}</td>
    </tr>
  );
}

function GroupName({ group: { key, name, integration_id } }: { group: UsageGroup }) {
  const { by } = useUsageSearch();
  if (by !== 'integration' || integration_id === null) return <span title={key}>{name}</span>;
  return (
    <TextLink to="/integrations/$id" params={{ id: String(integration_id) }}>
      {name}
    </TextLink>
  );
}

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
