import { EgressError } from './errors.ts';

/**
 * Scheme, host and port; for http(s) the WHATWG origin, for others `scheme://host[:port]`, lower case, the host
 * written as http would write it. Throws {@link EgressError} `invalid_request` for what is no address of a host.
 */
export function originOf(url: string | URL): string {
  const parsed = parseUrl(url);
  if (parsed.origin !== 'null') return parsed.origin;
  const port = parsed.port && `:${parsed.port}`;
  return `${parsed.protocol}//${asciiHost(parsed)}${port}`;
}

export function parseUrl(url: string | URL): URL {
  if (url instanceof URL) return url;
  const parsed = URL.parse(url);
  if (!parsed) throw new EgressError('invalid_request', 'The address is not a valid URL.');
  return parsed;
}

/**
 * The host in the one form that http gives it: ASCII, lower case, IPv4 dotted, IPv6 in brackets. Other schemes leave
 * hosts as they were typed.
 */
export function asciiHost(url: URL): string {
  // A web address has been through this; elsewhere the parser lets `%31`, `0x7f.1` and capital letters stand.
  const host = url.origin === 'null' ? (URL.parse(`http://${url.hostname}/`)?.hostname ?? '') : url.hostname;
  if (host === '') throw new EgressError('invalid_request', 'The address does not name a host.');
  return host;
}
