import { ActionIcon, type ActionIconProps } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { ActionMenu, type ActionMenuProps } from './action-menu.tsx';

interface RowMenuButtonProps extends ActionIconProps {
  /** Of what the row is about. */
  name: string;
}

/** At the end of a row of a table. */
export const RowMenuButton = ({ name, ...props }: RowMenuButtonProps) => (
  <ActionIcon aria-label={`Actions for ${name}`} {...props}>
    <IconDots size={16} aria-hidden />
  </ActionIcon>
);

/** What can be done with a row. */
export const RowMenu = ({ name, groups }: { name: string } & Pick<ActionMenuProps, 'groups'>) => (
  <ActionMenu groups={groups}>
    <RowMenuButton name={name} />
  </ActionMenu>
);
