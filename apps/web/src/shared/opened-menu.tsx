import { Menu } from '@mantine/core';
import { IconCheck } from '@tabler/icons-react';
import { cloneElement, Fragment, useEffect, useState } from 'react';
import type { ActionMenuProps, MenuAction } from './action-menu.tsx';

/** The menu itself; opens as soon as it appears. */
export function OpenedMenu({ groups, label, position = 'bottom-end', sameWidth = false, children }: ActionMenuProps) {
  // Not from the start: only a menu that is opened knows where the focus was, to give it back.
  const [opened, setOpened] = useState(false);
  useEffect(() => setOpened(true), []);
  return (
    <Menu
      opened={opened}
      onChange={setOpened}
      position={position}
      width={sameWidth ? 'target' : undefined}
      withInitialFocusPlaceholder={false}
    >
      {/* Another button than the one that was pressed, so it takes the focus over. */}
      <Menu.Target>{cloneElement(children, { autoFocus: true })}</Menu.Target>
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
