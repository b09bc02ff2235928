import { useMantineColorScheme } from '@mantine/core';
import { IconKey, IconLogout } from '@tabler/icons-react';
import type { MenuButton } from '../../shared/lazy-menu.tsx';
import { useMe } from '../../shared/me.ts';
import { OpenedMenu } from '../../shared/opened-menu.tsx';
import { schemes, signOut } from './account-actions.ts';

interface OpenedUserMenuProps extends MenuButton {
  onChangePassword: () => void;
}

export function OpenedUserMenu({ onChangePassword, children }: OpenedUserMenuProps) {
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const schemeActions = schemes.map(({ value, label, icon }) => ({
    label,
    icon,
    checked: colorScheme === value,
    onSelect: () => setColorScheme(value),
  }));
  const groups = [
    [{ label: 'Change password', icon: IconKey, onSelect: onChangePassword }],
    schemeActions,
    [{ label: 'Sign out', icon: IconLogout, onSelect: signOut }],
  ];
  return (
    <OpenedMenu label={me.email} groups={groups} position="top-start" sameWidth>
      {children}
    </OpenedMenu>
  );
}
