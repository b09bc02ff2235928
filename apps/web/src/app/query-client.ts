import { QueryClient } from '@tanstack/react-query';
import { isAway, toProblem } from '../shared/problem.ts';

const LONGEST_WAIT_MS = 10_000;

/** Keeps trying while the server is away, waits out a short throttle once, and takes any other answer as final. */
function retry(failures: number, error: unknown): boolean {
  const problem = toProblem(error);
  if (isAway(problem)) return failures < 30;
  return problem.status === 429 && (problem.retry_after_s ?? 0) <= 10 && failures < 1;
}

function retryDelay(failures: number, error: unknown): number {
  const { retry_after_s } = toProblem(error);
  return retry_after_s === undefined ? Math.min(1000 * 2 ** failures, LONGEST_WAIT_MS) : retry_after_s * 1000;
}

export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: { retry, retryDelay, staleTime: 15_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
