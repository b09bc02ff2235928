import type { DiscoveredModels, Model } from '@ims/api-client';
import { Button, Checkbox, Group, Modal, Stack, TextInput } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { counted } from '../../../shared/format.ts';
import { EmptyState, QueryState, TableSkeleton } from '../../../shared/page-state.tsx';
import { toProblem } from '../../../shared/problem.ts';
import { ProblemNotice } from '../../../shared/problem-notice.tsx';
import { toast } from '../../../shared/toast.tsx';
import classes from './discover-dialog.module.css';
import { purposeOf } from './model-form.ts';
import { useCreateModels, useOffer } from './models.queries.ts';

type Offered = DiscoveredModels['models'][number];

/** More than anybody reads: the search finds the rest. */
const SHOWN = 200;

interface DiscoverDialogProps {
  id: number;
  models: readonly Model[];
  onClose: () => void;
}

/** What the provider offers, to add as many as are wanted at once. */
export function DiscoverDialog({ id, models, onClose }: DiscoverDialogProps) {
  const query = useOffer(id);
  const registered = new Set(models.map(({ name }) => name));
  return (
    <Modal opened onClose={onClose} title="What the provider offers">
      <QueryState query={query} skeleton={<TableSkeleton rows={6} />}>
        {(offer) =>
          offer.length === 0 ? (
            <EmptyState title="The provider lists no model" />
          ) : (
            <Choice id={id} offer={offer} registered={registered} onClose={onClose} />
          )
        }
      </QueryState>
    </Modal>
  );
}

interface ChoiceProps {
  id: number;
  offer: readonly Offered[];
  registered: ReadonlySet<string>;
  onClose: () => void;
}

function Choice({ id, offer, registered, onClose }: ChoiceProps) {
  const search = useRef<HTMLInputElement>(null);
  // The dialog chose its focus while there was nothing to search yet.
  useEffect(() => search.current?.focus(), []);
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const { mutate, error, isPending } = useCreateModels(id);
  const wanted = chosen.filter((name) => !registered.has(name));
  const found = offer.filter((model) => model.id.toLowerCase().includes(text.trim().toLowerCase()));
  const add = () =>
    mutate(
      wanted.map((name) => ({ name, purpose: purposeOf(name) })),
      {
        onSuccess: () => {
          toast.done(`${counted(wanted.length, 'model')} added. Enter what they cost next.`);
          onClose();
        },
      },
    );
  return (
    <Stack gap="md">
      {error && <ProblemNotice problem={toProblem(error)} />}
      <TextInput
        ref={search}
        aria-label="Search models"
        placeholder="Search"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
      />
      <Checkbox.Group
        aria-label="Models"
        value={[...registered, ...wanted]}
        onChange={(names) => setChosen(names)}
        className={classes.list}
      >
        {found.slice(0, SHOWN).map(({ id: name, owned_by }) => (
          <Checkbox
            key={name}
            value={name}
            disabled={registered.has(name)}
            label={<code>{name}</code>}
            description={registered.has(name) ? 'Registered' : owned_by && `By ${owned_by}`}
            className={classes.model}
          />
        ))}
      </Checkbox.Group>
      <p className={classes.found} role="status">
        {foundWords(found.length)}
      </p>
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={wanted.length === 0} loading={isPending} onClick={add}>
          {wanted.length === 0 ? 'Add' : `Add ${counted(wanted.length, 'model')}`}
        </Button>
      </Group>
    </Stack>
  );
}

function foundWords(count: number): string {
  if (count > SHOWN) return `The first ${SHOWN} of ${count} models. Search to see others.`;
  return count === 0 ? 'No model is called so.' : counted(count, 'model');
}
