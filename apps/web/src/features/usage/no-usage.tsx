import { listIntegrationsOptions } from '@ims/api-client/queries';
import { Button, SegmentedControl } from '@mantine/core';
import { IconChartBar } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ButtonLink } from '../../shared/links.tsx';
import { useMay } from '../../shared/me.ts';
import { EmptyState } from '../../shared/page-state.tsx';
import { CopyCode } from './copy-code.tsx';
import { type CallLanguage, callIn, callLanguages } from './first-call.ts';
import classes from './no-usage.module.css';
import { periodWords } from './span.ts';
import { useUsageSearch } from './use-usage-search.ts';

/** Nothing was called: says how to. */
export function NoUsage() {
  const { search, period, go } = useUsageSearch();
  const may = useMay();
  const { data: providers } = useQuery(listIntegrationsOptions({ query: { type: 'ai_provider', active: 'true' } }));
  const isLongest = search.range === '90d';
  return (
    <EmptyState
      icon={IconChartBar}
      title={`No calls in ${periodWords(period)}`}
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
          {!isLongest && (
            <Button variant="default" onClick={() => go({ range: '90d', from: undefined, to: undefined })}>
              Look at 90 days
            </Button>
          )}
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
