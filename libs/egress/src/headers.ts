import { EgressError } from './errors.ts';

/** These belong to the connection or to the address; a caller who sets them would speak for somebody else. */
const reserved = new Set([
  'connection',
  'expect',
  'host',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const token = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;
const sendable = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Headers of a request by lower-case name. Throws `invalid_request` naming the header that cannot be sent. */
export function requestHeaders(given: Record<string, string> = {}): Record<string, string> {
  const headers: Record<string, string> = {
    'accept-encoding': 'gzip, deflate, br, zstd',
    'user-agent': 'integration-management-system',
  };
  for (const [name, value] of Object.entries(given)) setHeader(headers, name, value);
  return headers;
}

export function setHeader(headers: Record<string, string>, name: string, value: string): void {
  const key = name.toLowerCase();
  if (!token.test(key)) throw new EgressError('invalid_request', `"${name}" is no name for a header.`);
  if (reserved.has(key)) throw new EgressError('invalid_request', `The header ${key} cannot be set.`);
  if (!sendable.test(value)) {
    throw new EgressError('invalid_request', `The header ${key} holds a character that cannot be sent.`);
  }
  headers[key] = value;
}

/** Headers of an answer, repeated ones joined. */
export function answerHeaders(given: Record<string, string | string[] | undefined>): Record<string, string> {
  const headers: Record<string, string> = Object.create(null);
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return headers;
}
