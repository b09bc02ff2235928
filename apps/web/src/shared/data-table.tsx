import { UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import type { ComponentProps, ReactNode } from 'react';
import classes from './data-table.module.css';
import type { Order } from './sort.ts';

interface DataTableProps {
  /** The heads of its columns. */
  head: ReactNode;
  /** Of a table that may scroll sideways with nothing in it to focus: its name, for the keyboard to get there. */
  label?: string;
  /** Other rows are on their way. */
  busy?: boolean;
  className?: string;
  /** `tbody`, one or several. */
  children: ReactNode;
}

/** Rows of things. What is too wide for the page scrolls within it. */
export function DataTable({ head, label, busy, className = '', children }: DataTableProps) {
  return (
    <section className={classes.scroll} aria-label={label} tabIndex={label ? 0 : undefined}>
      <table className={`${classes.table} ${className}`} aria-busy={busy}>
        <thead>
          <tr>{head}</tr>
        </thead>
        {children}
      </table>
    </section>
  );
}

interface HeadProps extends ComponentProps<'th'> {
  /** A narrow screen does without it, and without its cells, which have the class `wide`. */
  wide?: boolean;
}

export function Head({ wide, className, ...props }: HeadProps) {
  return <th scope="col" className={wide ? `${classes.wide} ${className ?? ''}` : className} {...props} />;
}

interface SortHeadProps<Column extends string> extends HeadProps {
  column: Column;
  /** Of the table as it is. */
  order: Order<Column>;
  onSort: (column: Column) => void;
}

/** A head that sorts by its column. */
export function SortHead<Column extends string>({ column, order, onSort, children, ...head }: SortHeadProps<Column>) {
  const sorted = order.column === column || undefined;
  const Arrow = order.descending ? IconArrowDown : IconArrowUp;
  return (
    <Head aria-sort={sorted && (order.descending ? 'descending' : 'ascending')} {...head}>
      <UnstyledButton className={classes.sort} data-sorted={sorted} onClick={() => onSort(column)}>
        {children}
        <Arrow size={13} className={classes.arrow} aria-hidden />
      </UnstyledButton>
    </Head>
  );
}

/** Over the buttons of the rows. */
export const ActionsHead = ({ className }: Pick<HeadProps, 'className'>) => (
  <Head className={className}>
    <VisuallyHidden>Actions</VisuallyHidden>
  </Head>
);
