import type { Member } from '@ims/api-client';
import { ifMatch } from '../../../shared/api.ts';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';
import { useMe } from '../../../shared/me.ts';
import { toast } from '../../../shared/toast.tsx';
import { useRemoveMember } from './members.queries.ts';

interface RemoveMemberDialogProps {
  member: Member;
  onClose: () => void;
}

export function RemoveMemberDialog({ member: { id, name, email, version }, onClose }: RemoveMemberDialogProps) {
  const remove = useRemoveMember();
  const isMe = useMe().id === id;
  const confirmed = () =>
    remove.mutate(
      { path: { id }, headers: ifMatch(version) },
      {
        onSuccess: () => {
          toast.done(`${name} is removed`);
          onClose();
        },
      },
    );
  return (
    <ConfirmDialog
      danger
      title={`Remove ${name}?`}
      confirm="Remove"
      call={remove}
      onConfirm={confirmed}
      onClose={onClose}
    >
      {isMe ? (
        'This is you. You lose access at once, and only another admin can let you in again.'
      ) : (
        <>
          {email} is signed out at once and can no longer sign in. What they did stays in the audit log. Adding the same
          address later brings them back.
        </>
      )}
    </ConfirmDialog>
  );
}
