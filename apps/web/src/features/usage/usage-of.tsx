import type { UsageSummary } from '@ims/api-client';
import { Skeleton } from '@mantine/core';
import table from '../../shared/data-table.module.css';
import { DataTable, Head } from '../../shared/data-table.tsx';
import { TextLink } from '../../shared/links.tsx';
import { compact, duration, money, percent } from '../../shared/numbers.ts';
import { QueryState } from '../../shared/page-state.tsx';
import { Facts, Section } from '../../shared/section.tsx';
import { PriceHints } from './price-hints.tsx';
import { useUsageOf } from './usage.queries.ts';
import classes from './usage-of.module.css';
import type { UsageGroup } from './usage-parts.ts';

/** What went through one integration in the last 24 hours, as a part of its page. */
export function UsageOf({ id }: { id: number }) {
  const query = useUsageOf(id);
  return (
    <Section
      title="Usage"
      help="The last 24 hours."
      content="flush"
      actions={
        <TextLink to="/usage" search={{ integration_id: id, by: 'model' }}>
          Usage over time
        </TextLink>
      }
    >
      <QueryState query={query} skeleton={<UsageOfSkeleton />}>
        {(summary) =>
          summary.totals.attempts === 0 ? (
            <p className={classes.none}>No call went through it.</p>
          ) : (
            <>
              <div className={classes.facts}>
                <Totals {...summary} />
              </div>
              <Models groups={summary.groups} />
            </>
          )
        }
      </QueryState>
    </Section>
  );
}

function Totals({ totals }: UsageSummary) {
  const { latency_ms, first_token_ms } = totals;
  return (
    <Facts
      facts={[
        {
          label: 'Cost',
          value: (
            <span className={classes.cost}>
              {money(totals.cost_usd)} <PriceHints numbers={totals} />
            </span>
          ),
        },
        { label: 'Requests', value: compact(totals.requests) },
        { label: 'Tokens in / out', value: `${compact(totals.input_tokens)} / ${compact(totals.output_tokens)}` },
        { label: 'Error rate', value: percent(totals.error_rate) },
        {
          label: 'Latency p50 / p95',
          value: latency_ms && `${duration(latency_ms.p50)} / ${duration(latency_ms.p95)}`,
        },
        {
          label: 'First token p50 / p95',
          value: first_token_ms && `${duration(first_token_ms.p50)} / ${duration(first_token_ms.p95)}`,
        },
      ]}
    />
  );
}

const Models = ({ groups }: { groups: readonly UsageGroup[] }) => (
  <DataTable
    head={
      <>
        <Head>Model</Head>
        <Head>Cost</Head>
        <Head>Requests</Head>
        <Head wide>Tokens in / out</Head>
        <Head>Errors</Head>
      </>
    }
  >
    <tbody>
      {groups.map(({ key, name, numbers }) => (
        <tr key={key}>
          <td>
            <code>{name}</code>
          </td>
          <td>
            <data value={numbers.cost_usd}>{money(numbers.cost_usd)}</data>
          </td>
          <td>
            <data value={numbers.requests}>{compact(numbers.requests)}</data>
          </td>
          <td className={table.wide}>
            {compact(numbers.input_tokens)} / {compact(numbers.output_tokens)}
          </td>
          <td>
            <data value={numbers.error_rate}>{percent(numbers.error_rate)}</data>
          </td>
        </tr>
      ))}
    </tbody>
  </DataTable>
);

const UsageOfSkeleton = () => (
  <div className={classes.facts} role="status" aria-label="Loading">
    <Skeleton height={12} width="40%" mb={12} />
    <Skeleton height={12} width="60%" />
  </div>
);
