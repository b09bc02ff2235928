import { Button } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMay } from '../../../shared/me.ts';
import { EmptyState, QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { useAccessSearch } from '../use-access-search.ts';
import { useServiceAccounts } from './service-accounts.queries.ts';
import { ServiceAccountsTable } from './service-accounts-table.tsx';

const Dialogs = lazy(async () => ({ default: (await import('./service-account-dialogs.tsx')).ServiceAccountDialogs }));

/** The programs of the tenant and the keys they come in with. */
export function ServiceAccounts() {
  const accounts = useServiceAccounts();
  const { search, open, close } = useAccessSearch();
  const may = useMay();
  const mayWrite = may('service_accounts:write');
  return (
    <QueryState query={accounts} skeleton={<TableSkeleton rows={5} />}>
      {(all) => (
        <>
          {all.length === 0 ? (
            <NoAccounts onCreate={mayWrite ? () => open({ create: true }) : undefined} />
          ) : (
            <ServiceAccountsTable accounts={all} onOpen={mayWrite ? open : undefined} />
          )}
          <Suspense>
            <Dialogs accounts={all} search={search} onClose={close} />
          </Suspense>
        </>
      )}
    </QueryState>
  );
}

function NoAccounts({ onCreate }: { onCreate: (() => void) | undefined }) {
  return (
    <EmptyState
      icon={IconKey}
      title="No program comes in yet"
      actions={onCreate && <Button onClick={onCreate}>Create a service account</Button>}
    >
      A service account lets a program use the integrations, with a key of its own and only for what you choose.
    </EmptyState>
  );
}
