import { listIntegrationsOptions } from '@ims/api-client/queries';
import { Button, SegmentedControl } from '@mantine/core';
import { IconChartBar, IconFilterOff } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ButtonLink } from '../../shared/links.tsx';
import { useMay } from '../../shared/me.ts';
import { EmptyState } from '../../shared/page-state.tsx';
import { CopyCode } from './copy-code.tsx';
import { filteredBy, noFilters } from './filters.ts';
import { type CallLanguage, callIn, callLanguages } from './first-call.ts';
import classes from './no-usage.module.css';
import { periodWords } from './span.ts';
import { useUsageSearch } from './use-usage-search.ts';

/** Nothing was called: says how to, or that the filters leave nothing. */
export function NoUsage() {
  const { asked, filter } = useUsageSearch();
  if (filteredBy(asked.filters).length === 0) return <NeverCalled />;
  return (
    <EmptyState
      icon={IconFilterOff}
      title={`No such calls in ${periodWords(asked.period)}`}
      actions={
        <>
          <Button variant="default" onClick={() => filter(noFilters)}>
            Clear the filters
          </Button>
          <LongerPeriod />
        </>
      }
    >
      There may be some in a longer period, or under fewer filters.
    </EmptyState>
  );
}

function LongerPeriod() {
  const { search, go } = useUsageSearch();
  if (search.range === '90d') return null;
  return (
    <Button variant="default" onClick={() => go({ range: '90d', from: undefined, to: undefined })}>
      Look at 90 days
    </Button>
  );
}

function NeverCalled() {
  const { asked } = useUsageSearch();
  const may = useMay();
  const { data: providers } = useQuery(listIntegrationsOptions({ query: { type: 'ai_provider', active: 'true' } }));
  return (
    <EmptyState
      icon={IconChartBar}
      title={`No calls in ${periodWords(asked.period)}`}
      actions={
        <>
          {may('service_accounts:write') && (
            <ButtonLink to="/access" search={{ tab: 'keys', create: true }}>
              Make a service key
            </ButtonLink>
          )}
          {providers?.length === 0 && may('integrations:write') && (
            <ButtonLink to="/integrations" search={{ create: '' }} variant="default">
              Connect an AI provider
            </ButtonLink>
          )}
          <LongerPeriod />
        </>
      }
    >
      <p>
        Point any OpenAI client at this address with a service key, and each call is counted and priced here.
        {!may('service_accounts:write') && ' An admin of your tenant makes the key.'}
      </p>
      <FirstCall model={providers?.[0]?.provider ?? 'openai'} />
    </EmptyState>
  );
}

function FirstCall({ model }: { model: string }) {
  const [language, setLanguage] = useState<CallLanguage>('python');
  return (
    <div className={classes.call}>
      <SegmentedControl
        size="xs"
        aria-label="Language"
        value={language}
        onChange={(value) => setLanguage(value as CallLanguage)}
        data={Object.entries(callLanguages).map(([value, label]) => ({ value, label }))}
      />
      <CopyCode code={callIn(language, `${location.origin}/v1`, model)} label="The first call" />
    </div>
  );
}
