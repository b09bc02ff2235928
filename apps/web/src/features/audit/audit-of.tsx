import { Button } from '@mantine/core';
import { QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { Section } from '../../shared/section.tsx';
import { useAuditOf } from './audit.queries.ts';
import classes from './audit-page.module.css';
import { AuditTable } from './audit-table.tsx';

/** What happened to one thing, as a part of its own page. */
export function AuditOf({ type, id }: { type: string; id: number }) {
  const log = useAuditOf(type, id);
  return (
    <Section title="Audit log" help="Who changed what, newest first." content="flush">
      <QueryState query={log} skeleton={<TableSkeleton rows={4} />}>
        {({ pages }) => (
          <>
            <AuditTable entries={pages.flatMap(({ rows }) => rows)} busy={log.isPlaceholderData} />
            {log.hasNextPage && (
              <footer className={classes.more}>
                <Button variant="default" loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
                  Show more
                </Button>
              </footer>
            )}
          </>
        )}
      </QueryState>
    </Section>
  );
}
