import { loginAs, makeTenant, testDatabase } from '@ims/test-kit';
import { afterAll, expect, test } from 'vitest';
import { problemOf, send } from './support/http.ts';
import { stallingProxy } from './support/stalling-proxy.ts';
import { testApp } from './support/test-app.ts';

const database = await testDatabase();
afterAll(() => database.drop());
const { hostname: host, port } = new URL(database.appUrl);
const proxy = await stallingProxy({ host, port: Number(port) });
const app = await testApp({}, { ...database, appUrl: database.appUrl.replace(`:${port}/`, `:${proxy.port}/`) });
const admin = await loginAs('admin', await makeTenant(app));
const list = () => send(app, 'GET', '/api/v1/admin/integrations', { token: admin.token });

test('a database that keeps connections open and says nothing is answered 503, and served again once it speaks', async () => {
  await Promise.all(Array.from({ length: 10 }, list));
  proxy.stall(true);
  for (const answer of await Promise.all(Array.from({ length: 10 }, list)))
    expect([answer.status, problemOf(answer).code]).toEqual([503, 'unavailable']);
  expect((await send(app, 'GET', '/healthz')).status).toBe(200);
  proxy.stall(false);
  await expect.poll(async () => (await list()).status).toBe(200);
});
