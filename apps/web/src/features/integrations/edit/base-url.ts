const MAX_LENGTH = 2048;
const EXAMPLE = 'must be an address such as https://api.example.com';
const WEB = ['https:', 'http:'];
const MAIL = ['smtp:', 'smtps:'];

/** Says what is wrong with a base URL, in the server's words and by its rules. Only mail servers are reached by SMTP. */
export function baseUrlFault(given: string, { mail = false } = {}): string | undefined {
  const text = given.trim();
  if (text === '') return 'must not be empty';
  if (text.length > MAX_LENGTH) return `must be at most ${MAX_LENGTH} characters`;
  const url = URL.parse(text);
  if (!url || /[\s\\\p{Cc}]/u.test(text)) return EXAMPLE;
  if (!(mail ? [...WEB, ...MAIL] : WEB).includes(url.protocol))
    return `must begin with ${mail ? 'smtp:// or smtps://' : 'https:// or http://'}`;
  if (!/^[a-z]+:\/\/[^/]/i.test(text) || url.hostname === '') return EXAMPLE;
  if (url.username || url.password) return 'must not carry a user or password; enter them in their own fields';
  if (url.hash) return 'must not have a fragment (#…)';
  return undefined;
}

/** Scheme, host and port: what a secret is bound to. Undefined while the address is not one. */
export function originOf(text: string): string | undefined {
  const url = baseUrlFault(text, { mail: true }) === undefined ? URL.parse(text.trim()) : null;
  if (!url) return undefined;
  return WEB.includes(url.protocol) ? url.origin : `${url.protocol}//${url.host.toLowerCase()}`;
}
