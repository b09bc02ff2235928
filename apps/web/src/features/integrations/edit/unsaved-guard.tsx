import { useBlocker } from '@tanstack/react-router';
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx';

/** Asks before unsaved changes are lost: by closing, by going back, by another page, by closing the tab. */
export function UnsavedGuard({ dirty }: { dirty: boolean }) {
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => dirty,
    enableBeforeUnload: () => dirty,
    withResolver: true,
  });
  return (
    <ConfirmDialog
      opened={status === 'blocked'}
      title="Discard unsaved changes?"
      confirm="Discard changes"
      danger
      onConfirm={() => proceed?.()}
      onClose={() => reset?.()}
    >
      What you changed in this form is not saved yet.
    </ConfirmDialog>
  );
}
