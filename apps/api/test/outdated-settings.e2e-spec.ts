import { listIntegrations } from '@ims/api-client';
import { emailOf, integrationBody, makeIntegration, makeTenant, PASSWORD, signIn, testDatabase } from '@ims/test-kit';
import { afterAll, expect, test } from 'vitest';
import { send } from './support/http.ts';
import { randomSecretKey, type TestApp, testApp } from './support/test-app.ts';
import { manifest } from './support/world.ts';

const database = await testDatabase();
afterAll(() => database.drop());
const SECRET_KEY = randomSecretKey();

/** Runs `work` on an app over the same database, one after another, as releases would follow each other. */
async function release<T>(work: (app: TestApp) => Promise<T>): Promise<T> {
  const app = await testApp({ SECRET_KEY }, database);
  try {
    return await work(app);
  } finally {
    await app.stop();
  }
}

const adminOf = (app: TestApp, slug: string) => signIn(app, { email: emailOf('admin', slug), password: PASSWORD });

/** As if it had been saved with that version of its connector. */
const savedWith = (provider: string, version: number) =>
  database.owner.query('UPDATE integrations SET connector_version = $2 WHERE provider = $1', [provider, version]);

async function statesAfterRestart(slug: string): Promise<Record<string, string>> {
  return release(async (app) => {
    const { data } = await listIntegrations({ client: (await adminOf(app, slug)).client, throwOnError: true });
    return Object.fromEntries(data.map(({ provider, config_state }) => [provider, config_state]));
  });
}

const { slug } = await release(async (app) => {
  const tenant = await makeTenant(app);
  const admin = await adminOf(app, tenant.slug);
  await send(app, 'POST', '/api/v1/admin/connectors', {
    token: admin.token,
    body: { manifest: { ...manifest, provider: 'own_desk', version: 7 } },
  });
  const made = [
    { provider: 'openai', password: 'a-secret' },
    { provider: 'no_connector_of_its_own', password: 'a-secret' },
    { provider: 'own_desk', type: 'data_source', password: 'a-secret' },
    { provider: 'untouched', password: 'a-secret' },
    { provider: 'slack', type: 'notification', base_url: 'https://hooks.slack.com' },
  ] as const;
  for (const fields of made) await makeIntegration(admin, integrationBody(fields));
  return tenant;
});

const asSaved = {
  openai: 'ok',
  no_connector_of_its_own: 'ok',
  own_desk: 'ok',
  untouched: 'ok',
  slack: 'incomplete',
};

test('a start that finds nothing changed marks nothing', async () => {
  expect(await statesAfterRestart(slug)).toEqual(asSaved);
});

test('settings that no migration leads to the present version are marked, and unmarked when they fit again', async () => {
  // Of an older version that nobody knows how to upgrade, and of a newer one, as after a step back.
  await savedWith('openai', 0);
  await savedWith('no_connector_of_its_own', 99);
  await savedWith('slack', 99);
  await savedWith('own_desk', 6);
  const outdated = 'schema_outdated';
  const marked = { openai: outdated, no_connector_of_its_own: outdated, slack: outdated, own_desk: outdated };
  expect(await statesAfterRestart(slug)).toEqual({ ...asSaved, ...marked });
  for (const provider of ['openai', 'no_connector_of_its_own', 'slack']) await savedWith(provider, 1);
  await savedWith('own_desk', 7);
  expect(await statesAfterRestart(slug)).toEqual(asSaved);
});
