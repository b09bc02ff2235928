import { useBlocker } from '@tanstack/react-router';
import { useRef } from 'react';
import { ConfirmDialog } from './confirm-dialog.tsx';

/** Asks before unsaved changes are lost: by closing, by going back, by another page, by closing the tab. */
export function UnsavedGuard({ unsaved }: { unsaved: () => boolean }) {
  const leftFrom = useRef<Element>(null);
  const { status, proceed, reset } = useBlocker({
    shouldBlockFn: () => {
      leftFrom.current = document.activeElement;
      return unsaved();
    },
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  // Mounted only now: a dialog that is there already would take the Escape that opens it for its own.
  if (status !== 'blocked') return null;
  const stay = () => {
    reset();
    if (leftFrom.current instanceof HTMLElement) leftFrom.current.focus();
  };
  return (
    <ConfirmDialog
      title="Discard unsaved changes?"
      confirm="Discard changes"
      cancel="Keep editing"
      danger
      onConfirm={proceed}
      onClose={stay}
    >
      What you changed in this form is not saved yet.
    </ConfirmDialog>
  );
}
