import { lazy, Suspense } from 'react';
import { IntegrationsPage } from '../features/integrations/integrations-page.tsx';
import { useMay } from '../shared/me.ts';

// The list does not wait for what it shows beside.
const IntegrationNumbers = lazy(async () => ({
  default: (await import('../features/usage/integration-numbers.tsx')).IntegrationNumbers,
}));

/** The list of integrations with what went through each. */
export function IntegrationsRoute() {
  const mayUsage = useMay()('usage:read');
  return <IntegrationsPage numbers={mayUsage ? numbersOf : undefined} />;
}

const numbersOf = (id: number) => (
  <Suspense>
    <IntegrationNumbers id={id} />
  </Suspense>
);
