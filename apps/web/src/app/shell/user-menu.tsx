import { UnstyledButton, useMantineColorScheme, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconDeviceDesktop, IconKey, IconLogout, IconMoon, IconSelector, IconSun } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { ActionMenu } from '../../shared/action-menu.tsx';
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

export const signOut = () =>
  void session.signOut().catch((error: unknown) => toast.problem(toProblem(error), 'You are still signed in'));

export function UserMenu() {
  const me = useMe();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const [changingPassword, dialog] = useDisclosure(false);
  const schemeActions = schemes.map(({ value, label, icon }) => ({
    label,
    icon,
    checked: colorScheme === value,
    onSelect: () => setColorScheme(value),
  }));
  const groups = [
    [{ label: 'Change password', icon: IconKey, onSelect: dialog.open }],
    schemeActions,
    [{ label: 'Sign out', icon: IconLogout, onSelect: signOut }],
  ];
  return (
    <>
      <ActionMenu label={me.email} groups={groups} position="top-start" sameWidth>
        <UnstyledButton className={classes.target}>
          <span className={classes.person}>
            <span className={classes.name}>{me.name}</span>
            <span className={classes.role}>{me.role}</span>
          </span>
          <VisuallyHidden>, account menu</VisuallyHidden>
          <IconSelector size={15} stroke={1.75} aria-hidden />
        </UnstyledButton>
      </ActionMenu>
      {changingPassword && (
        <Suspense>
          <ChangePasswordDialog onClose={dialog.close} />
        </Suspense>
      )}
    </>
  );
}
