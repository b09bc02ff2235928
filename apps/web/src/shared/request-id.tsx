import { CopyButton, UnstyledButton, VisuallyHidden } from '@mantine/core';
import { IconCheck, IconCopy } from '@tabler/icons-react';
import classes from './request-id.module.css';

interface RequestIdProps {
  id: string | null;
  /** Word before the id; none in a column of ids. */
  label?: string | null;
}

/** The id to quote when asking for help; a click copies it. Nothing when there was no answer to carry one. */
export function RequestId({ id, label = 'Request' }: RequestIdProps) {
  if (!id) return null;
  return (
    <CopyButton value={id} timeout={1500}>
      {({ copied, copy }) => (
        <UnstyledButton className={classes.id} onClick={copy} title={`Copy ${id}`}>
          <VisuallyHidden>{copied ? 'Copied' : 'Copy'}</VisuallyHidden> {label && <span>{label}</span>}{' '}
          <code>{id}</code>
          {copied ? <IconCheck size={13} aria-hidden /> : <IconCopy size={13} aria-hidden />}
        </UnstyledButton>
      )}
    </CopyButton>
  );
}
