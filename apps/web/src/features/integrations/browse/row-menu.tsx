import type { IntegrationListItem } from '@ims/api-client';
import { ActionIcon } from '@mantine/core';
import {
  IconDots,
  IconPencil,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlugConnected,
  IconTrash,
} from '@tabler/icons-react';
import { ActionMenu } from '../../../shared/action-menu.tsx';
import { editing, useGo } from '../use-integrations-search.ts';

/** What somebody who may write can do with an integration without opening it. */
export interface RowActions {
  onActivate: (row: IntegrationListItem, active: boolean) => void;
  onTest: (row: IntegrationListItem) => void;
  onDelete: (row: IntegrationListItem) => void;
}

export function RowMenu({ row, actions }: { row: IntegrationListItem; actions: RowActions }) {
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
  return (
    <ActionMenu groups={groups}>
      <ActionIcon aria-label={`Actions for ${row.display_name}`}>
        <IconDots size={16} aria-hidden />
      </ActionIcon>
    </ActionMenu>
  );
}
