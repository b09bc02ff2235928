import { Button } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { filteredBy, filterNames } from './filters.ts';
import { groupingWords } from './grouping-words.ts';
import { useGroupName } from './usage.queries.ts';
import type { Grouping } from './usage.search.ts';
import { useUsageSearch } from './use-usage-search.ts';

/** What the page is narrowed to. A click takes it away again. */
export function UsageFilters() {
  const { asked } = useUsageSearch();
  return filteredBy(asked.filters).map((by) => <FilterChip key={by} by={by} />);
}

function FilterChip({ by }: { by: Grouping }) {
  const { asked, filter } = useUsageSearch();
  const name = filterNames[by];
  const value = useGroupName(by, { [name]: asked.filters[name] }) ?? asked.filters[name];
  const label = `${groupingWords[by]}: ${value}`;
  return (
    <Button
      variant="light"
      aria-label={`${label}, remove the filter`}
      rightSection={<IconX size={13} aria-hidden />}
      onClick={() => filter({ [name]: undefined })}
    >
      {label}
    </Button>
  );
}
