import { Menu, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceDesktop, IconKey, IconLogout, IconMoon, IconSelector, IconSun } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { session } from '../../shared/api.ts';
import { useMe } from '../../shared/me.ts';
import { toProblem } from '../../shared/problem.ts';
import { toast } from '../../shared/toast.tsx';
import classes from './user-menu.module.css';

const ChangePasswordDialog = lazy(async () => ({
  default: (await import('../../features/auth/change-password-dialog.tsx')).ChangePasswordDialog,
}));

export const schemes = [
  { value: 'light', label: 'Light', icon: IconSun },
  { value: 'dark', label: 'Dark', icon: IconMoon },
  { value: 'auto', label: 'As the system', icon: IconDeviceDesktop },
] as const;

export const signOut = () => session.signOut().catch((error: unknown) => toast.problem(toProblem(error)));

export function UserMenu() {
  const me = useMe();
  const [changingPassword, dialog] = useDisclosure(false);
  return (
    <>
      <Menu position="top-start" width="target" withinPortal>
        <Menu.Target>
          <UnstyledButton className={classes.target} aria-label={`${me.name}, account menu`}>
            <span className={classes.person}>
              <span className={classes.name}>{me.name}</span>
              <span className={classes.role}>{me.role}</span>
            </span>
            <IconSelector size={15} stroke={1.75} aria-hidden />
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{me.email}</Menu.Label>
          <Menu.Item leftSection={<IconKey size={15} />} onClick={dialog.open}>
            Change password
          </Menu.Item>
          <Menu.Divider />
          <SchemeItems />
          <Menu.Divider />
          <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
            Sign out
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {changingPassword && (
        <Suspense>
          <ChangePasswordDialog onClose={dialog.close} />
        </Suspense>
      )}
    </>
  );
}

function SchemeItems() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return schemes.map(({ value, label, icon: Icon }) => (
    <Menu.Item
      key={value}
      role="menuitemradio"
      aria-checked={colorScheme === value}
      className={classes.scheme}
      leftSection={<Icon size={15} />}
      closeMenuOnClick={false}
      onClick={() => setColorScheme(value)}
    >
      {label}
    </Menu.Item>
  ));
}
