import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense } from 'react';
import { connectApi } from '../../../shared/api.ts';
import { Toasts } from '../../../shared/toast.tsx';
import { integrationsSearch } from '../integrations.search.ts';
import { IntegrationsPage } from '../integrations-page.tsx';

/** Shows the page at an address, as the application does. */
export async function renderIntegrations(address = '/integrations') {
  connectApi();
  const root = createRootRoute({ component: Outlet });
  const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: Outlet });
  const page = createRoute({
    getParentRoute: () => signedIn,
    path: 'integrations',
    validateSearch: integrationsSearch,
    component: IntegrationsPage,
  });
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = createRouter({ routeTree: root.addChildren([signedIn.addChildren([page])]), history });
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 15_000 } } });
  render(
    <MantineProvider env="test">
      <QueryClientProvider client={queryClient}>
        <Suspense>
          <RouterProvider router={router} />
        </Suspense>
        <Toasts />
      </QueryClientProvider>
    </MantineProvider>,
  );
  await screen.findByRole('heading', { name: 'Integrations', level: 1 });
  return {
    user: userEvent.setup({ delay: null }),
    /** Path and search as they are now. */
    address: () => history.location.href,
    search: () => router.state.location.search,
  };
}
