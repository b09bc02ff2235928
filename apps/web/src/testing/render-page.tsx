import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  type AnySchema,
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { type ComponentType, Suspense } from 'react';
import { connectApi, session } from '../shared/api.ts';
import { Toasts } from '../shared/toast.tsx';
import { aSession } from './fake-api.ts';

interface PageUnderTest {
  /** As the application's router has it: the last part of its id. */
  path: string;
  page: ComponentType;
  validateSearch?: AnySchema;
  /** Path and search; the path alone when absent. */
  address?: string;
}

/** Shows one signed-in page at an address, as the application does. */
export async function renderPage({ path, page, validateSearch, address = `/${path}` }: PageUnderTest) {
  connectApi();
  session.start(aSession());
  const root = createRootRoute({ component: Outlet });
  const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in', component: Outlet });
  const route = createRoute({ getParentRoute: () => signedIn, path, validateSearch, component: page });
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = createRouter({ routeTree: root.addChildren([signedIn.addChildren([route])]), history });
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
  await screen.findByRole('heading', { level: 1 });
  return { user: userEvent.setup(), address: () => history.location.href };
}
