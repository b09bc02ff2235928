import { Page } from '../../shared/page.tsx';
import { TableSkeleton } from '../../shared/page-state.tsx';

export function IntegrationsPage() {
  return (
    <Page title="Integrations">
      <TableSkeleton />
    </Page>
  );
}
