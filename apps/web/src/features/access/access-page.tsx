import { Button, Tabs } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { useMay } from '../../shared/me.ts';
import { Page } from '../../shared/page.tsx';
import { TableSkeleton } from '../../shared/page-state.tsx';
import classes from './access-page.module.css';
import { Members, MembersCount, MembersSearch } from './members/members.tsx';
import { useAccessSearch } from './use-access-search.ts';

const ServiceAccounts = lazy(async () => ({
  default: (await import('./service-keys/service-accounts.tsx')).ServiceAccounts,
}));

/** Who comes in: people, and programs with their keys. */
export function AccessPage() {
  const { search, showTab } = useAccessSearch();
  const may = useMay();
  const isKeys = search.tab === 'keys';
  return (
    <Tabs value={search.tab ?? 'people'} onChange={showTab} keepMounted={false}>
      <Page
        title="Access"
        aside={!isKeys && <MembersCount />}
        actions={isKeys ? <CreateAccountButton /> : <AddPersonButton />}
        toolbar={
          <>
            {may('service_accounts:read') && (
              <Tabs.List className={classes.tabs} aria-label="Who comes in">
                <Tabs.Tab value="people">People</Tabs.Tab>
                <Tabs.Tab value="keys">Service keys</Tabs.Tab>
              </Tabs.List>
            )}
            {!isKeys && <MembersSearch />}
          </>
        }
      >
        <Tabs.Panel value="people">
          <Members />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <Suspense fallback={<TableSkeleton rows={5} />}>
            <ServiceAccounts />
          </Suspense>
        </Tabs.Panel>
      </Page>
    </Tabs>
  );
}

function AddPersonButton() {
  const { open } = useAccessSearch();
  const may = useMay();
  if (!may('members:write')) return null;
  return (
    <Button leftSection={<IconPlus size={15} />} onClick={() => open({ add: true })}>
      Add person
    </Button>
  );
}

function CreateAccountButton() {
  const { open } = useAccessSearch();
  const may = useMay();
  if (!may('service_accounts:write')) return null;
  return (
    <Button leftSection={<IconPlus size={15} />} onClick={() => open({ create: true })}>
      New service account
    </Button>
  );
}
