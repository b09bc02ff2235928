import type { ServiceAccount, ServiceKey } from '@ims/api-client';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { RelativeTime } from '../../../shared/relative-time.tsx';
import { toast } from '../../../shared/toast.tsx';
import { useRevokeServiceKey } from './service-accounts.queries.ts';

interface RevokeKeyDialogProps {
  account: ServiceAccount;
  serviceKey: ServiceKey;
  onClose: () => void;
}

export function RevokeKeyDialog({ account, serviceKey, onClose }: RevokeKeyDialogProps) {
  const revoke = useRevokeServiceKey();
  const { id, last_four, last_used_at } = serviceKey;
  const confirmed = () =>
    revoke.mutate(
      { path: { id: account.id, key_id: id } },
      {
        onSuccess: () => {
          toast.done(`The key …${last_four} is revoked`);
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      danger
      title={`Revoke the key …${last_four} of ${account.name}?`}
      confirm="Revoke"
      call={revoke}
      onConfirm={confirmed}
      onClose={onClose}
    >
      {last_used_at ? (
        <>
          It was last used <RelativeTime at={last_used_at} />. A program that still uses it is refused from now on.
        </>
      ) : (
        'It was never used. A program that tries is refused from now on.'
      )}
    </ConfirmDialog>
  );
}
