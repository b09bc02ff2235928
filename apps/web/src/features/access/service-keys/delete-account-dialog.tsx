import type { ServiceAccount } from '@ims/api-client';
import { ifMatch } from '../../../shared/api.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { counted } from '../../../shared/format.ts';
import { toast } from '../../../shared/toast.tsx';
import { useDeleteServiceAccount } from './service-accounts.queries.ts';

interface DeleteAccountDialogProps {
  account: ServiceAccount;
  onClose: () => void;
}

export function DeleteAccountDialog({ account: { id, name, keys, version }, onClose }: DeleteAccountDialogProps) {
  const remove = useDeleteServiceAccount();
  const confirmed = () =>
    remove.mutate(
      { path: { id }, headers: ifMatch(version) },
      {
        onSuccess: () => {
          toast.done(`${name} is deleted`);
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      danger
      title={`Delete ${name}?`}
      confirm="Delete"
      call={remove}
      onConfirm={confirmed}
      onClose={onClose}
    >
      {keys.length === 0
        ? 'It has no key that opens anything.'
        : `Its ${counted(keys.length, 'key')} will be refused at once, and cannot be brought back.`}{' '}
      What the program did stays in the audit log.
    </ConfirmDialog>
  );
}
