import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { Fragment } from 'react';
import type { ActionMenuProps, MenuAction } from './action-menu.tsx';

/** The menu itself; opened when it first appears. */
export function OpenedMenu({ groups, label, position = 'bottom-end', sameWidth = false, children }: ActionMenuProps) {
  return (
    <Menu
      defaultOpened
      position={position}
      width={sameWidth ? 'target' : undefined}
      withInitialFocusPlaceholder={false}
    >
      <Menu.Target>{children}</Menu.Target>
      <Menu.Dropdown>
        {label && <Menu.Label>{label}</Menu.Label>}
        {groups.map((actions, index) => (
          <Fragment key={actions.map((action) => action.label).join()}>
            {index > 0 && <Menu.Divider />}
            {actions.map((action) => (
              <Item key={action.label} action={action} />
            ))}
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

function Item({ action: { label, icon: Icon, onSelect, danger, disabled, checked } }: { action: MenuAction }) {
  const picture = <Icon size={15} stroke={1.75} aria-hidden />;
  if (checked !== undefined) {
    return (
      <Menu.RadioItem
        value={label}
        checked={checked}
        checkIcon={<IconCheck size={14} aria-hidden />}
        rightSection={picture}
        disabled={disabled}
        onChange={onSelect}
      >
        {label}
      </Menu.RadioItem>
    );
  }
  return (
    <Menu.Item color={danger ? 'red' : undefined} disabled={disabled} leftSection={picture} onClick={onSelect}>
      {label}
    </Menu.Item>
  );
}
