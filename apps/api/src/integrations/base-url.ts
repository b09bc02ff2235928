import { z } from 'zod';

const MAX_LENGTH = 2048;
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\/[^/]/i;
/** Mail servers are addressed as `smtp://host:587`; which connector takes which is its own business. */
const SCHEMES = new Set(['https:', 'http:', 'smtp:', 'smtps:']);
/** The parser drops or turns these round; a reader would see another address than the one that is used. */
const MISLEADING = /[\s\\\p{Cc}]/u;

/**
 * An absolute http(s) address without credentials or fragment, as the WHATWG parser understands it: what is stored is
 * what was checked. A bare origin keeps no trailing slash.
 */
export const baseUrl = z
  .string()
  .trim()
  .min(1)
  .max(MAX_LENGTH)
  .transform((text, context) => {
    const fault = (message: string) => {
      context.addIssue({ code: 'custom', message, params: { code: 'invalid_url' } });
      return z.NEVER;
    };
    const url = URL.parse(text);
    if (!url || !ABSOLUTE.test(text) || MISLEADING.test(text))
      return fault('must be an address such as https://api.example.com');
    if (!SCHEMES.has(url.protocol) || url.hostname === '') return fault('must begin with https:// or http://');
    if (url.username || url.password) return fault('must not carry a user or password; enter them in their own fields');
    if (url.hash) return fault('must not have a fragment (#…)');
    return url.pathname === '/' && url.search === '' ? url.origin : url.href;
  });
