import { ConnectorFault } from '@ims/connector-sdk';
import { connectorFor } from '@ims/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { caseContract } from '../testing/case-contract.ts';
import { type Bench, openBench, readAll, type Typed } from './connection.ts';

const cloud = connectorFor('Jira', 'data_source');
const dataCenter = connectorFor('jira_data_center', 'data_source');
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

const onCloud = (more: Partial<Typed> = {}, behaviour = ''): Typed => ({
  base_url: `${sandbox.url}${behaviour}/jira`,
  username: accounts.jira.username,
  ...more,
});
const onServer = (more: Partial<Typed> = {}, behaviour = ''): Typed => ({
  base_url: `${sandbox.url}${behaviour}/jira-dc`,
  ...more,
});
const scoped = (more: Partial<Typed> = {}): Typed => ({
  base_url: `${sandbox.url}/jira/ex/jira/${accounts.jira.cloudId}`,
  username: accounts.jira.username,
  provider_metadata: { authentication: 'scoped_token', site_url: 'https://acme.atlassian.net/jira' },
  ...more,
});

caseContract('Jira Cloud', () => sandbox);
caseContract('Jira Data Center', () => sandbox);

describe('a test of Jira Cloud', () => {
  it('names the account and counts what the filter matches', async () => {
    const filter = { base_search: 'created <= now() ORDER BY created DESC' };
    const outcome = await bench.test(cloud, onCloud(filter), accounts.jira.token);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'user' } });
    expect(outcome.identity?.id).not.toBe('');
    expect(outcome.stages.find(({ name }) => name === 'sample')?.message).toMatch(/matches about [\d,]+ issues/);
  });

  it('works with a scoped token through the gateway', async () => {
    const outcome = await bench.test(cloud, scoped(), accounts.jira.scopedToken);
    expect(outcome).toMatchObject({ ok: true, identity: { kind: 'user' } });
  });

  it('refuses a wrong token', async () => {
    const outcome = await bench.test(cloud, onCloud(), 'wrong');
    expect(outcome).toMatchObject({ error_class: 'auth_invalid', field: '/password' });
  });

  it('says of a bearer token at a site that it is the wrong kind', async () => {
    const settings = {
      provider_metadata: { authentication: 'service_account', cloud_id: accounts.jira.cloudId },
    };
    const outcome = await bench.test(cloud, onCloud(settings), accounts.jira.token);
    expect(outcome).toMatchObject({
      error_class: 'auth_scheme_mismatch',
      field: '/provider_metadata/authentication',
    });
  });

  it('says that the address is that of a Data Center', async () => {
    const settings = onCloud({ base_url: `${sandbox.url}/jira-dc`, username: accounts.jiraDc.username });
    const outcome = await bench.test(cloud, settings, accounts.jiraDc.password);
    expect(outcome).toMatchObject({ error_class: 'not_found_wrong_base_url' });
    expect(outcome.message).toContain('Data Center');
  });

  it.each([
    ['a syntax error', 'project ='],
    ['an unknown field', 'proyect = APP'],
    ['no restriction', 'ORDER BY created'],
  ])('explains JQL with %s at the field of the filter', async (_, base_search) => {
    const outcome = await bench.test(cloud, onCloud({ base_search }), accounts.jira.token);
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/base_search' });
    expect(outcome.identity).not.toBeNull();
  });

  it('warns of a filter that matches nothing', async () => {
    const settings = onCloud({ base_search: 'created > "2100/01/01"' });
    const outcome = await bench.test(cloud, settings, accounts.jira.token);
    expect(outcome).toMatchObject({ ok: true, status: 'degraded' });
  });

  it('asks for the e-mail where the token needs one', async () => {
    const outcome = await bench.test(cloud, onCloud({ username: null }), accounts.jira.token);
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/username' });
  });
});

describe('a test of Jira Data Center', () => {
  it('names the account of a personal access token', async () => {
    const outcome = await bench.test(dataCenter, onServer(), accounts.jiraDc.pat);
    expect(outcome).toMatchObject({ ok: true, status: 'healthy', identity: { kind: 'user' } });
  });

  it('names the account of a user name and password, from any page of it', async () => {
    const { username, password } = accounts.jiraDc;
    const settings = onServer({
      base_url: `${sandbox.url}/jira-dc/browse/APP-1?filter=1`,
      username,
      provider_metadata: { authentication: 'password' },
    });
    expect(await bench.test(dataCenter, settings, password)).toMatchObject({ ok: true });
  });

  it('refuses a wrong password', async () => {
    const settings = onServer({ username: 'ims-sync', provider_metadata: { authentication: 'password' } });
    expect(await bench.test(dataCenter, settings, 'wrong')).toMatchObject({ error_class: 'auth_invalid' });
  });

  it('explains JQL that Jira does not accept', async () => {
    const settings = onServer({ base_search: 'proyect = APP' });
    const outcome = await bench.test(dataCenter, settings, accounts.jiraDc.pat);
    expect(outcome).toMatchObject({ error_class: 'invalid_config', field: '/base_search' });
  });
});

describe.each([
  ['Jira Cloud', cloud, (): Typed => onCloud(), accounts.jira.token],
  ['Jira Data Center', dataCenter, (): Typed => onServer(), accounts.jiraDc.pat],
] as const)('records of %s', (_name, connector, settings, secret) => {
  const pages = (from: { cursor?: string; limit: number }, more: Partial<Typed> = {}) =>
    bench.pages(connector, { ...settings(), ...more }, secret, from);

  it('are all issues, each once, in pages of the size that was asked for', async () => {
    const read = await readAll(pages({ limit: 30 }));
    const records = read.flatMap((page) => page.records);
    expect(read.length).toBeGreaterThan(3);
    expect(read.slice(0, -1).every((page) => page.records.length === 30)).toBe(true);
    expect(new Set(records.map(({ id }) => id)).size).toBe(records.length);
    expect(read.map(({ cursor }) => cursor === null)).toEqual(read.map((_page, index) => index === read.length - 1));
  });

  it('say what they are and where', async () => {
    const [page] = await readAll(pages({ limit: 100 }));
    const [record] = page?.records ?? [];
    expect(record).toMatchObject({ kind: 'issue', title: expect.any(String) });
    expect(record?.url).toMatch(/\/browse\/[A-Z]+-\d+$/);
    expect(record?.updated_at).toMatch(/Z$/);
  });

  it('continue from a cursor', async () => {
    const whole = (await readAll(pages({ limit: 100 }))).flatMap((page) => page.records);
    for await (const { records, cursor } of pages({ limit: 40 })) {
      const rest = await readAll(pages({ limit: 40, cursor: cursor ?? '' }));
      expect([...records, ...rest.flatMap((page) => page.records)]).toEqual(whole);
      break;
    }
  });

  it('keep to the filter, whatever its order', async () => {
    const [first] = await readAll(pages({ limit: 100 }));
    const key = /[A-Z]+(?=-\d+$)/.exec(first?.records[0]?.url ?? '')?.[0];
    const read = await readAll(pages({ limit: 100 }, { base_search: `project = ${key} ORDER BY created DESC` }));
    const urls = read.flatMap((page) => page.records.map(({ url }) => url));
    expect(urls.length).toBeGreaterThan(0);
    expect(urls.every((url) => url?.includes(`/browse/${key}-`))).toBe(true);
  });

  it('refuse a cursor of another filter', async () => {
    const [first] = await readAll(pages({ limit: 10 }));
    const read = readAll(pages({ limit: 10, cursor: first?.cursor ?? '' }, { base_search: 'created > "2020/01/01"' }));
    await expect(read).rejects.toMatchObject({ errorClass: 'invalid_config' });
  });

  it.each(['anonymous', 'unauthorized', 'missing', 'gone', 'rate-limited', 'fault', 'html', 'wrong-shape'])(
    'are a fault, not an empty list, when Jira answers with %s',
    async (behaviour) => {
      const { base_url } = settings();
      const astray = base_url.replace(sandbox.url, `${sandbox.url}/~${behaviour}`);
      await expect(readAll(pages({ limit: 10 }, { base_url: astray }))).rejects.toBeInstanceOf(ConnectorFault);
    },
  );
});

it('links records read through the gateway to the site', async () => {
  const [page] = await readAll(bench.pages(cloud, scoped(), accounts.jira.scopedToken, { limit: 100 }));
  expect(page?.records[0]?.url).toMatch(/^https:\/\/acme\.atlassian\.net\/browse\//);
});
