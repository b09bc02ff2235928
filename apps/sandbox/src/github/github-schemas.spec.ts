import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { App, Octokit } from 'octokit';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { isObject } from '../system.ts';
import { ask, bearer } from '../testing/request.ts';

const require = createRequire(import.meta.url);

/** GitHub's own description of its API decides what an answer looks like. */
let description: { paths: Record<string, Record<string, Operation>> };
let sandbox: Sandbox;
let ajv: Ajv;

interface Operation {
  responses: Record<string, { $ref?: string; content?: Record<string, { schema: unknown }> }>;
}

beforeAll(async () => {
  const file = require.resolve('@octokit/openapi/generated/api.github.com.json');
  [description, sandbox] = await Promise.all([readFile(file, 'utf8').then(JSON.parse), startSandbox()]);
  // Examples and texts are no constraints; `strict` would want every keyword of OpenAPI explained.
  ajv = new Ajv({ strict: false, validateFormats: true, allErrors: true });
  addFormats.default(ajv, ['date-time', 'date', 'uri', 'email', 'int32', 'int64', 'double']);
  ajv.addFormat('uri-template', true).addFormat('repo.nwo', true).addFormat('timestamp', true);
});
afterAll(() => sandbox.close());

/** The schema of an answer with all it refers to, `nullable` said in JSON Schema. */
function validatorOf(path: string, method: string, status: string): ValidateFunction {
  const response = description.paths[path]?.[method]?.responses[status];
  const schema = (response?.$ref ? (lookUp(response.$ref) as typeof response) : response)?.content?.['application/json']
    ?.schema;
  if (!schema) throw new Error(`GitHub describes no ${status} of ${method} ${path}.`);
  const definitions: Record<string, unknown> = {};
  const translate = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(translate);
    if (!isObject(value)) return value;
    if (typeof value.$ref === 'string') return { $ref: `#/definitions/${define(value.$ref)}` };
    const { nullable, discriminator, example, examples, ...rest } = value;
    const inner = Object.fromEntries(Object.entries(rest).map(([key, entry]) => [key, translate(entry)]));
    return nullable === true ? { anyOf: [inner, { type: 'null' }] } : inner;
  };
  const define = (ref: string): string => {
    const name = ref.split('/').at(-1) ?? ref;
    if (!(name in definitions)) {
      definitions[name] = true;
      definitions[name] = translate(lookUp(ref));
    }
    return name;
  };
  return ajv.compile({ ...(translate(schema) as object), definitions });
}

function lookUp(ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), description);
}

const { classic } = accounts.github;
const installation = () => sandbox.accounts.githubApp.installationId;

it.each([
  ['/user', '/user'],
  ['/user/repos', '/user/repos?per_page=100'],
  ['/orgs/{org}/repos', '/orgs/acme/repos?per_page=100'],
  ['/search/repositories', '/search/repositories?q=org:acme&per_page=100'],
  ['/repos/{owner}/{repo}', '/repos/acme/billing-api'],
  ['/repos/{owner}/{repo}', '/repos/ims-octocat/notes-cli'],
  ['/rate_limit', '/rate_limit'],
])('answers %s as described', async (path, asked) => {
  const { status, json } = await ask(`${sandbox.url}/github${asked}`, { headers: bearer(classic) });
  expect(status).toBe(200);
  const valid = validatorOf(path, 'get', '200');
  expect(valid(json), JSON.stringify(valid.errors?.slice(0, 3))).toBe(true);
});

it.each([
  ['/user', 'get', '/user', {}, 401],
  ['/repos/{owner}/{repo}', 'get', '/repos/acme/no-such', bearer(classic), 404],
  ['/search/repositories', 'get', '/search/repositories?q=', bearer(classic), 422],
])('refuses %s as described', async (path, method, asked, headers, status) => {
  const told = await ask(`${sandbox.url}/github${asked}`, { headers: headers as Record<string, string> });
  expect(told.status).toBe(status);
  const valid = validatorOf(path, method, String(status));
  expect(valid(told.json), JSON.stringify(valid.errors)).toBe(true);
});

it('answers an App as described', async () => {
  const { appId, privateKey } = sandbox.accounts.githubApp;
  const app = new App({ appId, privateKey, Octokit: Octokit.defaults({ baseUrl: `${sandbox.url}/github` }) });
  const token = await app.octokit.request('POST /app/installations/{installation_id}/access_tokens', {
    installation_id: Number(installation()),
  });
  const repositories = await ask(`${sandbox.url}/github/installation/repositories`, {
    headers: bearer(token.data.token),
  });
  const about = await app.octokit.request('GET /app');
  const answers: [string, string, string, unknown][] = [
    ['/app', 'get', '200', about.data],
    ['/app/installations/{installation_id}/access_tokens', 'post', '201', token.data],
    ['/installation/repositories', 'get', '200', repositories.json],
  ];
  for (const [path, method, status, body] of answers) {
    const valid = validatorOf(path, method, status);
    expect(valid(body), `${path} ${JSON.stringify(valid.errors?.slice(0, 3))}`).toBe(true);
  }
});

it('would notice an answer without a field that GitHub always sends', () => {
  const valid = validatorOf('/user', 'get', '200');
  expect(valid({ login: 'ims-octocat', id: 1 })).toBe(false);
});
