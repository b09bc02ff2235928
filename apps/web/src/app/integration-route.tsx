import { AuditOf } from '../features/audit/audit-of.tsx';
import { IntegrationPage } from '../features/integrations/detail/integration-page.tsx';
import { UsageOf } from '../features/usage/usage-of.tsx';
import { useMay } from '../shared/me.ts';

/** The page of an integration with what other features know of it. */
export function IntegrationRoute() {
  const may = useMay();
  return (
    <IntegrationPage
      more={({ id, type }) => (
        <>
          {type === 'ai_provider' && may('usage:read') && <UsageOf id={id} />}
          {may('audit:read') && <AuditOf type="integration" id={id} />}
        </>
      )}
    />
  );
}
