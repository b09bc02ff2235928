import type { Member } from '@ims/api-client';
import { Button, TextInput } from '@mantine/core';
import { IconPlus, IconSearch, IconUserSearch } from '@tabler/icons-react';
import { getRouteApi } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { counted } from '../../shared/format.ts';
import { useMay } from '../../shared/me.ts';
import { Page } from '../../shared/page.tsx';
import { EmptyState, QueryState, TableSkeleton } from '../../shared/page-state.tsx';
import { useMembers } from './access.queries.ts';
import type { AccessSearch } from './access.search.ts';
import { MembersTable } from './members-table.tsx';

const route = getRouteApi('/signed-in/access');
const MemberDialogs = lazy(async () => ({ default: (await import('./member-dialogs.tsx')).MemberDialogs }));

export function AccessPage() {
  const members = useMembers();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const may = useMay();
  const open = (dialog: Omit<AccessSearch, 'q'>) => void navigate({ search: { q: search.q, ...dialog } });
  return (
    <Page
      title="Access"
      aside={members.data && counted(members.data.length, 'person', 'people')}
      actions={
        may('members:write') && (
          <Button leftSection={<IconPlus size={15} />} onClick={() => open({ add: true })}>
            Add person
          </Button>
        )
      }
      toolbar={
        <TextInput
          size="xs"
          w={260}
          leftSection={<IconSearch size={14} />}
          placeholder="Search by name or e-mail"
          aria-label="Search by name or e-mail"
          value={search.q ?? ''}
          onChange={({ currentTarget }) =>
            void navigate({ search: { ...search, q: currentTarget.value || undefined }, replace: true })
          }
        />
      }
    >
      <QueryState query={members} skeleton={<TableSkeleton rows={5} />}>
        {(all) => {
          const shown = matching(all, search.q);
          return (
            <>
              {shown.length === 0 ? (
                <NobodyFound q={search.q ?? ''} onClear={() => void navigate({ search: {}, replace: true })} />
              ) : (
                <MembersTable members={shown} onOpen={may('members:write') ? open : undefined} />
              )}
              <Suspense>
                <MemberDialogs members={all} search={search} onClose={() => open({})} />
              </Suspense>
            </>
          );
        }}
      </QueryState>
    </Page>
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
