import type { IntegrationListItem } from '@ims/api-client';
import type { KeyboardEvent, ReactNode } from 'react';
import { ActionsHead, DataTable, Head, SortHead } from '../../../shared/data-table.tsx';
import { orderIn, type SortColumn, sortedBy } from '../integrations.search.ts';
import { useGo, useIntegrationsSearch } from '../use-integrations-search.ts';
import type { RowActions } from './integration-menu.tsx';
import { IntegrationRow } from './integration-row.tsx';
import classes from './integrations-table.module.css';

interface IntegrationsTableProps {
  rows: IntegrationListItem[];
  /** Other rows are on their way. */
  busy: boolean;
  actions?: RowActions;
  numbers?: (id: number) => ReactNode;
}

export function IntegrationsTable({ rows, busy, actions, numbers }: IntegrationsTableProps) {
  const go = useGo();
  const sort = {
    order: orderIn(useIntegrationsSearch()),
    onSort: (column: SortColumn) => go((now) => sortedBy(now, column)),
  };
  return (
    <DataTable
      className={classes.table}
      busy={busy}
      head={
        <>
          <SortHead column="provider" {...sort}>
            Integration
          </SortHead>
          <SortHead column="type" className={classes.type} {...sort}>
            Type
          </SortHead>
          <Head className={classes.address}>Base URL</Head>
          <Head className={classes.model}>Model</Head>
          <Head className={classes.health}>Health</Head>
          {numbers && <Head className={classes.numbers}>Last 24 hours</Head>}
          <SortHead column="last_sync_at" className={classes.sync} {...sort}>
            Last sync
          </SortHead>
          <Head className={classes.active}>Active</Head>
          {actions && <ActionsHead className={classes.menu} />}
        </>
      }
    >
      <tbody onKeyDown={moveBetweenRows}>
        {rows.map((row) => (
          <IntegrationRow key={row.id} row={row} actions={actions} numbers={numbers} />
        ))}
      </tbody>
    </DataTable>
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
