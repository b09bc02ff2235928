const MAX_LENGTH = 2048;
const EXAMPLE = 'must be an address such as https://api.example.com';

/** Says what is wrong with a base URL, in the server's words and by its rules. */
export function baseUrlFault(given: string): string | undefined {
  const text = given.trim();
  if (text === '') return 'must not be empty';
  if (text.length > MAX_LENGTH) return `must be at most ${MAX_LENGTH} characters`;
  const url = URL.parse(text);
  if (!url || /[\s\\\p{Cc}]/u.test(text)) return EXAMPLE;
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'must begin with https:// or http://';
  if (!/^https?:\/\/[^/]/i.test(text) || url.hostname === '') return EXAMPLE;
  if (url.username || url.password) return 'must not carry a user or password; enter them in their own fields';
  if (url.hash) return 'must not have a fragment (#…)';
  return undefined;
}

/** Scheme, host and port: what a secret is bound to. Undefined while the address is not one. */
export function originOf(text: string): string | undefined {
  return baseUrlFault(text) === undefined ? URL.parse(text.trim())?.origin : undefined;
}
