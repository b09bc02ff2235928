import { lazy, Suspense, useSyncExternalStore } from 'react';
import type { ApiProblem } from './problem.ts';

/** What a toast can offer beside its message. */
export interface ToastAction {
  label: string;
  run: () => void;
}

// The code of toasts is fetched when the first one is shown: most visits see none.
const load = () => import('./toaster.tsx');
const Toaster = lazy(async () => ({ default: (await load()).Toaster }));
const listeners = new Set<() => void>();
let wanted = false;

async function toaster() {
  wanted = true;
  for (const listener of listeners) listener();
  return load();
}

/** A short word at the edge of the page about something that was done. */
export const toast = {
  done: (message: string, action?: ToastAction) => void toaster().then(({ showDone }) => showDone(message, action)),
  /** For a failure that has no better place on the page. Stays until it is closed. */
  problem: (problem: ApiProblem, title?: string) =>
    void toaster().then(({ showProblem }) => showProblem(problem, title)),
};

/** Where toasts appear; once, at the root. */
export function Toasts() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => wanted,
  );
  return (
    shown && (
      <Suspense>
        <Toaster />
      </Suspense>
    )
  );
}
