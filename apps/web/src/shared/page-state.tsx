import { Button, Skeleton } from '@mantine/core';
import { IconCloudOff, IconLock, IconMoodEmpty, type TablerIcon } from '@tabler/icons-react';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import classes from './page-state.module.css';
import { type ApiProblem, isAway, sentence, toProblem } from './problem.ts';
import { Notice } from './problem-notice.tsx';
import { RequestId } from './request-id.tsx';

interface StateProps {
  /** `h1` where the state is the whole page. */
  heading?: 'h1' | 'h2';
  icon?: TablerIcon;
  title: string;
  /** What to do next. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** A page or a part of it with nothing in it: says why, and what to do next. */
export function EmptyState({
  icon: Icon = IconMoodEmpty,
  heading: Heading = 'h2',
  title,
  children,
  actions,
}: StateProps) {
  return (
    <div className={classes.state}>
      <Icon size={28} stroke={1.5} className={classes.icon} aria-hidden />
      <Heading className={classes.title}>{title}</Heading>
      {children && <div className={classes.text}>{children}</div>}
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}

interface ErrorStateProps extends Pick<StateProps, 'heading'> {
  problem: ApiProblem;
  onRetry?: () => void;
}

/** A page or a part of it that could not be loaded. */
export function ErrorState({ problem, heading, onRetry }: ErrorStateProps) {
  const forbidden = problem.status === 403;
  return (
    <div role="alert">
      <EmptyState
        icon={forbidden ? IconLock : IconCloudOff}
        heading={heading}
        title={problem.title}
        actions={onRetry && !forbidden && <Button onClick={onRetry}>Try again</Button>}
      >
        {problem.detail !== undefined && <p>{sentence(problem)}</p>}
        <RequestId id={problem.request_id} />
      </EmptyState>
    </div>
  );
}

/** Rows in the height of the table that is loading. */
export function TableSkeleton({ rows = 8 }: { rows?: number }) {
  return (
    <div className={classes.rows} role="status" aria-label="Loading">
      {Array.from({ length: rows }, (_, row) => (
        <div key={row} className={classes.row}>
          <Skeleton height={16} width={16} circle />
          <Skeleton height={10} width={`${18 + ((row * 7) % 14)}%`} />
          <Skeleton height={10} width={`${10 + ((row * 5) % 12)}%`} />
          <Skeleton height={10} width={`${20 + ((row * 11) % 18)}%`} />
        </div>
      ))}
    </div>
  );
}

type AnyQuery<T> = Pick<
  UseQueryResult<T, unknown>,
  'data' | 'error' | 'failureReason' | 'isPending' | 'isRefetchError' | 'refetch'
>;

interface QueryStateProps<T> {
  query: AnyQuery<T>;
  skeleton: ReactNode;
  children: (data: T) => ReactNode;
}

/**
 * The states of what a query loads: skeleton, error with retry, then the data. Says so while the server is away and the
 * query keeps trying, and keeps showing data that can no longer be refreshed.
 */
export function QueryState<T>({ query, skeleton, children }: QueryStateProps<T>) {
  const { data, error, failureReason, isPending, isRefetchError, refetch } = query;
  const retry = () => void refetch();
  if (data !== undefined) {
    return (
      <>
        {isRefetchError && <OutdatedNotice problem={toProblem(error)} onRetry={retry} />}
        {children(data)}
      </>
    );
  }
  if (!isPending) return <ErrorState problem={toProblem(error)} onRetry={retry} />;
  return (
    <>
      {failureReason !== null && <AwayNotice problem={toProblem(failureReason)} />}
      {skeleton}
    </>
  );
}

function AwayNotice({ problem }: { problem: ApiProblem }) {
  if (!isAway(problem)) return null;
  return (
    <div className={classes.notice}>
      <Notice tone="warn" title={problem.status === 503 ? 'The database is away' : problem.title}>
        This page keeps trying, and goes on by itself.
      </Notice>
    </div>
  );
}

function OutdatedNotice({ problem, onRetry }: { problem: ApiProblem; onRetry: () => void }) {
  return (
    <div className={classes.notice}>
      <Notice
        tone="warn"
        title="This may be out of date"
        actions={
          <Button variant="default" onClick={onRetry}>
            Refresh
          </Button>
        }
      >
        {sentence(problem)}
        <RequestId id={problem.request_id} />
      </Notice>
    </div>
  );
}
