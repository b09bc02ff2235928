import { EgressError } from './errors.ts';
import { setHeader } from './headers.ts';
import type { BoundSecret } from './secret.ts';

/** How a secret goes with a request. `path` replaces `{secret}` in the path; slashes in the secret stay slashes. */
export type Credential =
  | { place: 'basic'; username: string; secret: BoundSecret }
  | { place: 'bearer'; secret: BoundSecret }
  | { place: 'header'; name: string; prefix?: string; secret: BoundSecret }
  | { place: 'query'; name: string; secret: BoundSecret }
  | { place: 'path'; secret: BoundSecret };

/**
 * Puts a credential into a request to `url`, changing both arguments. Throws `secret_misdirected` when the secret is
 * bound to another origin.
 */
export function attach(credential: Credential, url: URL, headers: Record<string, string>): void {
  const value = credential.secret.revealTo(url);
  switch (credential.place) {
    case 'basic':
      if (credential.username.includes(':')) {
        throw new EgressError('invalid_request', 'A user name must not contain a colon.');
      }
      setHeader(headers, 'authorization', `Basic ${Buffer.from(`${credential.username}:${value}`).toString('base64')}`);
      return;
    case 'bearer':
      setHeader(headers, 'authorization', `Bearer ${value}`);
      return;
    case 'header':
      setHeader(headers, credential.name, `${credential.prefix ?? ''}${value}`);
      return;
    case 'query':
      url.search += `${url.search === '' ? '?' : '&'}${encode(credential.name)}=${encode(value)}`;
      return;
    case 'path':
      url.pathname = withSecret(url.pathname, value);
  }
}

/** Whether the path of an address has a place for a secret. */
export function hasPlace(url: URL): boolean {
  return placeholder.test(url.pathname);
}

const placeholder = /\{secret\}|%7bsecret%7d/i;

function withSecret(pathname: string, value: string): string {
  if (!placeholder.test(pathname)) {
    throw new EgressError('invalid_request', 'The path of the address has no place for the secret.');
  }
  const segments = value.split('/');
  // The URL parser would take these for steps up and leave the path that the connector chose.
  if (segments.some((segment) => segment === '.' || segment === '..')) {
    throw new EgressError('invalid_request', 'The secret cannot be part of a path.');
  }
  const encoded = segments.map(encodeSegment).join('/');
  return pathname.replace(new RegExp(placeholder, 'gi'), () => encoded);
}

/** Leaves the marks that may stand in a path as they are; a colon is part of some tokens. */
function encodeSegment(segment: string): string {
  return encode(segment).replace(/%(?:3A|40|24|26|2B|2C|3B|3D)/g, decodeURIComponent);
}

function encode(text: string): string {
  if (!text.isWellFormed()) throw new EgressError('invalid_request', 'The secret is not valid text.');
  return encodeURIComponent(text);
}
