import { ConnectorFault } from './connector-fault.ts';

const escapes = /(^|[/\\])\.\.([/\\]|$)/;
const absolute = /^(?:[a-z][a-z0-9+.-]*:|[/\\]{2}|\\)/i;

/**
 * The address of `to` below a base URL, whose path and query are kept. `to` may begin with a slash and have a query.
 * Throws `invalid_config` for what leads elsewhere: another host, a scheme, a step upwards, however it is encoded.
 */
export function below(base: string, to: string): URL {
  const root = new URL(base);
  if (to === '') return root;
  const [path = '', query = ''] = to.replace(/#.*$/s, '').split(/\?(.*)/s, 2);
  if (absolute.test(path) || escapes.test(decoded(path))) throw leaving();
  const folder = new URL(root);
  folder.pathname = folderOf(root);
  const url = new URL(`.${path.startsWith('/') ? path : `/${path}`}`, folder);
  if (!isBelow(base, url)) throw leaving();
  url.search = [root.search.slice(1), query].filter(Boolean).join('&');
  url.hash = '';
  return url;
}

/** Whether an address lies on the host of the base URL and at its path or deeper. */
export function isBelow(base: string, url: URL): boolean {
  const root = new URL(base);
  const here = url.protocol === root.protocol && url.host === root.host && !url.username && !url.password;
  return here && (url.pathname === root.pathname || url.pathname.startsWith(folderOf(root)));
}

function folderOf(root: URL): string {
  return root.pathname.endsWith('/') ? root.pathname : `${root.pathname}/`;
}

/** A base URL as it is kept: no blanks around it, no slash at the end, no fragment. What is no address stays as it is. */
export function tidyBaseUrl(text: string): string {
  const trimmed = text.trim();
  if (!URL.canParse(trimmed)) return trimmed;
  const url = new URL(trimmed);
  url.hash = '';
  url.pathname = url.pathname.replace(/\/+$/, '');
  // WHATWG writes a root path as `/`; people do not.
  return url.pathname === '/' && url.search === '' ? url.href.replace(/\/$/, '') : url.href;
}

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    throw leaving();
  }
}

function leaving(): ConnectorFault {
  return new ConnectorFault('invalid_config', {
    message: 'A path leads out of the base URL.',
    remedy: 'Use a path below the base URL, without "..".',
  });
}
