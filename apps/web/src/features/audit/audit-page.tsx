import { Button } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { counted } from '../../shared/format.ts';
import { Page } from '../../shared/page.tsx';
import { EmptyState, QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { useAuditLog } from './audit.queries.ts';
import { isFiltered } from './audit.search.ts';
import { AuditFilters } from './audit-filters.tsx';
import classes from './audit-page.module.css';
import { AuditTable } from './audit-table.tsx';

const route = getRouteApi('/signed-in/audit');

export function AuditPage() {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const log = useAuditLog(search);
  const total = log.data?.pages[0]?.total;
  return (
    <Page
      title="Audit log"
      aside={total !== undefined && counted(total, 'entry', 'entries')}
      toolbar={<AuditFilters search={search} onChange={(next) => void navigate({ search: next, replace: true })} />}
    >
      <QueryState query={log} skeleton={<TableSkeleton rows={12} />}>
        {({ pages }) => {
          const entries = pages.flatMap(({ rows }) => rows);
          if (entries.length === 0) {
            return <NothingFound filtered={isFiltered(search)} onClear={() => void navigate({ search: {} })} />;
          }
          return (
            <>
              <AuditTable entries={entries} busy={log.isPlaceholderData} />
              <footer className={classes.more}>
                {log.hasNextPage ? (
                  <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                    Show more
                  </Button>
                ) : (
                  <span>That is the whole log{isFiltered(search) && ' under these filters'}.</span>
                )}
              </footer>
            </>
          );
        }}
      </QueryState>
    </Page>
  );
}

function NothingFound({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (!filtered) {
    return (
      <EmptyState icon={IconHistory} title="Nothing has happened yet">
        Every change to integrations, people and settings will be listed here, with who made it and what it was before.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={IconHistory}
      title="Nothing matches these filters"
      actions={
        <Button variant="default" onClick={onClear}>
          Clear the filters
        </Button>
      }
    >
      Try a longer period or fewer filters.
    </EmptyState>
  );
}
