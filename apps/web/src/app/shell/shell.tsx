import { AppShell, Burger } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { Outlet, useLocation, useMatches } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useMay } from '../../shared/me.ts';
import { NoAccess } from './no-access.tsx';
import { Navigation } from './navigation.tsx';
import { PaletteButton, usePalette } from './palette-button.tsx';
import classes from './shell.module.css';
import { TenantMark } from './tenant-mark.tsx';

const NAVBAR = { width: 232, breakpoint: 'sm' } as const;

/** What surrounds every page of a signed-in person. */
export function Shell() {
  const [opened, { toggle, close }] = useDisclosure(false);
  const palette = usePalette();
  const main = useFocusOnNavigation(close);
  return (
    <AppShell
      header={{ height: { base: 48, sm: 0 } }}
      navbar={{ ...NAVBAR, collapsed: { mobile: !opened } }}
      transitionDuration={120}
      padding={0}
    >
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <AppShell.Header className={classes.header} hiddenFrom="sm">
        <Burger opened={opened} onClick={toggle} size="sm" aria-label={opened ? 'Close navigation' : 'Open navigation'} />
        <TenantMark />
        <PaletteButton compact onClick={palette.open} />
      </AppShell.Header>
      <AppShell.Navbar className={classes.navbar}>
        <Navigation onOpenPalette={palette.open} />
      </AppShell.Navbar>
      <AppShell.Main id="main" tabIndex={-1} ref={main} className={classes.main}>
        <PermittedPage />
      </AppShell.Main>
      {palette.element}
    </AppShell>
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
