import type { UsageSummary } from '@ims/api-client';
import { DataTable, Head, SortHead } from '../../shared/data-table.tsx';
import { Section } from '../../shared/section.tsx';
import { GroupRow } from './group-row.tsx';
import classes from './group-table.module.css';
import { groupingWords } from './grouping-words.ts';
import { sortedGroups } from './sorted-groups.ts';
import { orderIn, type SortColumn, sortedBy } from './usage.search.ts';
import { useUsageSearch } from './use-usage-search.ts';

interface GroupTableProps {
  summary: UsageSummary;
  /** Of the groups in the chart. */
  colours: ReadonlyMap<string, string>;
  busy: boolean;
}

/** What each group used, and which part of the whole that was. */
export function GroupTable({ summary: { groups, totals }, colours, busy }: GroupTableProps) {
  const { search, asked, go } = useUsageSearch();
  const order = orderIn(search);
  const sort = { order, onSort: (column: SortColumn) => go(sortedBy(search, column)) };
  const near = { ...sort, className: `${classes.number} ${classes.near}` };
  const far = { ...sort, className: `${classes.number} ${classes.far}` };
  return (
    <Section title={`By ${groupingWords[asked.by].toLowerCase()}`} content="flush">
      <DataTable
        label="Usage by group"
        className={classes.table}
        busy={busy}
        head={
          <>
            <SortHead column="name" {...sort}>
              {groupingWords[asked.by]}
            </SortHead>
            <SortHead column="cost" {...sort} className={classes.number}>
              Cost
            </SortHead>
            <Head className={classes.share}>Share</Head>
            <SortHead column="requests" {...near}>
              Requests
            </SortHead>
            <SortHead column="tokens" {...far}>
              Tokens in / out
            </SortHead>
            <SortHead column="errors" {...near}>
              Errors
            </SortHead>
            <SortHead column="p50" {...far}>
              p50
            </SortHead>
            <SortHead column="p95" {...far}>
              p95
            </SortHead>
          </>
        }
      >
        <tbody>
          {sortedGroups(groups, order).map((group) => (
            <GroupRow
              key={group.key}
              group={group}
              share={totals.cost_usd > 0 ? group.numbers.cost_usd / totals.cost_usd : 0}
              colour={colours.get(group.key)}
            />
          ))}
        </tbody>
      </DataTable>
    </Section>
  );
}
