import type { Member } from '@ims/api-client';
import { Button, TextInput } from '@mantine/core';
import { IconSearch, IconUserSearch } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { counted } from '../../../shared/format.ts';
import { useMay } from '../../../shared/me.ts';
import { EmptyState, QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { useAccessSearch } from '../use-access-search.ts';
import { useMembers } from './members.queries.ts';
import { MembersTable } from './members-table.tsx';

const MemberDialogs = lazy(async () => ({ default: (await import('./member-dialogs.tsx')).MemberDialogs }));

/** The people of the tenant. */
export function Members() {
  const members = useMembers();
  const { search, open, close, searchFor } = useAccessSearch();
  const may = useMay();
  return (
    <QueryState query={members} skeleton={<TableSkeleton rows={5} />}>
      {(all) => {
        const shown = matching(all, search.q);
        return (
          <>
            {shown.length === 0 ? (
              <NobodyFound q={search.q ?? ''} onClear={() => searchFor('')} />
            ) : (
              <MembersTable members={shown} onOpen={may('members:write') ? open : undefined} />
            )}
            <Suspense>
              <MemberDialogs members={all} search={search} onClose={close} />
            </Suspense>
          </>
        );
      }}
    </QueryState>
  );
}

export function MembersCount() {
  const { data } = useMembers();
  return data && counted(data.length, 'person', 'people');
}

export function MembersSearch() {
  const { search, searchFor } = useAccessSearch();
  return (
    <TextInput
      size="xs"
      w={260}
      leftSection={<IconSearch size={14} />}
      placeholder="Search by name or e-mail"
      aria-label="Search by name or e-mail"
      value={search.q ?? ''}
      onChange={({ currentTarget }) => searchFor(currentTarget.value)}
    />
  );
}

function NobodyFound({ q, onClear }: { q: string; onClear: () => void }) {
  return (
    <EmptyState
      icon={IconUserSearch}
      title={`Nobody matches “${q}”`}
      actions={
        <Button variant="default" onClick={onClear}>
          Clear the search
        </Button>
      }
    >
      The search looks at names and e-mail addresses.
    </EmptyState>
  );
}

function matching(members: readonly Member[], q = ''): readonly Member[] {
  const wanted = q.trim().toLowerCase();
  return members.filter(({ name, email }) => `${name} ${email}`.toLowerCase().includes(wanted));
}
