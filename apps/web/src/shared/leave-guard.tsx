import { useBlocker } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';

const ConfirmDialog = lazy(async () => ({ default: (await import('./confirm-dialog.tsx')).ConfirmDialog }));

/** Asks before leaving a page with unsaved changes: a dialog within the application, the browser's own outside. */
export function LeaveGuard({ unsaved }: { unsaved: boolean }) {
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => unsaved && current.pathname !== next.pathname,
    enableBeforeUnload: unsaved,
    withResolver: true,
  });
  if (blocker.status !== 'blocked') return null;
  return (
    <Suspense>
      <ConfirmDialog
        danger
        title="Leave without saving?"
        confirm="Leave"
        cancel="Stay"
        onConfirm={blocker.proceed}
        onClose={blocker.reset}
      >
        Your changes on this page are not saved yet. If you leave, they are lost.
      </ConfirmDialog>
    </Suspense>
  );
}
