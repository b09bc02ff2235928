import { Button, CloseButton, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import type { RefObject } from 'react';
import { integrationTypes, typeLabels } from '../../../shared/integration-types.ts';
import { useSearchText } from '../../../shared/use-search-text.ts';
import { useProviderNames } from '../connectors.ts';
import { healthLabels } from '../integration-health.tsx';
import { useConnected } from '../integrations.queries.ts';
import { type Filters, healthStates, isFiltered, withFilters, withoutFilters } from '../integrations.search.ts';
import { useGo, useIntegrationsSearch } from '../use-integrations-search.ts';
import classes from './list-toolbar.module.css';

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
  const providerOptions = useProviderOptions(search.provider);
  return (
    <>
      <TextInput
        ref={searchRef}
        size="xs"
        type="search"
        className={classes.search}
        leftSection={<IconSearch size={14} aria-hidden />}
        rightSection={text ? <ClearSearch onClick={() => setText('')} /> : <SlashKey />}
        placeholder="Search name, provider, address…"
        aria-label="Search integrations"
        aria-keyshortcuts="/"
        maxLength={100}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <div className={classes.filters}>
        <Filter name="type" label="Filter by type" all="All types" options={typeOptions} />
        <Filter name="provider" label="Filter by provider" all="All providers" options={providerOptions} />
        <Filter name="status" label="Filter by status" all="Active or not" options={statusOptions} />
        <Filter name="health" label="Filter by health" all="Any health" options={healthOptions} />
        {isFiltered(search) && (
          <Button variant="subtle" color="gray" className={classes.clear} onClick={() => go(withoutFilters)}>
            Clear
          </Button>
        )}
      </div>
    </>
  );
}

const ClearSearch = ({ onClick }: { onClick: () => void }) => (
  <CloseButton size="xs" aria-label="Clear search" onClick={onClick} />
);

const SlashKey = () => (
  <kbd className={classes.key} aria-hidden>
    /
  </kbd>
);

interface FilterProps {
  name: keyof Filters;
  label: string;
  /** What is shown while it filters nothing. */
  all: string;
  options: { value: string; label: string }[];
}

function Filter({ name, label, all, options }: FilterProps) {
  const value = useIntegrationsSearch()[name];
  const go = useGo();
  return (
    <NativeSelect
      size="xs"
      className={classes.filter}
      data-set={value !== undefined || undefined}
      aria-label={label}
      data={[{ value: '', label: all }, ...options]}
      value={value ?? ''}
      onChange={({ currentTarget }) => go((now) => withFilters(now, { [name]: currentTarget.value || undefined }))}
    />
  );
}

/** The providers the tenant has, and the one asked for even if it has none of it. */
function useProviderOptions(wanted: string | undefined) {
  const nameOf = useProviderNames();
  const providers = new Set(useConnected().map(({ provider }) => provider));
  if (wanted) providers.add(wanted);
  return [...providers].map((value) => ({ value, label: nameOf(value) }));
}
