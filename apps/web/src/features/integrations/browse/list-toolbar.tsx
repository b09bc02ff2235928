import { Button, CloseButton, Kbd, Select, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { healthLabels } from '../integration-health.tsx';
import { useConnected } from '../integrations.queries.ts';
import {
  type Filters,
  filterNames,
  healthStates,
  isFiltered,
  withFilters,
  withoutFilters,
} from '../integrations.search.ts';
import { findKnownProvider, integrationTypes, typeLabels } from '../provider-catalogue.ts';
import { useGo, useIntegrationsSearch } from '../use-integrations-search.ts';
import classes from './list-toolbar.module.css';
import { useSearchText } from './use-search-text.ts';

const typeOptions = integrationTypes.map((value) => ({ value, label: typeLabels[value] }));
const healthOptions = healthStates.map((value) => ({ value, label: healthLabels[value] }));
const statusOptions = [
  { value: 'active', label: 'Active' },
  { value: 'inactive', label: 'Inactive' },
];

/** Search and filters; all of them live in the address. */
export function ListToolbar({ searchRef }: { searchRef: RefObject<HTMLInputElement | null> }) {
  const search = useIntegrationsSearch();
  const go = useGo();
  const { text, setText } = useSearchText(search.q, (q) => go((now) => withFilters(now, { q }), { replace: true }));
  const filter = (name: keyof Filters) => ({
    value: search[name] ?? null,
    onChange: (value: string | null) => go((now) => withFilters(now, { [name]: value ?? undefined })),
    'data-set': search[name] !== undefined || undefined,
    className: classes.filter,
    allowDeselect: true,
    clearable: true,
    withCheckIcon: false,
  });
  return (
    <>
      <TextInput
        ref={searchRef}
        className={classes.search}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        leftSection={<IconSearch size={15} aria-hidden />}
        rightSection={
          text ? (
            <CloseButton size="sm" aria-label="Clear search" onClick={() => setText('')} />
          ) : (
            <Kbd size="xs" className={classes.key} aria-hidden>
              /
            </Kbd>
          )
        }
        placeholder="Search name, provider, address…"
        aria-label="Search integrations"
        aria-keyshortcuts="/"
        type="search"
        maxLength={100}
      />
      <div className={classes.filters}>
        <Select {...filter('type')} data={typeOptions} placeholder="Type" aria-label="Type" />
        <Select {...filter('provider')} data={useProviderOptions(search.provider)} placeholder="Provider" aria-label="Provider" searchable />
        <Select {...filter('status')} data={statusOptions} placeholder="Status" aria-label="Status" />
        <Select {...filter('health')} data={healthOptions} placeholder="Health" aria-label="Health" />
        {filterNames.some((name) => name !== 'q' && search[name]) && isFiltered(search) && (
          <Button variant="subtle" color="gray" onClick={() => go(withoutFilters)}>
            Clear
          </Button>
        )}
      </div>
    </>
  );
}

/** The providers the tenant has, and the one asked for even if it has none of it. */
function useProviderOptions(wanted: string | undefined) {
  const providers = new Set(useConnected().map(({ provider }) => provider));
  if (wanted) providers.add(wanted);
  return [...providers].map((value) => ({ value, label: findKnownProvider(value)?.name ?? value }));
}
