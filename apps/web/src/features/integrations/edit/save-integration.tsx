import type { Integration } from '@ims/api-client';
import { IconPlugOff } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState, QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { toProblem } from '../../../shared/problem.ts';
import { toast } from '../../../shared/toast.tsx';
import { useIntegration } from '../integrations.queries.ts';
import { closed, editing, useGo } from '../use-integrations-search.ts';
import { blankValues, valuesOf } from './form-values.ts';
import { IntegrationForm } from './integration-form.tsx';
import type { IntegrationModalProps } from './integration-modal.tsx';
import { ANY_PROVIDER } from './pick-provider.tsx';
import type { UnsentLogo } from './use-integration-form.ts';

/** The form for a new integration or a stored one, and where the person goes when it is saved. */
export function SaveIntegration({ create, edit, onCancel }: IntegrationModalProps & { onCancel: () => void }) {
  const go = useGo();
  const [unsent, setUnsent] = useState<UnsentLogo & { id: number }>();
  const saved = ({ display_name }: Integration, done: 'connected' | 'saved') => {
    toast.done(`${display_name} ${done}`);
    go(closed, { unguarded: true });
  };
  const createdWithoutLogo = ({ id }: Integration, logo: UnsentLogo) => {
    setUnsent({ ...logo, id });
    go(editing(id), { replace: true, unguarded: true });
  };
  if (edit !== undefined) {
    return (
      <EditForm
        key={edit}
        id={edit}
        unsentLogo={unsent?.id === edit ? unsent : undefined}
        onSaved={(integration) => saved(integration, 'saved')}
        onCancel={onCancel}
      />
    );
  }
  const provider = create === ANY_PROVIDER ? '' : create;
  return (
    <IntegrationForm
      key={provider}
      initial={blankValues(provider)}
      onSaved={(integration) => saved(integration, 'connected')}
      onCreatedWithoutLogo={createdWithoutLogo}
      onCancel={onCancel}
    />
  );
}

interface EditFormProps {
  id: number;
  unsentLogo: UnsentLogo | undefined;
  onSaved: (integration: Integration) => void;
  onCancel: () => void;
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
