import type { UsageSummary } from '@ims/api-client';
import { DataTable, Head, SortHead } from '../../shared/data-table.tsx';
import { Section } from '../../shared/section.tsx';
import { GroupRow } from './group-row.tsx';
import classes from './group-table.module.css';
import { sortedGroups } from './sorted-groups.ts';
import { orderIn, type SortColumn, sortedBy } from './usage.search.ts';
import { groupingWords } from './usage-toolbar.tsx';
import { useUsageSearch } from './use-usage-search.ts';

interface GroupTableProps {
  summary: UsageSummary;
  /** Of the groups in the chart. */
  colours: ReadonlyMap<string, string>;
  busy: boolean;
}

/** What each group used, and which part of the whole that was. */
export function GroupTable({ summary: { groups, totals }, colours, busy }: GroupTableProps) {
  const { search, by, go } = useUsageSearch();
  const order = orderIn(search);
  const sort = { order, onSort: (column: SortColumn) => go(sortedBy(search, column)) };
  const number = { className: classes.number, ...sort };
  return (
    <Section title={`By ${groupingWords[by].toLowerCase()}`} content="flush">
      <DataTable
        label="Usage by group"
        className={classes.table}
        busy={busy}
        head={
          <>
            <SortHead column="name" {...sort}>
              {groupingWords[by]}
            </SortHead>
            <SortHead column="cost" {...number}>
              Cost
            </SortHead>
            <Head className={classes.share}>Share</Head>
            <SortHead column="requests" {...number}>
              Requests
            </SortHead>
            <SortHead column="tokens" wide {...number}>
              Tokens in / out
            </SortHead>
            <SortHead column="errors" {...number}>
              Errors
            </SortHead>
            <SortHead column="p50" wide {...number}>
              p50
            </SortHead>
            <SortHead column="p95" wide {...number}>
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
