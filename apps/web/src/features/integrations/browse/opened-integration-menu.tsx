import type { IntegrationListItem } from '@ims/api-client';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconTrash } from '@tabler/icons-react';
import { RowMenu } from '../../../shared/row-menu.tsx';
import { editing, useGo } from '../use-integrations-search.ts';

/** What somebody who may write can do with an integration without opening it. */
export interface RowActions {
  onActivate: (row: IntegrationListItem, active: boolean) => void;
  onTest: (row: IntegrationListItem) => void;
  onDelete: (row: IntegrationListItem) => void;
}

export function IntegrationMenu({ row, actions }: { row: IntegrationListItem; actions: RowActions }) {
  const go = useGo();
  const groups = [
    [
      { label: 'Test connection', icon: IconPlugConnected, onSelect: () => actions.onTest(row) },
      { label: 'Edit', icon: IconPencil, onSelect: () => go(editing(row.id)) },
      {
        label: row.active ? 'Deactivate' : 'Activate',
        icon: row.active ? IconPlayerPause : IconPlayerPlay,
        onSelect: () => actions.onActivate(row, !row.active),
      },
    ],
    [{ label: 'Delete…', icon: IconTrash, danger: true, onSelect: () => actions.onDelete(row) }],
  ];
  return <RowMenu name={row.display_name} groups={groups} />;
}
