import type { Answer, Refusals } from '../system.ts';

const docs = 'https://docs.github.com/rest';

export interface FieldError {
  resource: string;
  field: string;
  code: string;
  message?: string;
}

export class GithubError extends Error {
  readonly status: number;
  readonly errors: FieldError[] | undefined;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, more: { errors?: FieldError[]; headers?: Record<string, string> } = {}) {
    super(message);
    this.name = 'GithubError';
    this.status = status;
    this.errors = more.errors;
    this.headers = more.headers ?? {};
  }
}

export function validationFailed(...errors: FieldError[]): GithubError {
  return new GithubError(422, 'Validation Failed', { errors });
}

export function errorAnswer({ status, message, errors, headers }: GithubError): Answer {
  const body = { message, ...(errors && { errors }), documentation_url: docs, status: String(status) };
  return { status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body };
}

const refusal = (status: number, message: string, headers: Record<string, string> = {}) =>
  errorAnswer(new GithubError(status, message, { headers }));

export const githubRefusals: Refusals = {
  badRequest: refusal(400, 'Problems parsing JSON'),
  unauthorized: refusal(401, 'Bad credentials'),
  // GitHub says no more than that of a token that has expired.
  expired: refusal(401, 'Bad credentials'),
  forbidden: refusal(403, 'Resource not accessible by personal access token', {
    'x-accepted-github-permissions': 'metadata=read',
  }),
  missing: refusal(404, 'Not Found'),
  requestTimeout: refusal(408, 'Request Timeout'),
  conflict: refusal(409, 'Conflict'),
  gone: refusal(410, 'This API has been removed.'),
  unprocessable: refusal(422, 'Validation Failed'),
  get rateLimited() {
    return refusal(429, 'API rate limit exceeded for user ID 5009001.', {
      'x-ratelimit-limit': '5000',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + 60),
      'x-ratelimit-used': '5000',
      'x-ratelimit-resource': 'core',
    });
  },
  fault: refusal(500, 'Server Error'),
  unavailable: refusal(503, 'Service Unavailable'),
};
