import { ConnectorFault } from '@ims/connector-sdk';
import { connectorFor } from '@ims/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { caseContract } from '../testing/case-contract.ts';
import { type Bench, openBench, readAll, type Typed } from './connection.ts';

const github = connectorFor('github', 'data_source');
const enterprise = connectorFor('github_enterprise', 'data_source');
let sandbox: Sandbox;
let bench: Bench;

beforeAll(async () => {
  sandbox = await startSandbox();
  bench = openBench();
});
afterAll(async () => {
  await bench.close();
  await sandbox.close();
});

const at = (path: string, more: Partial<Typed> = {}): Typed => ({ base_url: `${sandbox.url}${path}`, ...more });
const asApp = (more: Record<string, unknown> = {}) => ({
  provider_metadata: {
    authentication: 'app',
    app_id: sandbox.accounts.githubApp.appId,
    installation_id: sandbox.accounts.githubApp.installationId,
    ...more,
  },
});

for (const name of ['GitHub', 'GitHub App', 'GitHub Enterprise']) caseContract(name, () => sandbox);

describe('a test of GitHub', () => {
  it('names the user and the scopes of a classic token', async () => {
    const outcome = await bench.test(github, at('/github'), accounts.github.classic);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { name: 'ims-octocat', kind: 'user' } });
    expect(outcome.stages.find(({ name }) => name === 'permissions')?.message).toContain('read:org, repo');
    expect(outcome.stages.find(({ name }) => name === 'sample')?.message).toContain('134 repositories');
  });

  it('passes with a fine-grained token, which has no scopes, and learns when it ends', async () => {
    const outcome = await bench.test(github, at('/github'), accounts.github.fineGrained);
    expect(outcome).toMatchObject({ ok: true, identity: { name: 'ims-octocat' } });
    expect(outcome.secret_expires_at).toBeInstanceOf(Date);
  });

  it.each(['appId', 'clientId'] as const)('names the App that its key and its %s belong to', async (id) => {
    const { privateKey, ...ids } = sandbox.accounts.githubApp;
    const outcome = await bench.test(github, at('/github', asApp({ app_id: ids[id] })), privateKey);
    expect(outcome).toMatchObject({ ok: true, identity: { id: ids.appId, kind: 'app' } });
    expect(outcome.stages.find(({ name }) => name === 'permissions')?.message).toContain('metadata (read)');
  });

  it('reads a private key with its lines joined', async () => {
    const joined = sandbox.accounts.githubApp.privateKey.replaceAll('\n', ' ');
    expect(await bench.test(github, at('/github', asApp()), joined)).toMatchObject({ ok: true });
  });

  it('never sends the private key', async () => {
    const { privateKey } = sandbox.accounts.githubApp;
    sandbox.requests.length = 0;
    await bench.test(github, at('/github', asApp()), privateKey);
    const line = privateKey.split('\n')[1] ?? '';
    expect(sandbox.requests.length).toBeGreaterThan(0);
    expect(JSON.stringify(sandbox.requests)).not.toContain(line);
  });

  it('works with an Enterprise Server', async () => {
    const outcome = await bench.test(enterprise, at('/ghes/api/v3'), accounts.github.classic);
    expect(outcome).toMatchObject({ ok: true, identity: { name: 'ims-octocat' } });
  });

  it('pins the version of the interface', async () => {
    sandbox.requests.length = 0;
    await bench.test(github, at('/github'), accounts.github.classic);
    const versions = sandbox.requests.map(({ headers }) => headers['x-github-api-version']);
    expect(new Set(versions)).toEqual(new Set(['2022-11-28']));
  });

  it.each(['rate-limited', 'rate-limited-bare', 'secondary-limit'])(
    'knows when to come back after %s',
    async (behaviour) => {
      const outcome = await bench.test(github, at(`/~${behaviour}/github`), accounts.github.classic);
      expect(outcome.retry_at?.getTime()).toBeGreaterThan(Date.now());
    },
  );

  it('refuses a wrong token', async () => {
    const outcome = await bench.test(github, at('/github'), 'ghp_wrong');
    expect(outcome).toMatchObject({ error_class: 'auth_invalid', field: '/password' });
  });

  it('says of a token of an installation that it belongs to no user', async () => {
    await bench.test(github, at('/github', asApp()), sandbox.accounts.githubApp.privateKey);
    const seen = sandbox.requests.map(({ headers }) => String(headers.authorization));
    const token = seen.find((value) => value.startsWith('Bearer ghs_'));
    const outcome = await bench.test(github, at('/github'), token);
    expect(outcome).toMatchObject({ error_class: 'auth_scheme_mismatch', field: '/provider_metadata/authentication' });
  });

  it.each<[string, Record<string, unknown>, string]>([
    ['an unknown App', { app_id: '1' }, '/provider_metadata/app_id'],
    ['an unknown installation', { installation_id: '1' }, '/provider_metadata/installation_id'],
    ['no App ID', { app_id: '' }, '/provider_metadata/app_id'],
  ])('points at the field at fault with %s', async (_, wrong, field) => {
    const outcome = await bench.test(github, at('/github', asApp(wrong)), sandbox.accounts.githubApp.privateKey);
    expect(outcome).toMatchObject({ ok: false, field });
  });

  it('says that a key is none', async () => {
    const outcome = await bench.test(github, at('/github', asApp()), 'no key');
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/password' });
  });

  it('looks at the repositories that the filter names', async () => {
    const filter = { base_search: 'acme/billing-api acme/tax-etl' };
    const outcome = await bench.test(github, at('/github', filter), accounts.github.classic);
    expect(outcome).toMatchObject({ ok: true });
  });

  it('says of a repository that it is missing or not ours to see', async () => {
    const filter = { base_search: 'acme/billing-api acme/nowhere' };
    const outcome = await bench.test(github, at('/github', filter), accounts.github.classic);
    expect(outcome).toMatchObject({ error_class: 'permission_missing', field: '/base_search' });
    expect(outcome.message).toContain('acme/nowhere');
  });

  it('explains a search that GitHub does not accept', async () => {
    const outcome = await bench.test(github, at('/github', { base_search: 'org:nobody' }), accounts.github.classic);
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/base_search' });
  });

  it('warns of a search without results', async () => {
    const filter = { base_search: 'org:acme language:cobol' };
    const outcome = await bench.test(github, at('/github', filter), accounts.github.classic);
    expect(outcome).toMatchObject({ ok: true, status: 'degraded' });
  });
});

describe('records of GitHub', () => {
  const pages = (typed: Partial<Typed>, from: { cursor?: string; limit: number }, secret?: string) =>
    bench.pages(github, at('/github', typed), secret ?? accounts.github.classic, from);

  it.each<[string, Partial<Typed>, number]>([
    ['all we may see', {}, 134],
    ['a search', { base_search: 'org:acme' }, 130],
    ['named repositories', { base_search: 'acme/billing-api, acme/tax-etl, acme/tax-web' }, 3],
  ])('are %s, each once', async (_, typed, count) => {
    const read = await readAll(pages(typed, { limit: 50 }));
    const ids = read.flatMap(({ records }) => records.map(({ id }) => id));
    expect(ids).toHaveLength(count);
    expect(new Set(ids).size).toBe(count);
    expect(read.every(({ records }) => records.length <= 50)).toBe(true);
    expect(read.map(({ cursor }) => cursor === null)).toEqual(read.map((_page, index) => index === read.length - 1));
  });

  it.each([1, 7, 100])('continue from a cursor with a limit of %i', async (limit) => {
    const whole = (await readAll(pages({ base_search: 'org:acme language:go' }, { limit: 100 }))).flatMap(
      (page) => page.records,
    );
    for await (const { records, cursor } of pages({ base_search: 'org:acme language:go' }, { limit: 3 })) {
      expect(records).toEqual(whole.slice(0, 3));
      const rest = await readAll(pages({ base_search: 'org:acme language:go' }, { limit, cursor: cursor ?? '' }));
      expect(rest.flatMap((page) => page.records)).toEqual(whole.slice(3));
      break;
    }
  });

  it('come through an App with one token for all pages', async () => {
    sandbox.requests.length = 0;
    const read = await readAll(pages(asApp(), { limit: 5 }, sandbox.accounts.githubApp.privateKey));
    expect(read.flatMap(({ records }) => records)).toHaveLength(26);
    expect(sandbox.requests.filter(({ path }) => path.endsWith('/access_tokens'))).toHaveLength(1);
  });

  it.each(['unauthorized', 'missing', 'forbidden', 'rate-limited', 'fault', 'html'])(
    'are a fault, not an empty list, when GitHub answers with %s',
    async (behaviour) => {
      const typed = at(`/~${behaviour}/github`);
      const read = readAll(bench.pages(github, typed, accounts.github.classic, { limit: 10 }));
      await expect(read).rejects.toBeInstanceOf(ConnectorFault);
    },
  );

  it('refuse a cursor of another filter', async () => {
    const [first] = await readAll(pages({ base_search: 'org:acme' }, { limit: 100 }));
    const read = readAll(
      pages({ base_search: 'org:acme archived:false' }, { limit: 100, cursor: first?.cursor ?? '' }),
    );
    await expect(read).rejects.toMatchObject({ errorClass: 'invalid_config' });
  });
});
