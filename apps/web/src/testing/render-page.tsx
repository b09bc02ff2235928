import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  type RouteComponent,
  RouterProvider,
} from '@tanstack/react-router';
import { render, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Suspense } from 'react';
import { connectApi, session } from '../shared/api.ts';
import { Toasts } from '../shared/toast.tsx';
import { aSession } from './fake-api.ts';

interface PageUnderTest {
  page: RouteComponent;
  /** As in the application's router. */
  path: string;
  search?: (from: Record<string, unknown>) => object;
  signedIn?: boolean;
  /** Path and search; the path alone when absent. */
  address?: string;
}

/** Shows one page at an address, under the same route as in the application. */
export async function renderPage({ page, path, search, signedIn = true, address = `/${path}` }: PageUnderTest) {
  connectApi();
  if (signedIn) session.start(aSession());
  const root = createRootRoute({ component: Outlet });
  const layout = createRoute({ getParentRoute: () => root, id: 'signed-in', component: Outlet });
  const options = { path, component: page, validateSearch: search ?? (() => ({})) };
  const routeTree = signedIn
    ? root.addChildren([layout.addChildren([createRoute({ getParentRoute: () => layout, ...options })])])
    : root.addChildren([createRoute({ getParentRoute: () => root, ...options })]);
  const history = createMemoryHistory({ initialEntries: [address] });
  const router = createRouter({ routeTree, history });
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
  return {
    user: userEvent.setup({ delay: null }),
    address: () => history.location.href,
    go: (href: string) => router.navigate({ href }),
    back: () => history.back(),
  };
}
