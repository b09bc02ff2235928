import { Alert } from '@mantine/core';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { type ApiProblem, sentence } from './problem.ts';
import classes from './problem-notice.module.css';
import { RequestId } from './request-id.tsx';

interface NoticeProps {
  tone?: 'bad' | 'warn' | 'info';
  title?: ReactNode;
  children?: ReactNode;
  /** Buttons: the way forward. */
  actions?: ReactNode;
}

const { title, message, icon, wrapper, body } = classes;
const parts = { title, message, icon, wrapper, body };

/** A message above the thing it is about. */
export function Notice({ tone = 'info', title, children, actions }: NoticeProps) {
  const Icon = tone === 'info' ? IconInfoCircle : IconAlertTriangle;
  return (
    <Alert
      className={classes.notice}
      data-tone={tone}
      role={tone === 'info' ? 'status' : 'alert'}
      icon={<Icon size={16} aria-hidden />}
      title={title}
      classNames={parts}
    >
      {children}
      {actions && <div className={classes.actions}>{actions}</div>}
    </Alert>
  );
}

/** A failed call above the form or the list it was for. */
export function ProblemNotice({ problem, actions }: { problem: ApiProblem; actions?: ReactNode }) {
  return (
    <Notice tone="bad" title={problem.title} actions={actions}>
      {problem.detail !== problem.title && sentence(problem)}
      <RequestId id={problem.request_id} />
    </Notice>
  );
}
