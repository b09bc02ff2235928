/** Why a request did not come back with an answer. */
export type EgressErrorCode =
  | 'destination_blocked'
  | 'dns_failed'
  | 'connect_refused'
  | 'connect_timeout'
  | 'tls_untrusted'
  | 'tls_hostname'
  | 'tls_failed'
  | 'proxy_failed'
  | 'redirect_blocked'
  | 'timeout'
  | 'response_too_large'
  | 'connection_lost'
  | 'secret_misdirected'
  | 'invalid_request'
  | 'aborted';

/**
 * The one error of this library. The message is a sentence for people: it holds no secret, no path (some systems keep
 * their token there) and nothing about a destination that the policy refused.
 */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: EgressErrorCode;
  /** Which limit on time was passed, where one was. */
  readonly limit: TimeLimit | undefined;

  constructor(code: EgressErrorCode, message: string, options?: ErrorOptions & { limit?: TimeLimit }) {
    super(message, options);
    this.code = code;
    this.limit = options?.limit;
  }
}

export type TimeLimit = 'connect' | 'first_byte' | 'idle' | 'total';

/** Always the same words, and no cause: a refusal must not tell one refused destination from another. */
export function blocked(): EgressError {
  return new EgressError('destination_blocked', 'This destination is not allowed.');
}

export function aborted(): EgressError {
  return new EgressError('aborted', 'The request was cancelled.');
}

export function tooLarge(limit: number): EgressError {
  return new EgressError('response_too_large', `The answer is larger than ${limit} bytes.`);
}
