import { UnstyledButton } from '@mantine/core';
import { IconChevronRight } from '@tabler/icons-react';
import { type ReactNode, useId } from 'react';
import classes from './form-section.module.css';

interface FormSectionProps {
  title: string;
  /** A sentence of help below the title. */
  help?: ReactNode;
  children: ReactNode;
}

/** A named part of a long form: what it is about at the left, its fields at the right. */
export function FormSection({ title, help, children }: FormSectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div>
        <h3 id={id} className={classes.title}>
          {title}
        </h3>
        {help && <p className={classes.help}>{help}</p>}
      </div>
      <div className={classes.fields}>{children}</div>
    </section>
  );
}

interface FoldedSectionProps extends FormSectionProps {
  opened: boolean;
  onToggle: () => void;
}

/** A part that most people never need: its fields are there once it is opened. */
export function FoldedSection({ title, help, opened, onToggle, children }: FoldedSectionProps) {
  const id = useId();
  return (
    <section className={classes.section} aria-labelledby={id} data-folded={!opened || undefined}>
      <div>
        <h3 className={classes.title}>
          <UnstyledButton id={id} className={classes.fold} aria-expanded={opened} onClick={onToggle}>
            {title}
            <IconChevronRight size={14} className={classes.chevron} aria-hidden />
          </UnstyledButton>
        </h3>
        <p className={classes.help}>{help}</p>
      </div>
      {opened && <div className={classes.fields}>{children}</div>}
    </section>
  );
}

interface FieldPairProps {
  /** `secret`: a wide field, and beside it a narrow one that belongs to it. */
  kind?: 'secret';
  children: ReactNode;
}

/** Fields in two columns, where there is room; those marked wide take both. */
export function FieldPair({ kind, children }: FieldPairProps) {
  return (
    <div className={classes.pair} data-kind={kind}>
      {children}
    </div>
  );
}
