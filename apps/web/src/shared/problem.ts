import type { Problem } from '@ims/api-client';

/** What went wrong, as the API tells it, and when it may be tried again. The only error the API client throws. */
export type ApiProblem = Problem & { retry_after_s?: number };

export function isProblem(error: unknown): error is ApiProblem {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    typeof error.code === 'string' &&
    'title' in error &&
    typeof error.title === 'string' &&
    'status' in error &&
    typeof error.status === 'number'
  );
}

/** Makes a problem of whatever a call failed with: a problem document, a page of some proxy, or no answer at all. */
export function toProblem(error: unknown, response?: Response): ApiProblem {
  if (!isProblem(error)) return response ? unreadable(response) : unreachable;
  const seconds = Number(response?.headers.get('Retry-After') ?? Number.NaN);
  return Number.isFinite(seconds) ? { ...error, retry_after_s: seconds } : error;
}

const unreachable: ApiProblem = {
  type: 'about:blank',
  status: 0,
  code: 'unreachable',
  title: 'The server cannot be reached',
  detail: 'Check your connection. Nothing was changed.',
  request_id: '',
};

function unreadable({ status, headers }: Response): ApiProblem {
  return {
    type: 'about:blank',
    status,
    code: 'unreadable_answer',
    title: 'The server gave an answer this page does not understand',
    detail: `It answered with status ${status}.`,
    request_id: headers.get('x-request-id') ?? '',
  };
}

/** It will probably work in a moment: the database or the whole server is away. */
export const isAway = ({ status }: ApiProblem) => status === 0 || status === 502 || status === 503 || status === 504;

/** One or two sentences for a person. */
export const sentence = ({ title, detail }: ApiProblem) => detail ?? title;
