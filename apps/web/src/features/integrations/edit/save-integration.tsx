import type { Connector, Integration } from '@ims/api-client';
import { IconPlugOff } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState, QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { toProblem } from '../../../shared/problem.ts';
import { toast } from '../../../shared/toast.tsx';
import { useIntegration } from '../change.queries.ts';
import { ANY_PROVIDER } from '../choose/provider-name.ts';
import { findConnector, useConnectors } from '../connectors.ts';
import { closed, editing, useGo } from '../use-integrations-search.ts';
import { blankValues, valuesOf } from './form-values.ts';
import { IntegrationForm } from './integration-form.tsx';
import type { IntegrationModalProps } from './integration-modal.tsx';
import type { UnsentLogo } from './use-integration-form.ts';

interface SaveIntegrationProps extends IntegrationModalProps {
  onCancel: () => void;
  onTesting: (running: boolean) => void;
}

/** The form for a new integration or a stored one. */
export function SaveIntegration(props: SaveIntegrationProps) {
  return (
    <QueryState query={useConnectors()} skeleton={<TableSkeleton rows={9} />}>
      {(connectors) => <SaveForm {...props} connectors={connectors} />}
    </QueryState>
  );
}

interface WithConnectors {
  connectors: Connector[];
}

/** The right form, and where the person goes when it is saved. */
function SaveForm({ create, edit, ...options }: SaveIntegrationProps & WithConnectors) {
  const go = useGo();
  const [unsent, setUnsent] = useState<UnsentLogo & { id: number }>();
  const saved = (integration: Integration, typed: string, done: 'connected' | 'saved') => {
    toast.done([`${integration.display_name} ${done}`, ...whatBecameOf(integration, typed)].join('. '));
    go(closed, { unguarded: true });
  };
  const createdWithoutLogo = ({ id }: Integration, logo: UnsentLogo) => {
    setUnsent({ ...logo, id });
    go(editing(id), { replace: true, unguarded: true });
  };
  if (edit !== undefined) {
    return (
      <EditForm
        {...options}
        key={edit}
        id={edit}
        unsentLogo={unsent?.id === edit ? unsent : undefined}
        onSaved={(integration, typed) => saved(integration, typed, 'saved')}
      />
    );
  }
  const provider = create === undefined || create === ANY_PROVIDER ? '' : create;
  return (
    <IntegrationForm
      {...options}
      key={provider}
      initial={blankValues(provider, findConnector(options.connectors, provider))}
      onSaved={(integration, typed) => saved(integration, typed, 'connected')}
      onCreatedWithoutLogo={createdWithoutLogo}
    />
  );
}

/** What the server made of the address that was typed or pasted, and whether something is still to come. */
function whatBecameOf({ base_url, config_state }: Integration, typed: string): string[] {
  const another = base_url !== null && base_url.replace(/\/$/, '') !== typed.replace(/\/$/, '');
  return [
    ...(another ? [`Its address is kept as ${base_url}`] : []),
    ...(config_state === 'incomplete' ? ['Some of its settings are still missing'] : []),
  ];
}

interface EditFormProps extends WithConnectors, Pick<SaveIntegrationProps, 'onCancel' | 'onTesting'> {
  id: number;
  unsentLogo: UnsentLogo | undefined;
  onSaved: (integration: Integration, typed: string) => void;
}

function EditForm({ id, ...options }: EditFormProps) {
  const query = useIntegration(id);
  if (!query.data && query.error && toProblem(query.error).status === 404) {
    return (
      <EmptyState icon={IconPlugOff} title="This integration is gone">
        Somebody deleted it, or the link is for another tenant.
      </EmptyState>
    );
  }
  return (
    <QueryState query={query} skeleton={<TableSkeleton rows={9} />}>
      {(integration) => <IntegrationForm {...options} initial={valuesOf(integration)} integration={integration} />}
    </QueryState>
  );
}
