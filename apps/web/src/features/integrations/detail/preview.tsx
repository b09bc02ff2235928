import type { Integration } from '@ims/api-client';
import { Button } from '@mantine/core';
import { IconRefresh, IconTableOff } from '@tabler/icons-react';
import { useMay } from '../../../shared/me.ts';
import { EmptyState, ErrorState, TableSkeleton } from '../../../shared/page-state.tsx';
import { toProblem } from '../../../shared/problem.ts';
import { Section } from '../../../shared/section.tsx';
import { SourceRecords } from '../../../shared/source-records.tsx';
import { usePreview } from './detail.queries.ts';
import classes from './preview.module.css';

/** The first records of a data source, read when somebody asks for them. */
export function Preview({ integration }: { integration: Integration }) {
  const mayWrite = useMay()('integrations:write');
  const preview = usePreview(integration.id);
  const { data, error, isPending, mutate } = preview;
  if (!mayWrite) return null;
  const load = () => mutate();
  return (
    <Section
      title="Preview"
      help={`What ${integration.base_search ? 'the base search finds' : 'it has'} now, read live from the system. Nothing is stored.`}
      content="flush"
      actions={
        integration.active && (
          <Button
            variant="default"
            leftSection={data && <IconRefresh size={14} aria-hidden />}
            loading={isPending}
            onClick={load}
          >
            {data ? 'Read again' : 'Read the first records'}
          </Button>
        )
      }
    >
      {!integration.active && <p className={classes.inactive}>Activate it to read its records.</p>}
      {isPending && <TableSkeleton rows={5} />}
      {error && <ErrorState problem={toProblem(error)} onRetry={load} />}
      {data?.records.length === 0 && (
        <EmptyState icon={IconTableOff} title="There are no records">
          {integration.base_search
            ? 'The base search finds nothing. Try it in the system itself.'
            : 'The list is empty.'}
        </EmptyState>
      )}
      {data && data.records.length > 0 && <SourceRecords records={data.records} label="First records" />}
    </Section>
  );
}
