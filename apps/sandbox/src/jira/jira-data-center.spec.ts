import { afterAll, beforeAll, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { ask, basic, bearer } from '../testing/request.ts';

const { pat, username, password } = accounts.jiraDc;

let sandbox: Sandbox;
let api: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  api = `${sandbox.url}/jira-dc/rest/api/2`;
});
afterAll(() => sandbox.close());

it.each([
  ['a personal access token', bearer(pat)],
  ['a user name and a password', basic(username, password)],
])('names the user of %s, who has a name and no account id', async (_what, headers) => {
  const { status, json } = await ask(`${api}/myself`, { headers });
  expect(status).toBe(200);
  expect(json).toMatchObject({ name: username, key: 'JIRAUSER10100' });
  expect(json).not.toHaveProperty('accountId');
});

it('refuses a wrong pair everywhere, with the reason', async () => {
  const told = await ask(`${api}/serverInfo`, { headers: basic(username, 'wrong') });
  expect(told.status).toBe(401);
  expect(told.headers['x-seraph-loginreason']).toBe('AUTHENTICATED_FAILED');
});

it('refuses a wrong token in JSON', async () => {
  const told = await ask(`${api}/myself`, { headers: bearer('wrong') });
  expect(told).toMatchObject({ status: 401, json: { 'status-code': 401 } });
});

it('tells strangers what it is', async () => {
  const told = await ask(`${api}/serverInfo`);
  expect(told).toMatchObject({ status: 200, json: { deploymentType: 'Server' } });
});

it('pages a search by offset, with a total, and finds all without a query', async () => {
  const search = (startAt: number) => ask(`${api}/search?startAt=${startAt}&maxResults=200`, { headers: bearer(pat) });
  const [first, second] = await Promise.all([search(0), search(200)]);
  expect([first.json.total, first.json.issues.length, second.json.issues.length]).toEqual([250, 200, 50]);
  expect(second.json.startAt).toBe(200);
  expect(first.json.issues[0].fields.description).toEqual(expect.any(String));
});

it('takes a search as POST', async () => {
  const body = { jql: 'key = QA-3', fields: ['summary'] };
  const { json } = await ask(`${api}/search`, { json: body, headers: bearer(pat) });
  expect(json).toMatchObject({ total: 1, issues: [{ key: 'QA-3' }] });
});

it("says what is wrong with a query in Jira's shape", async () => {
  const { status, json } = await ask(`${api}/search?jql=project%20%3D%20NOPE`, { headers: bearer(pat) });
  expect(status).toBe(400);
  expect(json).toEqual({ errorMessages: ["The value 'NOPE' does not exist for the field 'project'."], errors: {} });
});

it('wants a CAPTCHA solved when told to misbehave so', async () => {
  const told = await ask(`${sandbox.url}/~captcha/jira-dc/rest/api/2/myself`, { headers: basic(username, password) });
  expect(told.status).toBe(403);
  expect(told.headers['x-seraph-loginreason']).toBe('AUTHENTICATION_DENIED');
  expect(told.headers['x-authentication-denied-reason']).toContain('CAPTCHA_CHALLENGE');
});
