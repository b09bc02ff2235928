import { Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { useMay } from '../../shared/me.ts';
import { Navigation } from './navigation.tsx';
import { NoAccess } from './no-access.tsx';
import { PaletteButton, usePalette } from './palette-button.tsx';
import classes from './shell.module.css';
import { TenantMark } from './tenant-mark.tsx';

const NavigationDrawer = lazy(async () => ({
  default: (await import('./navigation-drawer.tsx')).NavigationDrawer,
}));

/** What surrounds every page of a signed-in person. */
export function Shell() {
  const [opened, drawer] = useDisclosure(false);
  const palette = usePalette();
  const main = useFocusOnNavigation(drawer.close);
  const openPalette = () => {
    drawer.close();
    palette.open();
  };
  return (
    <div className={classes.shell}>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <nav className={classes.bar} aria-label="Top">
        <Burger opened={opened} onClick={drawer.toggle} size="sm" aria-label="Navigation" aria-expanded={opened} />
        <TenantMark />
        <PaletteButton compact onClick={openPalette} />
      </nav>
      <aside className={classes.side}>
        <Navigation onOpenPalette={openPalette} />
      </aside>
      <main id="main" tabIndex={-1} ref={main} className={classes.main}>
        <PermittedPage />
      </main>
      {opened && (
        <Suspense>
          <NavigationDrawer onClose={drawer.close} onOpenPalette={openPalette} />
        </Suspense>
      )}
      {palette.element}
    </div>
  );
}

function PermittedPage() {
  const may = useMay();
  const permission = useMatches({ select: (matches) => matches.at(-1)?.staticData.permission });
  return permission === undefined || may(permission) ? <Outlet /> : <NoAccess />;
}

/** A new page starts at its beginning for the keyboard and the screen reader too. */
function useFocusOnNavigation(onNavigate: () => void) {
  const main = useRef<HTMLElement>(null);
  const pathname = useLocation({ select: (location) => location.pathname });
  const shown = useRef(pathname);
  useEffect(() => {
    if (shown.current === pathname) return;
    shown.current = pathname;
    onNavigate();
    main.current?.focus({ preventScroll: true });
  }, [pathname, onNavigate]);
  return main;
}
