import { ActionIcon } from '@mantine/core';
import { IconArrowLeft } from '@tabler/icons-react';
import { ProviderLogo } from '../../../shared/provider-logo.tsx';
import { useIntegration } from '../change.queries.ts';
import { ANY_PROVIDER } from '../choose/provider-name.ts';
import { useProviderNames } from '../connectors.ts';
import { choosing, useGo } from '../use-integrations-search.ts';
import type { IntegrationModalProps } from './integration-modal.tsx';
import classes from './modal-title.module.css';

export function ModalTitle({ create, edit }: IntegrationModalProps) {
  if (edit !== undefined) return <EditTitle id={edit} />;
  return create ? <CreateTitle provider={create === ANY_PROVIDER ? '' : create} /> : 'Connect a system';
}

function CreateTitle({ provider }: { provider: string }) {
  const go = useGo();
  const name = useProviderNames()(provider);
  return (
    <span className={classes.title}>
      <ActionIcon onClick={() => go(choosing)} aria-label="Choose another provider">
        <IconArrowLeft size={16} aria-hidden />
      </ActionIcon>
      {provider && <ProviderLogo provider={provider} name={name} />}
      Connect {name || 'another system'}
    </span>
  );
}

function EditTitle({ id }: { id: number }) {
  const { data } = useIntegration(id);
  if (!data) return 'Integration';
  return (
    <span className={classes.title}>
      <ProviderLogo provider={data.provider} name={data.display_name} src={data.logo_url} />
      {data.display_name}
    </span>
  );
}
