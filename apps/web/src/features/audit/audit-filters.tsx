import { Button, NativeSelect, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { DayField } from '../../shared/day-field.tsx';
import { useSearchText } from '../../shared/use-search-text.ts';
import type { AuditSearch } from './audit.search.ts';
import { isFiltered } from './audit.search.ts';
import classes from './audit-filters.module.css';
import { actionOptions, resourceOptions } from './audit-words.ts';

interface AuditFiltersProps {
  search: AuditSearch;
  onChange: (search: AuditSearch) => void;
}

export function AuditFilters({ search, onChange }: AuditFiltersProps) {
  const { text, setText } = useSearchText(search.actor, (actor) => onChange({ ...search, actor }));
  return (
    <div className={classes.filters}>
      <TextInput
        size="xs"
        className={classes.actor}
        leftSection={<IconSearch size={14} aria-hidden />}
        placeholder="Who"
        aria-label="Part of the name of who acted"
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <NativeSelect
        size="xs"
        aria-label="Resource"
        data={[{ value: '', label: 'All resources' }, ...resourceOptions]}
        value={search.resource ?? ''}
        // The actions belong to a resource, so another one begins without.
        onChange={({ currentTarget }) =>
          onChange({ ...search, resource: currentTarget.value || undefined, action: undefined })
        }
      />
      <NativeSelect
        size="xs"
        aria-label="Action"
        data={[{ value: '', label: 'All actions' }, ...actionOptions(search.resource)]}
        value={search.action ?? ''}
        onChange={({ currentTarget }) => onChange({ ...search, action: currentTarget.value || undefined })}
      />
      <DayField label="From" value={search.from} max={search.to} onChange={(from) => onChange({ ...search, from })} />
      <DayField label="To" value={search.to} min={search.from} onChange={(to) => onChange({ ...search, to })} />
      {isFiltered(search) && (
        <Button variant="subtle" color="gray" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </div>
  );
}
