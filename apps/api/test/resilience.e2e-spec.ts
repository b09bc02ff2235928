import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLocalPostgres } from '@ims/local-postgres';
import { emailOf, loginAs, makeTenant, PASSWORD } from '@ims/test-kit';
import { afterAll, describe, expect, test } from 'vitest';
import { Secret } from '../src/platform/config/secret.ts';
import { prepareDatabase } from '../src/platform/database/prepare-database.ts';
import { Contract, type Operation, pathOf } from './support/contract.ts';
import { cookiesOf } from './support/cookies.ts';
import { type Answer, problemOf, send } from './support/http.ts';
import { makeService } from './support/service.ts';
import { testApp } from './support/test-app.ts';
import { bodyOf, tokenFor } from './support/world.ts';

// A server of its own, since it is stopped while others still need theirs.
const dataDir = mkdtempSync(join(tmpdir(), 'ims-stopped-'));
chmodSync(dataDir, 0o711);
const settings = { fsync: 'off' };
let postgres = await startLocalPostgres({ dataDir, settings });
const { port } = postgres;
const appUrl = (await prepareDatabase(new Secret(postgres.url), undefined)).reveal();
afterAll(async () => {
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

const app = await testApp({}, { ownerUrl: postgres.url, appUrl });
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const service = await makeService(admin);
const contract = await Contract.of(app);
const login = { email: emailOf('admin', tenant.slug), password: PASSWORD };
const session = await send(app, 'POST', '/api/v1/auth/login', { body: login });
const cookie = `ims_refresh=${cookiesOf(session).ims_refresh}`;
const body = { provider: 'p', type: 'data_source', base_url: 'https://p.example' };

const list = () => send(app, 'GET', '/api/v1/admin/integrations', { token: admin.token });
const create = (provider: string) =>
  send(app, 'POST', '/api/v1/admin/integrations', { token: admin.token, body: { ...body, provider } });
const statusOf = async (path: string) => (await send(app, 'GET', path)).status;

async function start(): Promise<void> {
  postgres = await startLocalPostgres({ dataDir, settings, port });
}

async function untilReady(): Promise<void> {
  await expect.poll(() => statusOf('/readyz')).toBe(200);
}

const needsNoDatabase = new Set(['getHealth', 'getManifestSchema', 'getMetrics', 'tryConnector']);

describe('while the database is away', () => {
  test('every call that needs it is answered 503, and the process lives', async () => {
    await list();
    await postgres.stop();
    for (const operation of contract.operations.filter(({ id }) => !needsNoDatabase.has(id))) {
      const answer = await call(operation);
      if (operation.id === 'logout') expect(answer.status, 'needs no database without a cookie').toBe(204);
      else expectAway(answer, operation.id);
    }
    expect(await statusOf('/healthz')).toBe(200);
    expect(await statusOf('/readyz')).toBe(503);
    await start();
    await untilReady();
    expect((await list()).status).toBe(200);
  });

  function call(operation: Operation): Promise<Answer> {
    const token = tokenFor(app, { admin, service }, operation);
    const headers = operation.id === 'refresh' ? { cookie } : undefined;
    const path = pathOf(operation, { id: 1, tenant: tenant.slug, file: 'logo.svg', provider: 'desk' });
    return send(app, operation.method, path, {
      token,
      headers,
      body: operation.id === 'login' ? login : bodyOf(operation),
    });
  }

  function expectAway(answer: Answer, what: string): void {
    expect.soft(answer.status, `${what}: ${answer.text}`).toBe(503);
    const problem = JSON.parse(answer.text);
    expect.soft((problem.error ?? problem).code, what).toBe('unavailable');
    expect.soft(answer.headers.get('retry-after'), what).toBeTruthy();
    expect.soft(answer.text, what).not.toMatch(/127\.0\.0\.1|ECONN|SELECT|postgres/i);
  }

  test('nobody is signed out', async () => {
    await postgres.stop();
    const refused = await send(app, 'POST', '/api/v1/auth/refresh', { headers: { cookie } });
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([503, []]);
    await start();
    await untilReady();
    expect((await send(app, 'POST', '/api/v1/auth/refresh', { headers: { cookie } })).status).toBe(200);
    expect((await list()).status).toBe(200);
  });
});

test('a restart under load gives right answers or 503, and loses nothing that was confirmed', async () => {
  const answers: Answer[] = [];
  let isRunning = true;
  const worker = async (name: string) => {
    for (let index = 0; isRunning; index += 1) answers.push(await list(), await create(`${name}-${index}`));
  };
  const workers = Promise.all(['a', 'b', 'c', 'd'].map(worker));
  const count = (wanted: (status: number) => boolean, from = 0) =>
    answers.slice(from).filter(({ status }) => wanted(status)).length;
  const served = (status: number) => status < 300;
  try {
    await expect.poll(() => count(served)).toBeGreaterThan(20);
    await postgres.stop();
    await expect.poll(() => count((status) => status === 503)).toBeGreaterThan(5);
    await start();
    const since = answers.length;
    await expect.poll(() => count(served, since)).toBeGreaterThan(20);
  } finally {
    isRunning = false;
    await workers;
  }

  expect(app.log.filter((line) => line.includes('internal_error'))).toEqual([]);
  expect([...new Set(answers.map(({ status }) => status))].toSorted()).toEqual([200, 201, 503]);
  for (const answer of answers.filter(({ status }) => status === 503))
    expect(['unavailable', 'outcome_unknown']).toContain(problemOf(answer).code);
  const confirmed = answers.filter(({ status }) => status === 201).map(({ text }) => JSON.parse(text).provider);
  expect(await allProviders()).toEqual(expect.arrayContaining(confirmed));
});

async function allProviders(): Promise<string[]> {
  const providers: string[] = [];
  let path: string | undefined = '/api/v1/admin/integrations?limit=200';
  while (path) {
    const answer = await send(app, 'GET', path, { token: admin.token });
    providers.push(...JSON.parse(answer.text).map((row: { provider: string }) => row.provider));
    path = /^<([^>]+)>/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  return providers;
}

test('closing tells load balancers first and finishes what is under way', async () => {
  const under = [list(), create('last-one'), list()];
  await Promise.race(under);
  const closing = app.stop();
  for (const answer of await Promise.all(under)) expect([200, 201, 503]).toContain(answer.status);
  await closing;
  await expect(statusOf('/healthz')).rejects.toThrow();
});
