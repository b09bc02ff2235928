import { Page } from '../../shared/page.tsx';
import { TableSkeleton } from '../../shared/page-state.tsx';

export function SettingsPage() {
  return (
    <Page title="Settings">
      <TableSkeleton />
    </Page>
  );
}
