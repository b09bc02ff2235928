import { ConnectorFault, faultOfEgress } from '@ims/connector-sdk';
import { EgressError, type TimeLimit } from '@ims/egress';
import { knownSecrets } from '../platform/logging/redaction.ts';
import type { Outcome } from '../usage/index.ts';
import { StreamFault } from './stream-events.ts';

/** Why an attempt gave the client nothing, and what may be done about it. */
export interface Failure {
  outcome: Outcome;
  /** A sentence for the client; says nothing of secrets, and of addresses only what the policy allows. */
  message: string;
  status: number | null;
  /** `again` may help with the same provider; `elsewhere` only with another. */
  remedy: 'again' | 'elsewhere';
  /** When the provider wants to be asked again, in ms from now. */
  retryAfterMs?: number;
}

const limits: Record<TimeLimit, string> = {
  connect: 'no connection within the limit (connect)',
  first_byte: 'no answer within the limit (first byte)',
  idle: 'silence within the answer beyond the limit (idle)',
  total: 'the call took longer than the limit (total)',
};

/** What it means that no answer came, or that it cannot be read. Errors of our own are thrown on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof StreamFault)
    return {
      outcome: faults[error.kind],
      message: sentenceOf(error),
      status: 200,
      remedy: 'again',
    };
  const fault = faultOfEgress(error);
  if (!(fault instanceof ConnectorFault)) throw error;
  const { code, limit } = error instanceof EgressError ? error : {};
  const message = limit ? limits[limit] : fault.message.replace(/\.$/, '').toLowerCase();
  // What was refused before a word was sent is refused again; so is what our own rules forbid.
  const isFinal = !code || code === 'destination_blocked' || code === 'secret_misdirected' || limit === 'total';
  return { outcome: fault.errorClass, message, status: null, remedy: isFinal ? 'elsewhere' : 'again' };
}

const faults: Record<StreamFault['kind'], Outcome> = {
  unexpected: 'unexpected_content',
  malformed: 'interrupted',
  too_large: 'interrupted',
  reported: 'server_error',
  unfinished: 'interrupted',
};

const sentenceOf = ({ message, reported }: StreamFault) =>
  `${message.replace(/\.$/, '').toLowerCase()}${reported ? ` ("${knownSecrets.clean(reported.message)}")` : ''}`;

const retried = new Set([408, 409, 425, 429]);
const credentials = new Set([401, 402, 403, 407]);
const outcomes: Record<number, Outcome> = {
  401: 'auth_invalid',
  402: 'rate_limited',
  403: 'permission_missing',
  407: 'proxy_failed',
  408: 'timeout',
  409: 'server_error',
  425: 'server_error',
  429: 'rate_limited',
};

/** What an answer that is no success means; undefined when the request itself is wrong, which no other provider would mend. */
export function failureOfStatus(status: number, retryAfterMs: number | undefined): Failure | undefined {
  const facts = { status, message: `HTTP ${status}` };
  if (retried.has(status) || status >= 500)
    return { ...facts, outcome: outcomes[status] ?? 'upstream_5xx', remedy: 'again', retryAfterMs };
  if (credentials.has(status)) return { ...facts, outcome: outcomes[status] ?? 'auth_invalid', remedy: 'elsewhere' };
  if (status >= 300 && status < 400) return { ...facts, outcome: 'redirect_blocked', remedy: 'elsewhere' };
  return undefined;
}
