import type { IntegrationListItem } from '@ims/api-client';
import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { KeyboardEvent, ReactNode } from 'react';
import table from '../../../shared/data-table.module.css';
import { type SortColumn, sortOf, toggledSort } from '../integrations.search.ts';
import { useGo, useIntegrationsSearch } from '../use-integrations-search.ts';
import { IntegrationRow } from './integration-row.tsx';
import classes from './integrations-table.module.css';
import type { RowActions } from './row-menu.tsx';

interface IntegrationsTableProps {
  rows: IntegrationListItem[];
  /** Other rows are on their way. */
  busy: boolean;
  actions?: RowActions;
  numbers?: (id: number) => ReactNode;
}

export function IntegrationsTable({ rows, busy, actions, numbers }: IntegrationsTableProps) {
  return (
    <div className={`${table.scroll} ${classes.scroll}`}>
      <table className={`${table.table} ${classes.table}`} aria-busy={busy}>
        <thead>
          <tr>
            <SortHeader column="provider">Integration</SortHeader>
            <SortHeader column="type" className={classes.type}>
              Type
            </SortHeader>
            <th className={classes.address}>Base URL</th>
            <th className={classes.model}>Model</th>
            <th className={classes.health}>Health</th>
            {numbers && <th className={classes.numbers}>Last 24 hours</th>}
            <SortHeader column="last_sync_at" className={classes.sync}>
              Last sync
            </SortHeader>
            <th className={classes.active}>Active</th>
            {actions && (
              <th className={classes.menu}>
                <VisuallyHidden>Actions</VisuallyHidden>
              </th>
            )}
          </tr>
        </thead>
        <tbody onKeyDown={moveBetweenRows}>
          {rows.map((row) => (
            <IntegrationRow key={row.id} row={row} actions={actions} numbers={numbers} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface SortHeaderProps {
  column: SortColumn;
  className?: string;
  children: ReactNode;
}

function SortHeader({ column, className, children }: SortHeaderProps) {
  const search = useIntegrationsSearch();
  const go = useGo();
  const sort = sortOf(search);
  const sorted = sort.column === column;
  const Arrow = sort.descending ? IconArrowDown : IconArrowUp;
  return (
    <th className={className} aria-sort={sorted ? (sort.descending ? 'descending' : 'ascending') : undefined}>
      <UnstyledButton
        className={classes.sort}
        data-sorted={sorted || undefined}
        onClick={() => go((now) => toggledSort(now, column))}
      >
        {children}
        <Arrow size={13} className={classes.arrow} aria-hidden />
      </UnstyledButton>
    </th>
  );
}

/** Arrow keys go from name to name, so that a long list is not a long row of tab stops. */
function moveBetweenRows(event: KeyboardEvent<HTMLTableSectionElement>): void {
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
  const at = links.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: links.length - 1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  links[to]?.focus();
}
