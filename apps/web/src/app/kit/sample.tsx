import type { ReactNode } from 'react';
import classes from './kit-page.module.css';

/** A component under its name. */
export function Sample({ name, children }: { name: string; children: ReactNode }) {
  return (
    <section className={classes.sample}>
      <h2>{name}</h2>
      <div>{children}</div>
    </section>
  );
}
