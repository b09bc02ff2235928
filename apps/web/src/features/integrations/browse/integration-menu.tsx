import type { IntegrationListItem } from '@ims/api-client';
import { lazyMenu } from '../../../shared/lazy-menu.tsx';
import { RowMenuButton } from '../../../shared/row-menu.tsx';

/** What somebody who may write can do with an integration without opening it. */
export interface RowActions {
  onActivate: (row: IntegrationListItem, active: boolean) => void;
  onTest: (row: IntegrationListItem) => void;
  onDelete: (row: IntegrationListItem) => void;
}

const Menu = lazyMenu(async () => (await import('./opened-integration-menu.tsx')).OpenedIntegrationMenu);

export const IntegrationMenu = ({ row, actions }: { row: IntegrationListItem; actions: RowActions }) => (
  <Menu row={row} actions={actions}>
    <RowMenuButton name={row.display_name} />
  </Menu>
);
