import { createSign, generateKeyPairSync } from 'node:crypto';
import { App, Octokit } from 'octokit';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { ask, bearer } from '../testing/request.ts';

const { classic, fineGrained } = accounts.github;

let sandbox: Sandbox;
let baseUrl: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  baseUrl = `${sandbox.url}/github`;
});
afterAll(() => sandbox.close());

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const impatient = { retry: { enabled: false }, throttle: { enabled: false }, log: quiet };
const octokit = (auth: string) => new Octokit({ auth, baseUrl, ...impatient });
const githubApp = (key: Partial<Sandbox['accounts']['githubApp']> = {}) => {
  const { appId, privateKey } = { ...sandbox.accounts.githubApp, ...key };
  return new App({ appId, privateKey, Octokit: Octokit.defaults({ baseUrl, ...impatient }), log: quiet });
};

describe('to octokit', () => {
  it('names the user of a classic token, with its scopes', async () => {
    const { data, headers } = await octokit(classic).rest.users.getAuthenticated();
    expect(data.login).toBe('ims-octocat');
    expect(headers['x-oauth-scopes']).toBe('read:org, repo');
  });

  it('names no scopes for a fine-grained token, but when it expires', async () => {
    const { headers } = await octokit(fineGrained).rest.users.getAuthenticated();
    expect(headers).not.toHaveProperty('x-oauth-scopes');
    expect(headers['github-authentication-token-expiration']).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC$/);
    expect(headers['x-accepted-github-permissions']).toBe('metadata=read');
  });

  it('pages through all repositories of an organisation', async () => {
    const client = octokit(classic);
    const repos = await client.paginate(client.rest.repos.listForOrg, { org: 'acme', per_page: 50 });
    expect(new Set(repos.map(({ full_name }) => full_name)).size).toBe(130);
  });

  it('pages through a search', async () => {
    const client = octokit(classic);
    const repos = await client.paginate(client.rest.search.repos, { q: 'org:acme', per_page: 100 });
    expect(repos).toHaveLength(130);
  });

  it('shows a fine-grained token the selected and the public repositories', async () => {
    const client = octokit(fineGrained);
    const own = await client.paginate(client.rest.repos.listForAuthenticatedUser, { per_page: 100 });
    const visible = await client.paginate(client.rest.repos.listForOrg, { org: 'acme', per_page: 100 });
    expect(own).toHaveLength(26);
    expect(visible.length).toBeGreaterThan(own.length);
    expect(visible.filter((repo) => repo.private).every(({ id }) => own.some((one) => one.id === id))).toBe(true);
    const hidden = { owner: 'acme', repo: 'billing-worker' };
    await expect(client.rest.repos.get(hidden)).rejects.toMatchObject({ status: 404 });
    await expect(octokit(classic).rest.repos.get(hidden)).resolves.toMatchObject({ data: { private: true } });
  });

  it('lets an App in: JWT, installation token, repositories', async () => {
    const app = githubApp();
    const { data } = await app.octokit.rest.apps.getAuthenticated();
    expect(data?.slug).toBe('ims-sync');
    const installed = await app.getInstallationOctokit(Number(sandbox.accounts.githubApp.installationId));
    const repos = await installed.paginate(installed.rest.apps.listReposAccessibleToInstallation, { per_page: 10 });
    expect(repos).toHaveLength(26);
    await expect(installed.rest.users.getAuthenticated()).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    });
  });

  it('refuses an App with another key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    await expect(githubApp({ privateKey }).octokit.rest.apps.getAuthenticated()).rejects.toMatchObject({
      status: 401,
      message: expect.stringContaining('A JSON web token could not be decoded'),
    });
  });

  it('knows no other installation', async () => {
    const app = githubApp();
    const installed = await app.getInstallationOctokit(1);
    await expect(installed.rest.apps.listReposAccessibleToInstallation()).rejects.toMatchObject({ status: 404 });
  });
});

describe('looking at a JWT', () => {
  const sign = (claims: object, header: object = { alg: 'RS256', typ: 'JWT' }) => {
    const signed = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    const signature = createSign('sha256').update(signed).sign(sandbox.accounts.githubApp.privateKey);
    return `${signed}.${signature.toString('base64url')}`;
  };
  const now = () => Math.floor(Date.now() / 1000);
  const claims = (more: object = {}) => ({
    iss: sandbox.accounts.githubApp.appId,
    iat: now() - 60,
    exp: now() + 300,
    ...more,
  });
  const open = (jwt: string) => ask(`${baseUrl}/app`, { headers: bearer(jwt) });

  it('takes the id of the App or its client id', async () => {
    expect((await open(sign(claims()))).status).toBe(200);
    expect((await open(sign(claims({ iss: sandbox.accounts.githubApp.clientId })))).status).toBe(200);
  });

  it('refuses one that has expired, lives too long, is from the future or of another App', async () => {
    expect((await open(sign(claims({ exp: now() - 1 })))).json.message).toContain('future time');
    expect((await open(sign(claims({ exp: now() + 3600 })))).json.message).toContain('too far in the future');
    expect((await open(sign(claims({ iat: now() + 3600 })))).json.message).toContain("'Issued at' claim");
    expect(await open(sign(claims({ iss: '1' })))).toMatchObject({
      status: 404,
      json: { message: 'Integration not found' },
    });
  });

  it('refuses one without a signature of the key, and one that says it needs none', async () => {
    const forged = `${sign(claims()).split('.').slice(0, 2).join('.')}.AAAA`;
    expect((await open(forged)).status).toBe(401);
    expect((await open(sign(claims(), { alg: 'none' }))).status).toBe(401);
  });
});

describe('searching', () => {
  const search = (q: string) =>
    ask(`${baseUrl}/search/repositories?q=${encodeURIComponent(q)}`, { headers: bearer(classic) });

  it.each([
    ['org:acme topic:billing', 13],
    ['org:acme language:python', 30],
    ['org:acme billing api', 1],
    ['org:acme -topic:billing', 117],
    ['org:acme NOT topic:billing', 117],
    ['org:acme org:umbrella-labs topic:models', 13],
    ['repo:acme/tax-etl', 1],
    ['org:acme is:public', 44],
  ])('"%s" finds %i', async (q, total) => {
    const { json } = await search(q);
    expect(json).toMatchObject({ total_count: total, incomplete_results: false });
  });

  it('sorts', async () => {
    const url = `${baseUrl}/search/repositories?q=org:acme&sort=stars&order=desc&per_page=100`;
    const { json } = await ask(url, { headers: bearer(classic) });
    const stars: number[] = json.items.map((item: { stargazers_count: number }) => item.stargazers_count);
    expect(stars).toEqual(stars.toSorted((a, b) => b - a));
  });

  it.each(['', 'org:nobody-has-this', 'x'.repeat(257)])('refuses "%s"', async (q) => {
    const { status, json } = await search(q);
    expect(status).toBe(422);
    expect(json).toMatchObject({ message: 'Validation Failed', errors: [{ resource: 'Search', field: 'q' }] });
  });
});

it.each([undefined, 'ghp_wrong'])('refuses the token %s', async (token) => {
  const told = await ask(`${baseUrl}/user`, { headers: token ? bearer(token) : {} });
  expect(told.status).toBe(401);
  expect(told.json.message).toBe(token ? 'Bad credentials' : 'Requires authentication');
});

it('answers 304 to whoever has the answer already', async () => {
  const first = await ask(`${baseUrl}/repos/acme/billing-api`, { headers: bearer(classic) });
  const headers = { ...bearer(classic), 'if-none-match': first.headers.etag ?? '' };
  const second = await ask(`${baseUrl}/repos/acme/billing-api`, { headers });
  expect(second).toMatchObject({ status: 304, text: '' });
});

it('counts requests in headers, searches apart, and looking at the count not at all', async () => {
  const anew = await startSandbox();
  const get = (path: string) => ask(`${anew.url}/github${path}`, { headers: bearer(classic) });
  expect((await get('/user')).headers).toMatchObject({
    'x-ratelimit-limit': '5000',
    'x-ratelimit-used': '1',
    'x-ratelimit-remaining': '4999',
    'x-ratelimit-resource': 'core',
  });
  expect((await get('/search/repositories?q=api')).headers).toMatchObject({ 'x-ratelimit-resource': 'search' });
  expect((await get('/rate_limit')).json.resources).toMatchObject({ core: { used: 1 }, search: { used: 1 } });
  await anew.close();
});

it('refuses a version of the API that it does not know', async () => {
  const headers = (version: string) => ({ ...bearer(classic), 'x-github-api-version': version });
  expect((await ask(`${baseUrl}/user`, { headers: headers('1999-01-01') })).status).toBe(400);
  const told = await ask(`${baseUrl}/user`, { headers: headers('2026-03-10') });
  expect(told.headers['x-github-api-version-selected']).toBe('2026-03-10');
});

it('is an Enterprise Server below its own path, with links that lead back there', async () => {
  const told = await ask(`${sandbox.url}/ghes/api/v3/orgs/acme/repos?per_page=1`, { headers: bearer(classic) });
  expect(told.headers['x-github-enterprise-version']).toMatch(/^enterprise-server@/);
  expect(told.headers.link).toContain(`<${sandbox.url}/ghes/api/v3/orgs/acme/repos?per_page=1&page=2>; rel="next"`);
  expect(told.json[0].html_url).toBe(`${sandbox.url}/ghes/acme/billing-api`);
});
