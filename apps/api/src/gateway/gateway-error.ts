import { toCodedError } from '../platform/errors/problem.filter.ts';

interface GatewayErrorFacts {
  status: number;
  message: string;
  /** As OpenAI sorts them, such as `invalid_request_error`. */
  type?: string;
  code: string;
  /** The field of the request that is at fault. */
  param?: string;
  headers?: Record<string, string>;
  /** Further members of the error, for a client that can act on them. */
  members?: Record<string, unknown>;
}

/** A refusal or failure of the gateway, in the shape clients of OpenAI read. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(readonly facts: GatewayErrorFacts) {
    super(facts.message);
  }

  get status(): number {
    return this.facts.status;
  }

  get body(): object {
    const { message, status, type = typeOf(status), param = null, code, members } = this.facts;
    return { error: { message, type, param, code, ...members } };
  }
}

const typeOf = (status: number) => {
  if (status === 401) return 'authentication_error';
  if (status === 403) return 'permission_error';
  if (status === 429) return 'rate_limit_error';
  return status >= 500 ? 'api_error' : 'invalid_request_error';
};

/** Clients of OpenAI repeat 409, 429 and 5xx by themselves; this tells them that it would be of no use. */
const noRetry = { 'x-should-retry': 'false' };

export const invalidRequest = (message: string, facts: { param?: string; code?: string; status?: number } = {}) =>
  new GatewayError({ status: 400, code: 'invalid_request', message, ...facts });

export const unknownModel = (message: string) =>
  new GatewayError({ status: 404, code: 'model_not_found', param: 'model', message, headers: noRetry });

export const tooLarge = (limit: number) =>
  new GatewayError({
    status: 413,
    code: 'request_too_large',
    message: `The body is larger than ${Math.round(limit / 1_048_576)} MB. Send less at once.`,
  });

export const refusedByPolicy = (facts: GatewayErrorFacts) =>
  new GatewayError({ ...facts, headers: { ...noRetry, ...facts.headers } });

/** Of what the rest of the product throws, and of what nobody foresaw. */
export function gatewayErrorOf(thrown: unknown): GatewayError {
  if (thrown instanceof GatewayError) return thrown;
  const { kind, facts } = toCodedError(thrown);
  const { status, title, code } = kind;
  const headers = { ...(status === 401 ? { 'www-authenticate': 'Bearer' } : {}), ...facts.headers } as Record<
    string,
    string
  >;
  const message = facts.detail ?? `${title}.`;
  return new GatewayError({ status, code: facts.code ?? code, message, headers, members: facts.members });
}
