import { ActionIcon } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { ActionMenu, type ActionMenuProps } from './action-menu.tsx';

interface RowMenuProps extends Pick<ActionMenuProps, 'groups'> {
  /** Of what the row is about. */
  name: string;
}

/** What can be done with a row of a table, at its end. */
export const RowMenu = ({ name, groups }: RowMenuProps) => (
  <ActionMenu groups={groups}>
    <ActionIcon aria-label={`Actions for ${name}`}>
      <IconDots size={16} aria-hidden />
    </ActionIcon>
  </ActionMenu>
);
