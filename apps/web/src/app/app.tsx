import { RouterProvider } from '@tanstack/react-router';
import { session } from '../shared/api.ts';
import { Providers } from './providers.tsx';
import { createQueryClient } from './query-client.ts';
import { createAppRouter } from './router.tsx';

const queryClient = createQueryClient();
const router = createAppRouter({ queryClient, session });

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}

// Another person, or nobody: nothing of what the last one saw may stay.
let userId = session.state().user?.id;
session.subscribe(() => {
  const next = session.state().user?.id;
  if (next === userId) return;
  userId = next;
  queryClient.clear();
  void router.invalidate();
});

export function App() {
  return (
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>
  );
}
