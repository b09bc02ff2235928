import { Button, Center, Loader } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { EmptyState, ErrorState } from '../shared/page-state.tsx';
import { type ApiProblem, isAway, isProblem } from '../shared/problem.ts';

const AWAY_MS = 5000;

/** While the code of a page is being fetched. */
export function PagePending() {
  return (
    <Center mih="60vh" role="status" aria-label="Loading">
      <Loader size="sm" type="dots" />
    </Center>
  );
}

/** A page that could not start: the server is away, and this tries again by itself, or the page itself is broken. */
export function PageError({ error, reset }: ErrorComponentProps) {
  return <ErrorState {...useRetriedError(error, reset)} />;
}

/** As `PageError`, while there is nothing around it. */
export function AppError({ error, reset }: ErrorComponentProps) {
  return (
    <main>
      <ErrorState heading="h1" {...useRetriedError(error, reset)} />
    </main>
  );
}

export function AppPending() {
  return (
    <main>
      <PagePending />
    </main>
  );
}

export function NotFound() {
  return (
    <main>
      <title>Not found · Integration Management</title>
      <EmptyState
        heading="h1"
        icon={IconMapOff}
        title="There is nothing at this address"
        actions={
          <Button component={Link} to="/">
            Go to integrations
          </Button>
        }
      >
        It may have been removed, or the link is incomplete.
      </EmptyState>
    </main>
  );
}

function useRetriedError(error: unknown, reset: () => void) {
  const router = useRouter();
  const onRetry = useCallback(() => {
    reset();
    void router.invalidate();
  }, [reset, router]);
  const problem = isProblem(error) ? error : pageBroke(error);
  const waits = isAway(problem);
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(onRetry, AWAY_MS);
    return () => clearInterval(timer);
  }, [waits, onRetry]);
  return { problem, onRetry };
}

function pageBroke(error: unknown): ApiProblem {
  const message = error instanceof Error ? error.message : String(error);
  return {
    type: 'about:blank',
    status: 500,
    code: 'page_broke',
    title: 'This page broke',
    detail: `${message}. If trying again does not help, reload the page: a new version may have been installed.`,
    request_id: '',
  };
}
