import type { QueryClient } from '@tanstack/react-query';
import type { PageSession } from '../shared/session.ts';
import type { AppRouter } from './router.tsx';

interface Followers {
  session: PageSession;
  queryClient: QueryClient;
  router: AppRouter;
}

/** When another person signs in, or nobody is any more: forgets all that the last one saw, and decides again what to show. */
export function followSession({ session, queryClient, router }: Followers): void {
  let userId = session.state().user?.id;
  session.subscribe(() => {
    const next = session.state().user?.id;
    if (next === userId) return;
    userId = next;
    // What is still on the page would ask again for what is cleared under it.
    if (next === undefined) void router.invalidate().then(() => queryClient.clear());
    else {
      queryClient.clear();
      void router.invalidate();
    }
  });
}
