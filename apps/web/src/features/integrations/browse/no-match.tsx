import { Button } from '@mantine/core';
import { IconFilterOff } from '@tabler/icons-react';
import { EmptyState } from '../../../shared/page-state.tsx';
import { withoutFilters } from '../integrations.search.ts';
import { useGo } from '../use-integrations-search.ts';

export function NoMatch() {
  const go = useGo();
  return (
    <EmptyState
      icon={IconFilterOff}
      title="No integration matches"
      actions={
        <Button variant="default" onClick={() => go(withoutFilters)}>
          Clear filters
        </Button>
      }
    >
      Take a filter away, or search for something else.
    </EmptyState>
  );
}
