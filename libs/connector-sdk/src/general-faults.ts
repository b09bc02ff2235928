import { EgressError, type EgressErrorCode } from '@ims/egress';
import type { z } from 'zod';
import { upstreamOf } from './answer-parts.ts';
import { ConnectorFault, type Upstream } from './connector-fault.ts';
import type { HttpAnswer } from './connector-http.ts';
import type { ErrorClass } from './error-class.ts';
import { retryTime } from './retry-time.ts';

const statuses: Record<number, ErrorClass> = {
  401: 'auth_invalid',
  403: 'permission_missing',
  404: 'not_found_wrong_base_url',
  405: 'not_found_wrong_base_url',
  407: 'proxy_failed',
  408: 'timeout',
  410: 'endpoint_gone',
  429: 'rate_limited',
};

/** What an answer other than 2xx means where the system has no words of its own. */
export function faultOfStatus(answer: HttpAnswer, now: Date): ConnectorFault {
  const { status } = answer;
  const upstream = upstreamOf(answer);
  if (status >= 300 && status < 400 && answer.headers.location !== undefined) return faultOfRedirect(answer, upstream);
  const known = classOf(answer);
  if (known === undefined) {
    return new ConnectorFault('unexpected_content', {
      message: `The system refuses the request (${status}).`,
      upstream,
    });
  }
  const waits = known === 'rate_limited' || known === 'upstream_5xx';
  return new ConnectorFault(known, { upstream, retry_at: waits ? retryTime(answer.headers, now) : undefined });
}

function classOf({ status, headers }: HttpAnswer): ErrorClass | undefined {
  // The words of RFC 6750 for a bearer token past its time.
  if (status === 401 && headers['www-authenticate']?.includes('expired')) return 'auth_expired';
  return statuses[status] ?? (status >= 500 ? 'upstream_5xx' : undefined);
}

/** Names where the redirect points by its origin alone: paths and queries of log-in pages may hold secrets. */
function faultOfRedirect(answer: HttpAnswer, upstream: Upstream): ConnectorFault {
  const here = new URL(answer.url);
  const location = answer.headers.location ?? '';
  const there = URL.canParse(location, here.href) ? new URL(location, here) : undefined;
  if (!there?.host) return new ConnectorFault('redirect_blocked', { upstream });
  const sameHost = there.host === here.host && there.protocol === here.protocol;
  const message = sameHost
    ? 'The system sends us to another path of the same host.'
    : `The system sends us to ${there.protocol}//${there.host}.`;
  return new ConnectorFault('redirect_blocked', { message, upstream });
}

/**
 * `connection_lost` is a fault of the system: it took the request and closed before its answer was complete, which is
 * worth another try, whereas `unexpected_content` would send people looking at their base URL.
 */
const egressCodes: Record<EgressErrorCode, ErrorClass> = {
  destination_blocked: 'destination_blocked',
  dns_failed: 'dns_failed',
  connect_refused: 'connect_refused',
  connect_timeout: 'connect_timeout',
  tls_untrusted: 'tls_untrusted',
  tls_hostname: 'tls_hostname',
  tls_failed: 'tls_untrusted',
  proxy_failed: 'proxy_failed',
  redirect_blocked: 'redirect_blocked',
  timeout: 'timeout',
  response_too_large: 'unexpected_content',
  connection_lost: 'upstream_5xx',
  secret_misdirected: 'invalid_config',
  invalid_request: 'invalid_config',
  aborted: 'timeout',
};

const egressMessages: Partial<Record<EgressErrorCode, string>> = {
  tls_failed: 'No TLS connection comes about; perhaps the system does not speak TLS at this port.',
  response_too_large: 'The answer is larger than this system gives.',
  connection_lost: 'The system closed the connection before its answer was complete.',
  secret_misdirected: 'The secret was entered for another host than this request goes to.',
  invalid_request: 'A field holds characters that cannot be sent.',
};

/** What it means that no answer came. Errors of other origin are given back as they are. */
export function faultOfEgress(error: unknown): unknown {
  if (!(error instanceof EgressError)) return error;
  return new ConnectorFault(egressCodes[error.code], { message: egressMessages[error.code], cause: error });
}

/** Reads JSON of a shape, or says in which way it is something else. */
export function readJson<T>(answer: HttpAnswer, shape: z.ZodType<T>): T {
  const parsed = shape.safeParse(parseJson(answer));
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.map(String).join('/');
  const message = `The answer is JSON, but not of the shape this system gives${place ? ` (at /${place.slice(0, 80)})` : ''}.`;
  throw new ConnectorFault('unexpected_content', { message, upstream: upstreamOf(answer) });
}

function parseJson(answer: HttpAnswer): unknown {
  const text = answer.text.trim();
  const page = text.startsWith('<') || answer.headers['content-type']?.includes('text/html');
  let message = 'The answer is not readable JSON.';
  if (page) message = 'The answer is a web page, not JSON.';
  else if (text === '') message = 'The answer is empty.';
  try {
    if (!page) return JSON.parse(text);
  } catch {
    // Said below; the error of the parser would quote the answer.
  }
  throw new ConnectorFault('unexpected_content', { message, upstream: upstreamOf(answer) });
}
