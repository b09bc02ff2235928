import { Page } from '../../shared/page.tsx';
import { TableSkeleton } from '../../shared/page-state.tsx';

export function AuditPage() {
  return (
    <Page title="Audit log">
      <TableSkeleton />
    </Page>
  );
}
