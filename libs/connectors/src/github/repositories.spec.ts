import { describe, expect, it } from 'vitest';
import { scopeFinding } from './check.ts';
import { repositoryFilter } from './filter.ts';
import type { Github } from './github.ts';
import { hasNext, repositoriesAt, repositoryRecord } from './repositories.ts';

it.each([
  [
    '<https://api.github.com/user/repos?page=2>; rel="next", <https://api.github.com/user/repos?page=5>; rel="last"',
    true,
  ],
  [
    '<https://api.github.com/user/repos?page=4>; rel="prev", <https://api.github.com/user/repos?page=5>; rel="next"',
    true,
  ],
  [
    '<https://api.github.com/user/repos?page=1>; rel="first", <https://api.github.com/user/repos?rel=next>; rel="prev"',
    false,
  ],
  ['', false],
  [undefined, false],
])('finds in %j a next page: %s', (link, expected) => {
  expect(hasNext(link)).toBe(expected);
});

describe('repositoryFilter', () => {
  it.each([null, undefined, '', '  '])('means all we may see when it is %j', (filter) => {
    expect(repositoryFilter(filter)).toEqual({ by: 'access' });
  });

  it.each(['acme/shop acme/ware.house', 'repo:acme/shop, acme/ware.house', 'acme/shop\nacme/ware.house acme/shop'])(
    'means the repositories it names in %j',
    (filter) => {
      expect(repositoryFilter(filter)).toEqual({ by: 'name', names: ['acme/shop', 'acme/ware.house'] });
    },
  );

  it.each(['org:acme', 'acme/shop language:go', 'shop', '-repo:acme/shop'])('means a search in %j', (filter) => {
    expect(repositoryFilter(filter)).toEqual({ by: 'search', query: filter });
  });
});

describe('scopeFinding', () => {
  it.each([
    ['repo, read:org', 'pass'],
    ['public_repo', 'warn'],
    ['', 'warn'],
    [undefined, 'skip'],
  ])('finds with the scopes %j: %s', (scopes, verdict) => {
    expect(scopeFinding(scopes).verdict).toBe(verdict);
  });
});

it('maps a repository and keeps it whole', () => {
  const repository = {
    id: 7,
    full_name: 'acme/shop',
    html_url: 'https://github.com/acme/shop',
    updated_at: '2026-01-01T00:00:00Z',
    stars: 1,
  };
  expect(repositoryRecord(repository)).toEqual({
    id: '7',
    kind: 'repository',
    title: 'acme/shop',
    url: 'https://github.com/acme/shop',
    updated_at: '2026-01-01T00:00:00Z',
    data: repository,
  });
});

describe('a search', () => {
  const search = { by: 'search', query: 'org:acme' } as const;

  /** A GitHub that knows one answer. */
  function answering(data: unknown): Github {
    const get: Github['get'] = async (url, shape) => ({
      status: 200,
      headers: {},
      text: '',
      url,
      data: shape.parse(data),
    });
    const provider_metadata = { authentication: 'token', api_version: '2022-11-28' } as const;
    return { settings: { base_url: 'https://api.github.com', provider_metadata }, app: undefined, get };
  }
  const found = (total_count: number, incomplete_results = false) =>
    answering({ total_count, incomplete_results, items: [{ id: 1, full_name: 'acme/shop' }] });

  it('is a fault when GitHub ended it early', async () => {
    const page = repositoriesAt(found(1, true), search, { offset: 0 }, 100);
    await expect(page).rejects.toMatchObject({ errorClass: 'upstream_5xx' });
  });

  it('reads all that GitHub gives', async () => {
    expect(await repositoriesAt(found(1000), search, { offset: 900 }, 100)).toMatchObject({ next: undefined });
  });

  it('says that GitHub gives no more, instead of ending there', async () => {
    const last = await repositoriesAt(found(1001), search, { offset: 900 }, 100);
    expect(last.next).toEqual({ offset: 1000 });
    const beyond = repositoriesAt(found(1001), search, { offset: 1000 }, 100);
    await expect(beyond).rejects.toMatchObject({ errorClass: 'invalid_config', field: '/base_search' });
  });
});
