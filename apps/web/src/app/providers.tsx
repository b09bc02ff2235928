import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { type QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useSyncExternalStore } from 'react';
import { session } from '../shared/api.ts';
import { cspNonce } from '../shared/csp-nonce.ts';
import { tenantOptions } from '../shared/me.ts';
import { lookOf, PRODUCT_ACCENT } from '../shared/theme.ts';
import { Toasts } from '../shared/toast.tsx';

/** Shared with public/color-scheme.js, which reads it before the first paint. */
const colorSchemeManager = localStorageColorSchemeManager({ key: 'ims-color-scheme' });

interface ProvidersProps {
  queryClient: QueryClient;
  children: ReactNode;
}

export function Providers({ queryClient, children }: ProvidersProps) {
  return (
    <QueryClientProvider client={queryClient}>
      <Look>{children}</Look>
    </QueryClientProvider>
  );
}

/** The look in the colour of the signed-in person's tenant, once its settings have been loaded. */
function Look({ children }: { children: ReactNode }) {
  const { user } = useSyncExternalStore(session.subscribe, session.state);
  const { data: tenant } = useQuery({ ...tenantOptions(), enabled: false });
  const accent = (user && tenant?.accent_color) ?? PRODUCT_ACCENT;
  const { theme, cssVariables } = useMemo(() => lookOf(accent), [accent]);
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      colorSchemeManager={colorSchemeManager}
      getStyleNonce={cspNonce}
    >
      {children}
      <Toasts />
    </MantineProvider>
  );
}
