/**
 * The address in what a person pasted: a scheme where none was typed, without query, fragment and trailing slashes.
 * Undefined for what is not a web address; whoever checks the settings says so then.
 */
export function pastedAddress(text: string): URL | undefined {
  const typed = text.trim();
  const withScheme = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `https://${typed}`;
  const url = URL.parse(withScheme);
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return undefined;
  url.search = '';
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '');
  return url;
}

/** As it is stored: without the slash that a URL puts after a bare host. */
export function addressText(url: URL): string {
  return url.href.replace(/\/+$/, '');
}

/** A path up to where one of these segments begins, as in `/jira/browse/APP-1` up to `browse`. */
export function pathBefore(url: URL, segments: ReadonlySet<string>): string {
  const parts = url.pathname.split('/');
  const end = parts.findIndex((part, index) => index > 0 && segments.has(part.toLowerCase()));
  return (end < 0 ? parts : parts.slice(0, end)).join('/');
}

/** A token as systems take it: without blanks around it and without the scheme people copy along. */
export function pastedToken(secret: string | undefined): string | undefined {
  return secret?.trim().replace(/^(?:authorization:\s*)?(?:bearer|token)\s+/i, '');
}
