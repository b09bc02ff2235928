import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconSelector } from '@tabler/icons-react';
import { lazy, Suspense } from 'react';
import { lazyMenu } from '../../shared/lazy-menu.tsx';
import { useMe } from '../../shared/me.ts';
import classes from './user-menu.module.css';

const ChangePasswordDialog = lazy(async () => ({
  default: (await import('../../features/auth/change-password-dialog.tsx')).ChangePasswordDialog,
}));

const Menu = lazyMenu(async () => (await import('./opened-user-menu.tsx')).OpenedUserMenu);

export function UserMenu() {
  const me = useMe();
  const [changingPassword, dialog] = useDisclosure(false);
  return (
    <>
      <Menu onChangePassword={dialog.open}>
        <UnstyledButton className={classes.target}>
          <span className={classes.person}>
            <span className={classes.name}>{me.name}</span>
            <span className={classes.role}>{me.role}</span>
          </span>
          <VisuallyHidden>, account menu</VisuallyHidden>
          <IconSelector size={15} stroke={1.75} aria-hidden />
        </UnstyledButton>
      </Menu>
      {changingPassword && (
        <Suspense>
          <ChangePasswordDialog onClose={dialog.close} />
        </Suspense>
      )}
    </>
  );
}
