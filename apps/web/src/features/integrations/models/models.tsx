import type { Integration, Model } from '@ims/api-client';
import { Button } from '@mantine/core';
import { IconBrain, IconPlus, IconRadar2 } from '@tabler/icons-react';
import { lazy, Suspense, useState } from 'react';
import { useMay } from '../../../shared/me.ts';
import { EmptyState, QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { Notice } from '../../../shared/problem-notice.tsx';
import { Section } from '../../../shared/section.tsx';
import { useModelChanges } from './model-actions.ts';
import type { OpenedModelDialog } from './model-dialogs.tsx';
import classes from './models.module.css';
import { useModels } from './models.queries.ts';
import { ModelsTable } from './models-table.tsx';

const Dialogs = lazy(async () => ({ default: (await import('./model-dialogs.tsx')).ModelDialogs }));

/** The models of an AI provider: what calls may ask for, and what it costs. */
export function Models({ integration }: { integration: Integration }) {
  const query = useModels(integration.id);
  const mayWrite = useMay()('integrations:write');
  const [dialog, setDialog] = useState<OpenedModelDialog>();
  const add = (name = '') => setDialog({ kind: 'add', name });
  return (
    <Section
      title="Models"
      help="What calls may ask for, under which names, and what it costs."
      content="flush"
      actions={mayWrite && <Actions onDiscover={() => setDialog({ kind: 'discover' })} onAdd={() => add()} />}
    >
      <QueryState query={query} skeleton={<TableSkeleton rows={3} />}>
        {(models) => (
          <>
            <UnregisteredDefault integration={integration} models={models} onAdd={mayWrite ? add : undefined} />
            <Registered models={models} mayWrite={mayWrite} onOpen={setDialog} />
            {dialog && (
              <Suspense>
                <Dialogs
                  id={integration.id}
                  models={models}
                  dialog={dialog}
                  mayWrite={mayWrite}
                  onClose={() => setDialog(undefined)}
                />
              </Suspense>
            )}
          </>
        )}
      </QueryState>
    </Section>
  );
}

function Actions({ onDiscover, onAdd }: { onDiscover: () => void; onAdd: () => void }) {
  return (
    <>
      <Button variant="default" leftSection={<IconRadar2 size={14} aria-hidden />} onClick={onDiscover}>
        Discover
      </Button>
      <Button variant="default" leftSection={<IconPlus size={14} aria-hidden />} onClick={onAdd}>
        Add model
      </Button>
    </>
  );
}

interface UnregisteredDefaultProps {
  integration: Integration;
  models: readonly Model[];
  onAdd?: (name: string) => void;
}

/** The default works without being registered; only what it costs is then unknown. */
function UnregisteredDefault({ integration: { model }, models, onAdd }: UnregisteredDefaultProps) {
  if (model === null || models.some(({ name }) => name === model)) return null;
  return (
    <div className={classes.notice}>
      <Notice
        title={`The default, ${model}, is not registered`}
        actions={
          onAdd && (
            <Button variant="default" onClick={() => onAdd(model)}>
              Register it
            </Button>
          )
        }
      >
        Calls reach it, but it has no price and no aliases here.
      </Notice>
    </div>
  );
}

interface RegisteredProps {
  models: readonly Model[];
  mayWrite: boolean;
  onOpen: (dialog: OpenedModelDialog) => void;
}

function Registered({ models, mayWrite, onOpen }: RegisteredProps) {
  const changes = useModelChanges();
  if (models.length === 0) {
    return (
      <EmptyState icon={IconBrain} title="No model is registered yet">
        {mayWrite
          ? 'Discover what the provider offers, or add a model by its name.'
          : 'An admin can add the models that calls may ask for.'}
      </EmptyState>
    );
  }
  const actions = mayWrite
    ? {
        ...changes,
        edit: ({ id }: Model) => onOpen({ kind: 'change', id }),
        remove: ({ id }: Model) => onOpen({ kind: 'remove', id }),
      }
    : undefined;
  return <ModelsTable models={models} actions={actions} onPrice={({ id }) => onOpen({ kind: 'price', id })} />;
}
