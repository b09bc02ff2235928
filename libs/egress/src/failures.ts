import { EgressError, type EgressErrorCode } from './errors.ts';

const unreachable = new Set([
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'EACCES',
  'EPERM',
]);

/** OpenSSL's verdicts about a chain, as Node spells them. Everything else that goes wrong is no matter of trust. */
const untrusted =
  /^(?:CERT_(?!CHAIN_ERROR)|SELF_SIGNED_|DEPTH_ZERO_|UNABLE_TO_(?:GET|VERIFY|DECRYPT|DECODE)_|INVALID_(?:CA|PURPOSE)|PATH_LENGTH_|CRL_|HOSTNAME_MISMATCH)/;

/** Failure of a TCP connection to `peer` (host and port). */
export function connectFailure(error: unknown, peer: string): EgressError {
  if (error instanceof EgressError) return error;
  const codes = codesOf(error);
  if (codes.includes('ECONNREFUSED')) {
    return new EgressError('connect_refused', `${peer} refuses connections.`, { cause: error });
  }
  if (codes.some((code) => unreachable.has(code))) {
    return new EgressError('connect_timeout', `${peer} cannot be reached.`, { cause: error });
  }
  return new EgressError('connection_lost', `${peer} closed the connection at once.`, { cause: error });
}

/** Failure of a TLS handshake with `peer`. */
export function tlsFailure(error: unknown, peer: string): EgressError {
  if (error instanceof EgressError) return error;
  const code = codesOf(error)[0] ?? '';
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    return new EgressError('tls_hostname', `The certificate of ${peer} is for another host.`, { cause: error });
  }
  if (untrusted.test(code)) {
    return new EgressError('tls_untrusted', `The certificate of ${peer} is not trusted (${code}).`, { cause: error });
  }
  if (!error || lost.has(code)) {
    return new EgressError('connection_lost', `${peer} closed the connection during the TLS handshake.`, {
      cause: error,
    });
  }
  return new EgressError('tls_failed', `No TLS connection to ${peer} came about (${code || 'unknown reason'}).`, {
    cause: error,
  });
}

const lost = new Set(['ECONNRESET', 'EPIPE', 'ECONNABORTED', 'ERR_STREAM_PREMATURE_CLOSE']);

const exchangeFailures: Record<string, [EgressErrorCode, string]> = {
  UND_ERR_HEADERS_OVERFLOW: ['response_too_large', 'The headers of the answer are too large.'],
  HPE_HEADER_OVERFLOW: ['response_too_large', 'The headers of the answer are too large.'],
  UND_ERR_INVALID_ARG: ['invalid_request', 'The request is not valid HTTP.'],
  UND_ERR_REQ_CONTENT_LENGTH_MISMATCH: ['invalid_request', 'The body does not have the length that was announced.'],
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: ['connection_lost', 'The answer is shorter or longer than announced.'],
  UND_ERR_CLOSED: ['connection_lost', 'The client was closed.'],
  UND_ERR_DESTROYED: ['connection_lost', 'The client was closed.'],
};

/** Failure of a request once there is a connection. */
export function exchangeFailure(error: unknown): EgressError {
  if (error instanceof EgressError) return error;
  const code = codesOf(error)[0] ?? '';
  const [kind, message] = exchangeFailures[code] ?? [
    'connection_lost',
    code.startsWith('HPE_') ? 'The answer is not valid HTTP.' : 'The connection ended before the answer was complete.',
  ];
  return new EgressError(kind, message, { cause: error });
}

/** Codes of an error, and of those it is made of when several addresses were tried. */
function codesOf(error: unknown): string[] {
  const own = error instanceof Error && 'code' in error ? [String(error.code)] : [];
  return error instanceof AggregateError ? [...own, ...error.errors.flatMap(codesOf)] : own;
}
