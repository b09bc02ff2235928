import type { Answer } from '../system.ts';

/** What a request is refused with; the vendor's router words it. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string | null;
  readonly param: string | null;
  readonly type: string;

  constructor(status: number, code: string | null, message: string, param: string | null = null) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.param = param;
    this.type = errorType(status);
  }
}

function errorType(status: number): string {
  if (status === 429) return 'requests';
  return status >= 500 ? 'server_error' : 'invalid_request_error';
}

export function errorAnswer({ status, code, param, type, message }: ApiError, headers?: Answer['headers']): Answer {
  return { status, headers, body: { error: { message, type, param, code } } };
}
