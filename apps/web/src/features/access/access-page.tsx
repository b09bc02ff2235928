import { Page } from '../../shared/page.tsx';
import { TableSkeleton } from '../../shared/page-state.tsx';

export function AccessPage() {
  return (
    <Page title="Access">
      <TableSkeleton />
    </Page>
  );
}
