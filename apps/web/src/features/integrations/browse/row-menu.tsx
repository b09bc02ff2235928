import type { IntegrationListItem } from '@ims/api-client';
import { ActionIcon, Menu } from '@mantine/core';
import { IconDots, IconPencil, IconPlayerPause, IconPlayerPlay, IconTrash } from '@tabler/icons-react';
import { editing, useGo } from '../use-integrations-search.ts';
import type { RowActions } from './integration-row.tsx';

export function RowMenu({ row, actions }: { row: IntegrationListItem; actions: RowActions }) {
  const go = useGo();
  const Activation = row.active ? IconPlayerPause : IconPlayerPlay;
  return (
    <Menu width={180}>
      <Menu.Target>
        <ActionIcon aria-label={`Actions for ${row.display_name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} aria-hidden />} onClick={() => go(editing(row.id))}>
          Edit
        </Menu.Item>
        <Menu.Item
          leftSection={<Activation size={15} aria-hidden />}
          onClick={() => actions.onActivate(row, !row.active)}
        >
          {row.active ? 'Deactivate' : 'Activate'}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item color="red" leftSection={<IconTrash size={15} aria-hidden />} onClick={() => actions.onDelete(row)}>
          Delete…
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
