import type { Settings } from '@ims/connector-sdk';
import { describe, expect, it } from 'vitest';
import { normalizeCloud, normalizeEnterprise } from './address.ts';

function settings(base_url: string, more: Partial<Settings> = {}): Settings {
  return { base_url, username: null, base_search: null, model: null, model_config: {}, provider_metadata: {}, ...more };
}

describe('normalizeCloud', () => {
  it.each([
    ['https://api.github.com', 'https://api.github.com', null],
    ['https://api.github.com/', 'https://api.github.com', null],
    ['github.com', 'https://api.github.com', null],
    ['http://www.github.com/acme', 'https://api.github.com', null],
    ['https://api.github.com/user/repos?page=2', 'https://api.github.com', null],
    ['https://github.com/acme/shop', 'https://api.github.com', 'acme/shop'],
    ['https://github.com/acme/shop.js/issues/1', 'https://api.github.com', 'acme/shop.js'],
    ['https://github.com/acme/shop.git', 'https://api.github.com', 'acme/shop'],
    ['https://github.com/orgs/acme', 'https://api.github.com', null],
    ['https://github.com/settings/tokens', 'https://api.github.com', null],
    ['https://acme.ghe.com', 'https://api.acme.ghe.com', null],
    ['https://api.acme.ghe.com', 'https://api.acme.ghe.com', null],
    ['https://github.com.evil.example/x/', 'https://github.com.evil.example/x', null],
  ])('makes %s into %s', (pasted, base_url, base_search) => {
    const { settings: fitted } = normalizeCloud(settings(pasted));
    expect(fitted).toMatchObject({ base_url, base_search });
    expect(normalizeCloud(fitted).settings).toEqual(fitted);
  });

  it('leaves a filter as it is', () => {
    const given = settings('https://github.com/acme/shop', { base_search: 'org:acme' });
    expect(normalizeCloud(given).settings.base_search).toBe('org:acme');
  });

  it('takes a private key for that of an App', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nAA==\n-----END RSA PRIVATE KEY-----';
    const { settings: fitted, secret } = normalizeCloud(
      settings('github.com', { provider_metadata: { app_id: 1 } }),
      key,
    );
    expect(fitted.provider_metadata).toEqual({ app_id: '1', authentication: 'app' });
    expect(secret).toBe(key);
  });

  it.each([' ghp_x\n', 'Bearer ghp_x', 'token ghp_x', 'Authorization: Bearer ghp_x'])(
    'finds the token in %j',
    (pasted) => {
      expect(normalizeCloud(settings('github.com'), pasted).secret).toBe('ghp_x');
    },
  );
});

describe('normalizeEnterprise', () => {
  it.each([
    ['https://github.acme.com', 'https://github.acme.com/api/v3', null],
    ['github.acme.com/', 'https://github.acme.com/api/v3', null],
    ['https://github.acme.com/api', 'https://github.acme.com/api/v3', null],
    ['https://github.acme.com/api/v3/', 'https://github.acme.com/api/v3', null],
    ['https://github.acme.com/api/v3/user', 'https://github.acme.com/api/v3', null],
    ['https://github.acme.com/api/graphql', 'https://github.acme.com/api/v3', null],
    ['https://github.acme.com/team/shop/pulls', 'https://github.acme.com/api/v3', 'team/shop'],
    ['http://127.0.0.1:4000/ghes/api/v3', 'http://127.0.0.1:4000/ghes/api/v3', null],
  ])('makes %s into %s', (pasted, base_url, base_search) => {
    const { settings: fitted } = normalizeEnterprise(settings(pasted));
    expect(fitted).toMatchObject({ base_url, base_search });
    expect(normalizeEnterprise(fitted).settings).toEqual(fitted);
  });
});
