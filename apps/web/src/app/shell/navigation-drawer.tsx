import { Drawer } from '@mantine/core';
import { Navigation } from './navigation.tsx';
import classes from './shell.module.css';

interface NavigationDrawerProps {
  onClose: () => void;
  onOpenPalette: () => void;
}

/** The navigation on a narrow screen. */
export function NavigationDrawer({ onClose, onOpenPalette }: NavigationDrawerProps) {
  return (
    <Drawer
      opened
      onClose={onClose}
      size={272}
      withCloseButton={false}
      classNames={{ content: classes.drawer, body: classes.drawerBody }}
      aria-label="Navigation"
    >
      <Navigation onOpenPalette={onOpenPalette} />
    </Drawer>
  );
}
