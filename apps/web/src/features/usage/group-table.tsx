import type { UsageSummary } from '@ims/api-client';
import { UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import table from '../../shared/data-table.module.css';
import { Section } from '../../shared/section.tsx';
import { GroupRow } from './group-row.tsx';
import classes from './group-table.module.css';
import { sortedGroups } from './sorted-groups.ts';
import { type SortColumn, sortOf, toggledSort } from './usage.search.ts';
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
  const { search, by } = useUsageSearch();
  return (
    <Section title={`By ${groupingWords[by].toLowerCase()}`} content="flush">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard */}
      <section className={table.scroll} aria-label="Usage by group" tabIndex={0}>
        <table className={`${table.table} ${classes.table}`} aria-busy={busy}>
          <thead>
            <tr>
              <SortHeader column="name">{groupingWords[by]}</SortHeader>
              <SortHeader column="cost" isNumber>
                Cost
              </SortHeader>
              <th className={classes.share}>Share</th>
              <SortHeader column="requests" isNumber>
                Requests
              </SortHeader>
              <SortHeader column="tokens" isNumber wide>
                Tokens in / out
              </SortHeader>
              <SortHeader column="errors" isNumber>
                Errors
              </SortHeader>
              <SortHeader column="p50" isNumber wide>
                p50
              </SortHeader>
              <SortHeader column="p95" isNumber wide>
                p95
              </SortHeader>
            </tr>
          </thead>
          <tbody>
            {sortedGroups(groups, sortOf(search)).map((group) => (
              <GroupRow
                key={group.key}
                group={group}
                share={totals.cost_usd > 0 ? group.numbers.cost_usd / totals.cost_usd : 0}
                colour={colours.get(group.key)}
              />
            ))}
          </tbody>
        </table>
      </section>
    </Section>
  );
}

interface SortHeaderProps {
  column: SortColumn;
  isNumber?: boolean;
  wide?: boolean;
  children: ReactNode;
}

function SortHeader({ column, isNumber = false, wide = false, children }: SortHeaderProps) {
  const { search, go } = useUsageSearch();
  const sort = sortOf(search);
  const sorted = sort.column === column;
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      className={`${isNumber ? classes.number : ''} ${wide ? table.wide : ''}`}
      aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : undefined}
    >
      <UnstyledButton
        className={classes.sort}
        data-sorted={sorted || undefined}
        onClick={() => go(toggledSort(search, column))}
      >
        {children}
        <Arrow size={13} className={classes.arrow} aria-hidden />
      </UnstyledButton>
    </th>
  );
}
