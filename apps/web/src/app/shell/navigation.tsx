import { Link } from '@tanstack/react-router';
import classes from './navigation.module.css';
import { usePages } from './pages.ts';
import { PaletteButton } from './palette-button.tsx';
import { TenantMark } from './tenant-mark.tsx';
import { UserMenu } from './user-menu.tsx';

export function Navigation({ onOpenPalette }: { onOpenPalette: () => void }) {
  const pages = usePages();
  return (
    <>
      <div className={classes.tenant}>
        <TenantMark />
      </div>
      <PaletteButton onClick={onOpenPalette} />
      <nav aria-label="Main" className={classes.links}>
        {pages.map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} className={classes.link} activeProps={{ 'aria-current': 'page' }}>
            <Icon size={16} stroke={1.75} aria-hidden />
            {label}
          </Link>
        ))}
      </nav>
      <UserMenu />
    </>
  );
}
