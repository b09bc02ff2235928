import { RouterProvider } from '@tanstack/react-router';
import { session } from '../shared/api.ts';
import { followSession } from './follow-session.ts';
import { Providers } from './providers.tsx';
import { createQueryClient } from './query-client.ts';
import { type AppRouter, createAppRouter } from './router.tsx';

const queryClient = createQueryClient();
const router = createAppRouter({ queryClient, session });
followSession({ session, queryClient, router });

declare module '@tanstack/react-router' {
  interface Register {
    router: AppRouter;
  }
}

export function App() {
  return (
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>
  );
}
