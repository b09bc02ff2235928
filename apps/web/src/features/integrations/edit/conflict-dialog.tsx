import { Button, Group, Modal } from '@mantine/core';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { useConnected } from '../integrations.queries.ts';
import type { ChangedMeanwhile } from './conflict.ts';
import classes from './conflict-dialog.module.css';
import { fieldLabels } from './form-values.ts';
import type { Conflict } from './use-save.ts';

interface ConflictDialogProps extends Conflict {
  busy: boolean;
  onKeepMine: () => void;
  onTakeTheirs: () => void;
  onClose: () => void;
}

/** Somebody else saved while the form was open: shows what, and lets the person decide. */
export function ConflictDialog({ theirs, changes, busy, onKeepMine, onTakeTheirs, onClose }: ConflictDialogProps) {
  const contested = changes.some((change) => change.contested);
  return (
    <Modal
      opened
      onClose={onClose}
      title={`${theirs.display_name} was changed meanwhile`}
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <p className={classes.lead}>
        Somebody saved another version <RelativeTime at={theirs.last_updated_at} />.{' '}
        {contested
          ? 'Where you both changed a field, keeping yours replaces theirs; their other changes stay.'
          : 'You did not change the same fields, so keeping yours loses nothing of theirs.'}
      </p>
      <div className={classes.scroll}>
        <table className={classes.table}>
          <thead>
            <tr>
              <th>Field</th>
              <th>Theirs</th>
              <th>Yours</th>
            </tr>
          </thead>
          <tbody>
            {changes.map((change) => (
              <ChangeRow key={change.field} {...change} />
            ))}
          </tbody>
        </table>
      </div>
      <Group justify="flex-end" gap="xs" mt="md">
        <Button variant="subtle" color="gray" onClick={onClose} disabled={busy}>
          Back to the form
        </Button>
        <Button variant="default" onClick={onTakeTheirs} disabled={busy}>
          Take theirs
        </Button>
        <Button onClick={onKeepMine} loading={busy} data-autofocus>
          Keep mine
        </Button>
      </Group>
    </Modal>
  );
}

function ChangeRow({ field, theirs, mine, contested }: ChangedMeanwhile) {
  const others = useConnected('ai_provider');
  const named = (value: string) =>
    (field === 'fallback_integration_id' && others.find(({ id }) => String(id) === value)?.display_name) || value;
  return (
    <tr data-contested={contested || undefined}>
      <th scope="row">{fieldLabels[field]}</th>
      <td>{named(theirs)}</td>
      <td>{contested ? named(mine) : <span className={classes.same}>Not changed by you</span>}</td>
    </tr>
  );
}
