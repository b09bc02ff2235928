import { AuditOf } from '../features/audit/audit-of.tsx';
import { IntegrationPage } from '../features/integrations/detail/integration-page.tsx';
import { useMay } from '../shared/me.ts';

/** The page of an integration with what other features know of it. */
export function IntegrationRoute() {
  const mayAudit = useMay()('audit:read');
  return <IntegrationPage more={(id) => mayAudit && <AuditOf type="integration" id={id} />} />;
}
