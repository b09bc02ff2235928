import type { Settings } from '@ims/connector-sdk';
import { addressText, pastedAddress, pastedToken } from '../base-url.ts';

type Pasted = { settings: Settings; secret?: string };

/** github.com and the pages below it → the programming interface; so too for organisations with a host at ghe.com. */
export function normalizeCloud(settings: Settings, secret?: string): Pasted {
  const url = pastedAddress(settings.base_url);
  if (!url) return tidied(settings, secret);
  const [, tenant] = /^(?:api\.)?([a-z\d-]+\.ghe\.com)$/.exec(url.hostname) ?? [];
  const host = /^(?:www\.|api\.)?github\.com$/.test(url.hostname) ? 'github.com' : tenant;
  if (!host) return tidied({ ...settings, base_url: addressText(url) }, secret);
  const page = url.hostname.startsWith('api.') ? undefined : repositoryIn(url.pathname);
  return tidied(
    { ...settings, base_url: `https://api.${host}`, base_search: settings.base_search ?? page ?? null },
    secret,
  );
}

/** Any page of an Enterprise Server → `https://HOST/api/v3`. */
export function normalizeEnterprise(settings: Settings, secret?: string): Pasted {
  const url = pastedAddress(settings.base_url);
  if (!url) return tidied(settings, secret);
  const api = /^(.*?)\/api(?:\/(?:v3|graphql|uploads)(?:\/.*)?)?$/i.exec(url.pathname);
  const page = api ? undefined : repositoryIn(url.pathname);
  url.pathname = `${api?.[1] ?? ''}/api/v3`;
  return tidied({ ...settings, base_url: addressText(url), base_search: settings.base_search ?? page ?? null }, secret);
}

/** Someone who pastes the page of a repository means that repository. */
function repositoryIn(path: string): string | undefined {
  const [, owner, name] = /^\/([\w.-]+)\/([\w.-]+?)(?:\.git)?(?:\/.*)?$/.exec(path) ?? [];
  const page = owner && ['orgs', 'settings', 'apps', 'users', 'organizations', 'enterprises', 'login'].includes(owner);
  return owner && name && !page ? `${owner}/${name}` : undefined;
}

/** A private key can only be that of an App. Ids of Apps look like numbers and arrive as such. */
function tidied(settings: Settings, secret?: string): Pasted {
  const metadata = { ...settings.provider_metadata };
  for (const name of ['app_id', 'installation_id']) {
    const id = metadata[name];
    if (typeof id === 'number' || typeof id === 'string') metadata[name] = String(id).trim();
  }
  const isKey = secret?.includes('-----BEGIN') ?? false;
  if (isKey) metadata.authentication = 'app';
  return {
    settings: { ...settings, base_url: settings.base_url.trim(), provider_metadata: metadata },
    secret: isKey ? secret : pastedToken(secret),
  };
}
