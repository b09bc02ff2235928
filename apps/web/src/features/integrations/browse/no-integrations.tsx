import { IconPlug } from '@tabler/icons-react';
import { useMay } from '../../../shared/me.ts';
import { EmptyState } from '../../../shared/page-state.tsx';
import { ChooseConnector } from '../choose/choose-connector.tsx';
import classes from './no-integrations.module.css';

/** A tenant that has just begun. */
export function NoIntegrations() {
  const mayWrite = useMay()('integrations:write');
  return (
    <>
      <EmptyState icon={IconPlug} title={mayWrite ? 'Connect your first system' : 'Nothing is connected yet'}>
        {mayWrite
          ? 'Choose a system. You need its address and a token; the token is stored encrypted and never shown again.'
          : 'An admin of your tenant can connect data sources, AI providers and notification channels.'}
      </EmptyState>
      {mayWrite && (
        <div className={classes.catalogue}>
          <ChooseConnector />
        </div>
      )}
    </>
  );
}
