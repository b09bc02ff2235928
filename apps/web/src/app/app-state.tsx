import { Button, Center, Loader } from '@mantine/core';
import { IconMapOff } from '@tabler/icons-react';
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router';
import { useCallback, useEffect } from 'react';
import { EmptyState, ErrorState } from '../shared/page-state.tsx';
import { type ApiProblem, isAway, isProblem } from '../shared/problem.ts';

/** While the session or the code of a page is being fetched. */
export function AppPending() {
  return (
    <Center mih="60vh">
      <Loader size="sm" type="dots" aria-label="Loading" />
    </Center>
  );
}

const AWAY_MS = 5000;

/** A page that could not start: the server is away, and this tries again by itself, or the page itself is broken. */
export function AppError({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  const retry = useCallback(() => {
    reset();
    void router.invalidate();
  }, [reset, router]);
  const problem = isProblem(error) ? error : pageBroke(error);
  const waits = isAway(problem);
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(retry, AWAY_MS);
    return () => clearInterval(timer);
  }, [waits, retry]);
  return <ErrorState problem={problem} onRetry={retry} />;
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

export function NotFound() {
  return (
    <EmptyState
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
  );
}
