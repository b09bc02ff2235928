import type { IntegrationListItem } from '@ims/api-client';
import { IconPencil, IconPlayerPause, IconPlayerPlay, IconPlugConnected, IconTrash } from '@tabler/icons-react';
import type { MenuButton } from '../../../shared/lazy-menu.tsx';
import { OpenedMenu } from '../../../shared/opened-menu.tsx';
import { editing, useGo } from '../use-integrations-search.ts';
import type { RowActions } from './integration-menu.tsx';

interface OpenedIntegrationMenuProps extends MenuButton {
  row: IntegrationListItem;
  actions: RowActions;
}

export function OpenedIntegrationMenu({ row, actions, children }: OpenedIntegrationMenuProps) {
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
  return <OpenedMenu groups={groups}>{children}</OpenedMenu>;
}
