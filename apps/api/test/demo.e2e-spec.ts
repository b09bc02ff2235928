import { listIntegrations, listTenants } from '@ims/api-client';
import { startSandbox } from '@ims/sandbox';
import { clientOf, emailOf, signIn } from '@ims/test-kit';
import { afterAll, expect, test } from 'vitest';
import { DemoService } from '../src/demo/index.ts';
import { countRows } from './support/rows.ts';
import { testApp } from './support/test-app.ts';

const password = 'a-demo-password';
const app = await testApp({ DEMO: 'on', DEMO_PASSWORD: password });
const sandbox = await startSandbox();
afterAll(() => sandbox.close());
const demo = app.nest.get(DemoService);
await Promise.all([demo.seed(sandbox), demo.seed(sandbox)]);

test('two starts at once seed three tenants once', async () => {
  const { data } = await listTenants({ client: clientOf(app, app.operatorKey) });
  expect(data?.map((tenant) => tenant.slug)).toEqual(['apple', 'google', 'wex']);
});

test('a later start adds nothing', async () => {
  const before = await countRows(app.database.owner);
  await demo.seed(sandbox);
  expect(await countRows(app.database.owner)).toEqual(before);
});

test.each(['wex', 'apple', 'google'])('everybody of %s can sign in and sees its integrations', async (slug) => {
  for (const role of ['admin', 'user', 'viewer'] as const) {
    const { client, user } = await signIn(app, { email: emailOf(role, slug), password });
    expect(user).toMatchObject({ role, tenant: { slug } });
    const { data } = await listIntegrations({ client });
    expect(data?.length).toBeGreaterThan(1);
    expect(data?.every((row) => row.config_state === 'ok')).toBe(true);
  }
});
