import { describe, expect, it } from 'vitest';
import type { ApiProblem } from '../shared/problem.ts';
import { createQueryClient } from './query-client.ts';

const problem = (status: number, retry_after_s?: number): ApiProblem => ({
  type: 'about:blank',
  status,
  code: 'some_code',
  title: 'Something is wrong',
  request_id: 'req-1',
  retry_after_s,
});

const { retry, retryDelay } = createQueryClient().getDefaultOptions().queries as {
  retry: (failures: number, error: unknown) => boolean;
  retryDelay: (failures: number, error: unknown) => number;
};

describe('a query that failed', () => {
  it('is tried again and again while the server is away', () => {
    expect([0, 502, 503, 504].every((status) => retry(20, problem(status)))).toBe(true);
    expect(retry(0, new TypeError('Failed to fetch'))).toBe(true);
  });

  it('is tried once more after a short throttle, and not after a long one', () => {
    expect(retry(0, problem(429, 3))).toBe(true);
    expect(retry(1, problem(429, 3))).toBe(false);
    expect(retry(0, problem(429, 300))).toBe(false);
  });

  it('is not tried again when the answer is final', () => {
    expect([400, 401, 403, 404, 422, 500].some((status) => retry(0, problem(status)))).toBe(false);
  });

  it('waits as long as the server asks, or else longer each time up to ten seconds', () => {
    expect(retryDelay(0, problem(503, 2))).toBe(2000);
    expect([0, 1, 2, 9].map((failures) => retryDelay(failures, problem(0)))).toEqual([1000, 2000, 4000, 10_000]);
  });
});
