import { IconChevronRight } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import classes from './page.module.css';

interface PageProps {
  title: string;
  /** The list this is one of. */
  back?: { to: '/integrations' | '/connectors'; label: string };
  /** Before the title: a logo. */
  icon?: ReactNode;
  /** Beside the title: a count, a state. */
  aside?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  /** Search and filters, in a line of their own. */
  toolbar?: ReactNode;
  /** `full` for tables that reach the edges, `narrow` for forms. */
  width?: 'full' | 'narrow';
  children: ReactNode;
}

/** A page: its title (also of the browser's tab), its actions, its content. */
export function Page({ title, back, icon, aside, actions, toolbar, width = 'full', children }: PageProps) {
  return (
    <>
      <title>{`${title} · Integration Management`}</title>
      <header className={classes.header}>
        {back && (
          <nav aria-label="Breadcrumb" className={classes.back}>
            <Link to={back.to}>{back.label}</Link>
            <IconChevronRight size={14} aria-hidden />
          </nav>
        )}
        {icon}
        <h1 className={classes.title}>{title}</h1>
        {aside && <div className={classes.aside}>{aside}</div>}
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      {toolbar && <div className={classes.toolbar}>{toolbar}</div>}
      <div className={classes.content} data-width={width}>
        {children}
      </div>
    </>
  );
}
