import type { ConnectorDetail } from '@ims/api-client';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { TextLink } from '../../../shared/links.tsx';
import { toProblem } from '../../../shared/problem.ts';
import { toast } from '../../../shared/toast.tsx';
import { usersIn } from '../../../shared/used-by.ts';
import { useDeleteConnector } from '../connectors.queries.ts';
import classes from './delete-connector-dialog.module.css';

interface DeleteConnectorDialogProps {
  connector: ConnectorDetail;
  onDeleted: () => void;
  onClose: () => void;
}

/** Asks before deleting a manifest; while integrations use it, says which, and leads to them. */
export function DeleteConnectorDialog({ connector, onDeleted, onClose }: DeleteConnectorDialogProps) {
  const { provider, display_name, versions } = connector;
  const { mutate, isPending, error } = useDeleteConnector(provider);
  const problem = error && toProblem(error);
  const users = usersIn(problem, 'connector_in_use');
  const remove = () =>
    mutate(undefined, {
      onSuccess: () => {
        toast.done(`${display_name} deleted`);
        onDeleted();
      },
    });
  const inUse = users.length > 0;
  return (
    <ConfirmDialog
      title={inUse ? `${display_name} is in use` : `Delete ${display_name}?`}
      confirm={inUse ? 'Try again' : `Delete ${display_name}`}
      danger={!inUse}
      call={{ isPending, error: inUse ? null : problem }}
      onConfirm={remove}
      onClose={onClose}
    >
      {inUse ? (
        <>
          Without the connector these would no longer work. Delete them first, or connect them through another one:
          <ul className={classes.users}>
            {users.map(({ id, name }) => (
              <li key={id}>
                <TextLink to="/integrations/$id" params={{ id: String(id) }}>
                  {name}
                </TextLink>
              </li>
            ))}
          </ul>
        </>
      ) : (
        <>
          The manifest {versions.length > 1 && `and all its ${versions.length} versions `}will be gone. This cannot be
          undone.
        </>
      )}
    </ConfirmDialog>
  );
}
