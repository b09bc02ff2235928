import { Skeleton } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import classes from './section.module.css';

interface SectionProps {
  title: string;
  /** One line below the title. */
  help?: ReactNode;
  /** At the right of the title. */
  actions?: ReactNode;
  /** `flush` for tables that reach the edges. */
  content?: 'padded' | 'flush';
  children: ReactNode;
}

/** A part of a page that shows one thing. */
export function Section({ title, help, actions, content = 'padded', children }: SectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <header className={classes.header}>
        <div>
          <h2 id={id} className={classes.title}>
            {title}
          </h2>
          {help && <p className={classes.help}>{help}</p>}
        </div>
        {actions && <div className={classes.actions}>{actions}</div>}
      </header>
      <div className={classes.content} data-content={content}>
        {children}
      </div>
    </section>
  );
}

interface Fact {
  label: string;
  value: ReactNode;
}

/** Names and values, in as many columns as fit; a value of undefined or null is left out. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  const shown = facts.filter(({ value }) => value !== undefined && value !== null);
  return (
    <dl className={classes.facts}>
      {shown.map(({ label, value }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A section that is loading. */
export function SectionSkeleton({ lines = 3 }: { lines?: number }) {
  return (
    <div className={classes.section} role="status" aria-label="Loading">
      <div className={classes.header}>
        <Skeleton height={12} width={120} />
      </div>
      <div className={classes.content}>
        {Array.from({ length: lines }, (_, line) => (
          <Skeleton key={line} height={12} width={`${70 - ((line * 17) % 40)}%`} mb={12} />
        ))}
      </div>
    </div>
  );
}
