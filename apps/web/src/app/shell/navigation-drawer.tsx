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
    <Drawer.Root opened onClose={onClose} size={272}>
      <Drawer.Overlay />
      <Drawer.Content className={classes.drawer} aria-label="Navigation">
        <Drawer.Body className={classes.drawerBody}>
          <Navigation onOpenPalette={onOpenPalette} />
        </Drawer.Body>
      </Drawer.Content>
    </Drawer.Root>
  );
}
