import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type RouterHistory,
  redirect,
} from '@tanstack/react-router';
import { accessSearch } from '../features/access/access.search.ts';
import { auditSearch } from '../features/audit/audit.search.ts';
import { loginSearch } from '../features/auth/login.search.ts';
import { connectorsSearch } from '../features/connectors/connectors.search.ts';
import { detailSearch } from '../features/integrations/detail/detail.search.ts';
import { integrationsSearch } from '../features/integrations/integrations.search.ts';
import { usageSearch } from '../features/usage/usage.search.ts';
import { meOptions, type Permission, tenantOptions } from '../shared/me.ts';
import type { PageSession } from '../shared/session.ts';
import { AppError, AppPending, NotFound, PageError, PagePending } from './app-state.tsx';
import { Shell } from './shell/shell.tsx';

export interface RouterContext {
  queryClient: QueryClient;
  session: PageSession;
}

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Without it the page is not offered, and its address tells why. */
    permission?: Permission;
  }
}

const rootRoute = createRootRouteWithContext<RouterContext>()({ component: Outlet, errorComponent: AppError });

const loginRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: 'login',
  validateSearch: loginSearch,
  beforeLoad: async ({ context, search }) => {
    if (context.session.state().user) throw redirect({ href: search.to ?? '/' });
  },
  pendingComponent: AppPending,
  errorComponent: AppError,
  component: lazyRouteComponent(() => import('../features/auth/login-page.tsx'), 'LoginPage'),
});

/** Everything behind the sign-in: knows who it is and what they may do before it shows anything. */
const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    if (await context.session.resume()) return;
    const leftOnPurpose = context.session.state().end === 'signed-out';
    throw redirect({ to: '/login', search: leftOnPurpose || location.pathname === '/' ? {} : { to: location.href } });
  },
  loader: ({ context: { queryClient } }) =>
    Promise.all([
      queryClient.ensureQueryData({ ...meOptions(), retry: false }),
      queryClient.ensureQueryData({ ...tenantOptions(), retry: false }),
    ]),
  pendingComponent: AppPending,
  errorComponent: AppError,
  component: Shell,
});

const homeRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/',
  beforeLoad: () => {
    throw redirect({ to: '/integrations' });
  },
});

const integrationsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'integrations',
  validateSearch: integrationsSearch,
  staticData: { permission: 'integrations:read' },
  component: lazyRouteComponent(() => import('./integrations-route.tsx'), 'IntegrationsRoute'),
});

const integrationRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'integrations/$id',
  validateSearch: detailSearch,
  staticData: { permission: 'integrations:read' },
  component: lazyRouteComponent(() => import('./integration-route.tsx'), 'IntegrationRoute'),
});

const usageRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'usage',
  validateSearch: usageSearch,
  staticData: { permission: 'usage:read' },
  component: lazyRouteComponent(() => import('./usage-route.tsx'), 'UsageRoute'),
});

const connectorsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'connectors',
  validateSearch: connectorsSearch,
  staticData: { permission: 'integrations:read' },
  component: lazyRouteComponent(() => import('../features/connectors/connectors-page.tsx'), 'ConnectorsPage'),
});

const connectorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'connectors/$provider',
  staticData: { permission: 'integrations:read' },
  component: lazyRouteComponent(() => import('../features/connectors/connector-page.tsx'), 'ConnectorPage'),
});

/** No name of a connector begins so. */
const newConnectorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'connectors/_new',
  staticData: { permission: 'integrations:write' },
  component: lazyRouteComponent(() => import('../features/connectors/write-page.tsx'), 'NewConnectorPage'),
});

const editConnectorRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'connectors/$provider/edit',
  staticData: { permission: 'integrations:write' },
  component: lazyRouteComponent(() => import('../features/connectors/write-page.tsx'), 'EditConnectorPage'),
});

const auditRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'audit',
  validateSearch: auditSearch,
  staticData: { permission: 'audit:read' },
  component: lazyRouteComponent(() => import('../features/audit/audit-page.tsx'), 'AuditPage'),
});

const accessRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'access',
  validateSearch: accessSearch,
  staticData: { permission: 'members:read' },
  component: lazyRouteComponent(() => import('../features/access/access-page.tsx'), 'AccessPage'),
});

const settingsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: 'settings',
  staticData: { permission: 'tenant:read' },
  component: lazyRouteComponent(() => import('../features/settings/settings-page.tsx'), 'SettingsPage'),
});

/** Every shared component in every state; for development, and not in the built product. */
const kitRoutes = import.meta.env.DEV
  ? [
      createRoute({
        getParentRoute: () => rootRoute,
        path: '_kit',
        component: lazyRouteComponent(() => import('./kit/kit-page.tsx'), 'KitPage'),
      }),
    ]
  : [];

const routeTree = rootRoute.addChildren([
  loginRoute,
  signedInRoute.addChildren([
    homeRoute,
    integrationsRoute,
    integrationRoute,
    usageRoute,
    connectorsRoute,
    newConnectorRoute,
    connectorRoute,
    editConnectorRoute,
    auditRoute,
    accessRoute,
    settingsRoute,
  ]),
  ...kitRoutes,
]);

export type AppRouter = ReturnType<typeof createAppRouter>;

export function createAppRouter(context: RouterContext, history?: RouterHistory) {
  return createRouter({
    routeTree,
    context,
    history,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 150,
    defaultPendingComponent: PagePending,
    defaultErrorComponent: PageError,
    defaultNotFoundComponent: NotFound,
    scrollRestoration: true,
  });
}
