import { createCloudClient } from 'jira.js/cloud';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { ask, basic, bearer } from '../testing/request.ts';

const { username, token, scopedToken, cloudId } = accounts.jira;
const known = basic(username, token);
const wrong = basic(username, 'wrong');

let sandbox: Sandbox;
let site: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  site = `${sandbox.url}/jira`;
});
afterAll(() => sandbox.close());

const client = (host = site, apiToken: string = token) =>
  createCloudClient({ host, auth: { type: 'basic', email: username, apiToken }, onSchemaMismatch: 'throw' });

describe('to the client of jira.js, which checks the shape of every answer', () => {
  it('names the user of the token', async () => {
    const me = await client().myself.getCurrentUser();
    expect(me).toMatchObject({ emailAddress: username, active: true, timeZone: 'Europe/Berlin' });
  });

  it('says that it is Jira Cloud', async () => {
    await expect(client().serverInfo.getServerInfo()).resolves.toMatchObject({ deploymentType: 'Cloud' });
  });

  it('lists projects', async () => {
    const { values, isLast } = await client().projects.searchProjects();
    expect(values?.map(({ key }) => key)).toEqual(['DEV', 'QA', 'PROD']);
    expect(isLast).toBe(true);
  });

  it('gives every issue once over the pages of a search, which tell no total', async () => {
    const keys: string[] = [];
    let nextPageToken: string | undefined;
    let pages = 0;
    do {
      const page = await client().issueSearch.searchAndReconsileIssuesUsingJql({
        jql: 'project in (DEV, QA, PROD) ORDER BY key ASC',
        fields: ['summary'],
        maxResults: 100,
        nextPageToken,
      });
      expect(page).not.toHaveProperty('total');
      keys.push(...(page.issues ?? []).map(({ key }) => key ?? ''));
      nextPageToken = page.nextPageToken ?? undefined;
      expect(page.isLast).toBe(nextPageToken === undefined);
      pages++;
    } while (nextPageToken);
    expect(pages).toBe(3);
    expect(new Set(keys).size).toBe(250);
  });

  it('takes a search as POST', async () => {
    const page = await client().issueSearch.searchAndReconsileIssuesUsingJqlPost({
      jql: 'key = DEV-7',
      fields: ['summary', 'status'],
    });
    expect(page.issues?.map(({ key, fields }) => [key, Object.keys(fields ?? {})])).toEqual([
      ['DEV-7', ['summary', 'status']],
    ]);
  });

  it('counts', async () => {
    await expect(client().issueSearch.countIssues({ jql: 'project = QA' })).resolves.toEqual({ count: 80 });
  });

  it('parses queries into a structure, and says what is wrong with others', async () => {
    const { queries } = await client().jql.parseJqlQueries({
      validation: 'strict',
      queries: [
        'project = DEV AND (status in ("To Do", Done) OR assignee = currentUser()) ORDER BY updated DESC',
        'project = NOPE',
      ],
    });
    expect(queries[0]?.structure?.orderBy?.fields[0]).toMatchObject({ direction: 'desc', field: { name: 'updated' } });
    expect(queries[0]?.errors).toBeUndefined();
    expect(queries[1]?.errors).toEqual(["The value 'NOPE' does not exist for the field 'project'."]);
  });

  it('refuses a wrong token where it names the user', async () => {
    await expect(client(site, 'wrong').myself.getCurrentUser()).rejects.toMatchObject({ status: 401 });
  });

  it('serves a scoped token through the gateway', async () => {
    const gateway = `${site}/ex/jira/${cloudId}`;
    const me = await client(gateway, scopedToken).myself.getCurrentUser();
    expect(me.emailAddress).toBe(username);
    await expect(client(gateway, token).myself.getCurrentUser()).rejects.toMatchObject({ status: 401 });
  });
});

describe('with a wrong pair', () => {
  it.each([
    ['/rest/api/3/serverInfo', { deploymentType: 'Cloud' }],
    ['/rest/api/3/project/search', { values: [], total: 0 }],
    ['/rest/api/3/search/jql?jql=project%20%3D%20DEV', { issues: [], isLast: true }],
  ])('answers %s as to nobody, with status 200', async (path, shape) => {
    const told = await ask(site + path, { headers: wrong });
    expect(told.status).toBe(200);
    expect(told.headers['x-seraph-loginreason']).toBe('AUTHENTICATED_FAILED');
    expect(told.json).toMatchObject(shape);
  });

  it('refuses to say who that is, in HTML', async () => {
    const told = await ask(`${site}/rest/api/3/myself`, { headers: wrong });
    expect(told.status).toBe(401);
    expect(told.headers['content-type']).toContain('text/html');
    expect(told.headers['www-authenticate']).toContain('OAuth realm=');
  });

  it('hides issues', async () => {
    const told = await ask(`${site}/rest/api/3/issue/DEV-1`, { headers: wrong });
    expect(told.status).toBe(404);
  });
});

it('takes the address of the user in any case', async () => {
  const told = await ask(`${site}/rest/api/3/myself`, { headers: basic(username.toUpperCase(), token) });
  expect(told.status).toBe(200);
});

it('marks nobody as failed who sends nothing', async () => {
  const told = await ask(`${site}/rest/api/3/serverInfo`);
  expect(told.headers).not.toHaveProperty('x-seraph-loginreason');
});

it('takes a Bearer token on a site for one of Connect', async () => {
  const told = await ask(`${site}/rest/api/3/myself`, { headers: bearer(scopedToken) });
  expect(told).toMatchObject({ status: 403, json: { error: 'Failed to parse Connect Session Auth Token' } });
});

it('takes a scoped token as Bearer at the gateway, but not on the site', async () => {
  const gateway = `${site}/ex/jira/${cloudId}/rest/api/3/myself`;
  expect((await ask(gateway, { headers: bearer(scopedToken) })).status).toBe(200);
  expect((await ask(`${site}/rest/api/3/myself`, { headers: basic(username, scopedToken) })).status).toBe(401);
});

it.each(['', 'ORDER BY created DESC'])('refuses the unbounded query "%s"', async (jql) => {
  const told = await ask(`${site}/rest/api/3/search/jql?jql=${encodeURIComponent(jql)}`, { headers: known });
  expect(told).toMatchObject({
    status: 400,
    json: {
      errorMessages: ['Unbounded JQL queries are not allowed here. Please add a search restriction to your query.'],
      errors: {},
    },
  });
});

it.each(['2', '3'])('has removed the old search of version %s', async (version) => {
  const told = await ask(`${site}/rest/api/${version}/search?jql=project=DEV`, { headers: known });
  expect(told.status).toBe(410);
});

it('gives ids alone unless told which fields', async () => {
  const told = await ask(`${site}/rest/api/3/search/jql?jql=key%20%3D%20DEV-1`, { headers: known });
  expect(told.json.issues).toEqual([{ id: '20000' }]);
});

it('refuses a page token of another query', async () => {
  const search = (query: string) => ask(`${site}/rest/api/3/search/jql?${query}`, { headers: known });
  const { json } = await search('jql=project=DEV&maxResults=1');
  expect((await search(`jql=project=DEV&maxResults=1&nextPageToken=${json.nextPageToken}`)).status).toBe(200);
  expect((await search(`jql=project=QA&maxResults=1&nextPageToken=${json.nextPageToken}`)).status).toBe(400);
});
