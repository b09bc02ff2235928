import type { IntegrationListItem } from '@ims/api-client';
import { Button } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconPlus } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { counted } from '../../shared/format.ts';
import { useMay } from '../../shared/me.ts';
import { Page } from '../../shared/page.tsx';
import { QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { IntegrationsTable } from './browse/integrations-table.tsx';
import { ListPager } from './browse/list-pager.tsx';
import { ListToolbar } from './browse/list-toolbar.tsx';
import { NoMatch } from './browse/no-match.tsx';
import { useActivation } from './browse/use-activation.ts';
import { useIntegrationsPage } from './integrations.queries.ts';
import { isFiltered } from './integrations.search.ts';
import classes from './integrations-page.module.css';
import { choosing, useGo, useIntegrationsSearch } from './use-integrations-search.ts';

const NoIntegrations = lazy(async () => ({ default: (await import('./browse/no-integrations.tsx')).NoIntegrations }));
const DeleteDialog = lazy(async () => ({ default: (await import('./delete/delete-dialog.tsx')).DeleteDialog }));
const TestDialog = lazy(async () => ({ default: (await import('./test-stored/test-dialog.tsx')).TestDialog }));
const IntegrationModal = lazy(async () => ({
  default: (await import('./edit/integration-modal.tsx')).IntegrationModal,
}));

interface IntegrationsPageProps {
  /** What went through an integration in the last 24 hours; absent for somebody who may not know. */
  numbers?: (id: number) => ReactNode;
}

/** The connections of the tenant; the modal that creates and edits them opens by the address. */
export function IntegrationsPage({ numbers }: IntegrationsPageProps) {
  const search = useIntegrationsSearch();
  const go = useGo();
  const mayWrite = useMay()('integrations:write');
  const query = useIntegrationsPage(search);
  const activate = useActivation();
  const [testing, setTesting] = useState<IntegrationListItem>();
  const [deleting, setDeleting] = useState<IntegrationListItem>();
  const searchInput = useRef<HTMLInputElement>(null);
  const modalOpen = search.create !== undefined || search.edit !== undefined;
  const [modalWanted, setModalWanted] = useState(modalOpen);
  if (modalOpen && !modalWanted) setModalWanted(true);

  useHotkeys(modalOpen ? [] : [['/', () => searchInput.current?.focus()]]);
  useHotkeys(mayWrite && !modalOpen ? [['c', () => go(choosing)]] : []);

  const filtered = isFiltered(search);
  const nothingYet = query.data?.total === 0 && !filtered && !query.isPlaceholderData;
  return (
    <Page
      title="Integrations"
      aside={query.data && !nothingYet && (filtered ? counted(query.data.total, 'match', 'matches') : query.data.total)}
      actions={mayWrite && <AddButton onClick={() => go(choosing)} />}
      toolbar={!nothingYet && <ListToolbar searchRef={searchInput} />}
    >
      <QueryState query={query} skeleton={<TableSkeleton />}>
        {(page) => {
          if (nothingYet) {
            return (
              <Suspense fallback={<TableSkeleton />}>
                <NoIntegrations />
              </Suspense>
            );
          }
          if (page.rows.length === 0) return <NoMatch />;
          const actions = mayWrite
            ? {
                onActivate: (row: IntegrationListItem, active: boolean) => void activate(row, active),
                onTest: setTesting,
                onDelete: setDeleting,
              }
            : undefined;
          return (
            <>
              <IntegrationsTable rows={page.rows} busy={query.isPlaceholderData} actions={actions} numbers={numbers} />
              <ListPager {...page} />
            </>
          );
        }}
      </QueryState>
      <Suspense>
        {testing && <TestDialog integration={testing} onClose={() => setTesting(undefined)} />}
        {deleting && <DeleteDialog integration={deleting} onClose={() => setDeleting(undefined)} />}
        {modalWanted && <IntegrationModal create={search.create} edit={search.edit} />}
      </Suspense>
    </Page>
  );
}

function AddButton({ onClick }: { onClick: () => void }) {
  return (
    <Button
      leftSection={<IconPlus size={15} aria-hidden />}
      rightSection={
        <kbd className={classes.key} aria-hidden>
          C
        </kbd>
      }
      aria-keyshortcuts="c"
      onClick={onClick}
    >
      Connect a system
    </Button>
  );
}
