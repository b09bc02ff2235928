import type { IntegrationListItem } from '@ims/api-client';
import { useState } from 'react';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { type ApiProblem, toProblem } from '../../../shared/problem.ts';
import { toast } from '../../../shared/toast.tsx';
import { usersIn } from '../../../shared/used-by.ts';
import { useDeleteIntegration } from '../change.queries.ts';
import classes from './delete-dialog.module.css';

interface DeleteDialogProps {
  integration: IntegrationListItem;
  onClose: () => void;
  /** After it is gone; else as when the dialog is closed. */
  onDeleted?: () => void;
}

/** Asks before deleting; when other things use the integration, says which, and offers to unlink them first. */
export function DeleteDialog({ integration, onClose, onDeleted = onClose }: DeleteDialogProps) {
  const { id, display_name } = integration;
  const [version, setVersion] = useState(integration.version);
  const { mutate, isPending, error } = useDeleteIntegration();
  const problem = error && toProblem(error);
  const users = usersIn(problem, 'integration_in_use');
  const force = users.length > 0;
  const remove = () =>
    mutate(
      { id, version, force },
      {
        onSuccess: () => {
          toast.done(`${display_name} deleted`);
          onDeleted();
        },
        // Shown as the problem; whoever confirms again has been told that it is not what they saw.
        onError: (failed) => setVersion((seen) => currentVersion(toProblem(failed)) ?? seen),
      },
    );
  return (
    <ConfirmDialog
      title={force ? `${display_name} is in use` : `Delete ${display_name}?`}
      confirm={force ? 'Unlink and delete' : `Delete ${display_name}`}
      danger
      call={{ isPending, error: force ? null : problem }}
      onConfirm={remove}
      onClose={onClose}
    >
      {force ? (
        <>
          These fall back to it, and would have no fallback any more:
          <ul className={classes.users}>
            {users.map((user) => (
              <li key={user.id}>{user.name}</li>
            ))}
          </ul>
        </>
      ) : (
        <>
          Its configuration, secret and logo are removed, and services can no longer use it. This cannot be undone; to
          pause it, deactivate it instead.
        </>
      )}
    </ConfirmDialog>
  );
}

const currentVersion = (problem: ApiProblem): number | undefined =>
  'current_version' in problem && typeof problem.current_version === 'number' ? problem.current_version : undefined;
