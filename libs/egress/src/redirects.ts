import { EgressError } from './errors.ts';

const statuses = new Set([301, 302, 303, 307, 308]);
/** All that another origin needs to know; whatever else a caller sets may be a credential by some name. */
const harmless = new Set([
  'accept',
  'accept-encoding',
  'accept-language',
  'cache-control',
  'if-modified-since',
  'if-none-match',
  'range',
  'user-agent',
]);

export const mostRedirects = 3;

/** Where an answer sends a request on to, if it does. Throws `redirect_blocked` for where none may go. */
export function redirectTarget(status: number, location: string | undefined, from: URL): URL | undefined {
  if (!statuses.has(status) || location === undefined) return undefined;
  const to = URL.parse(location, from.href);
  if (!to || !/^https?:$/.test(to.protocol) || to.username !== '' || to.password !== '') {
    throw new EgressError('redirect_blocked', 'The server redirects to an address that is not valid.');
  }
  if (from.protocol === 'https:' && to.protocol === 'http:') {
    throw new EgressError('redirect_blocked', 'The server redirects away from an encrypted connection.');
  }
  to.hash = '';
  return to;
}

export function harmlessHeaders(headers: Record<string, string> | undefined): Record<string, string> {
  return Object.fromEntries(Object.entries(headers ?? {}).filter(([name]) => harmless.has(name.toLowerCase())));
}
