import { z } from 'zod';

const MAX_LENGTH = 2048;

/**
 * An absolute http(s) address without credentials or fragment, as the WHATWG parser understands it: what is stored is
 * what was checked. A bare origin keeps no trailing slash.
 */
export const baseUrl = z
  .string('must be text')
  .trim()
  .min(1, 'must not be empty')
  .max(MAX_LENGTH, `must be at most ${MAX_LENGTH} characters`)
  .transform((text, context) => {
    const fault = (message: string) => {
      context.addIssue({ code: 'custom', message, params: { code: 'invalid_url' } });
      return z.NEVER;
    };
    const url = URL.parse(text);
    if (!url || /[\s\\\p{Cc}]/u.test(text)) return fault('must be an address such as https://api.example.com');
    if (url.protocol !== 'https:' && url.protocol !== 'http:') return fault('must begin with https:// or http://');
    if (!/^https?:\/\/[^/]/i.test(text)) return fault('must be an address such as https://api.example.com');
    if (url.username || url.password) return fault('must not carry a user or password; enter them in their own fields');
    if (url.hash) return fault('must not have a fragment (#…)');
    if (!text.toLowerCase().startsWith(url.protocol) || url.hostname === '')
      return fault('must be an address such as https://api.example.com');
    return url.pathname === '/' && url.search === '' ? url.origin : url.href;
  });

/** Scheme, host and port: what a secret is bound to. */
export function originOf(url: string): string {
  return new URL(url).origin;
}
