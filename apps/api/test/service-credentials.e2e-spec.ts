import { changeIntegration, deleteIntegration, readCredentials } from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { essence, problemOf, send } from './support/http.ts';
import { makeService } from './support/service.ts';
import { testApp } from './support/test-app.ts';

const app = await testApp();
const { owner } = app.database;
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const { client } = admin;
const service = await makeService(admin, ['credentials:read']);
const foreign = await makeIntegration(await loginAs('admin', await makeTenant(app)), {
  provider: 'theirs',
  password: 'their-secret',
});

const ask = (integration: string | number, token = service.token) =>
  send(app, 'POST', `/api/v1/service/integrations/${integration}/credentials`, { token });

async function read(integration: string | number) {
  const answer = await ask(integration);
  expect(answer.status, answer.text).toBe(200);
  return JSON.parse(answer.text) as NonNullable<Awaited<ReturnType<typeof readCredentials>>['data']>;
}

const change = (id: number, body: object) => changeIntegration({ client, path: { id }, body, throwOnError: true });

describe('the credentials of an integration', () => {
  test('are all that a call to the system needs, and are stored by nobody on the way', async () => {
    const { id, password_updated_at } = await makeIntegration(admin, {
      provider: 'Jira_Cloud',
      type: 'data_source',
      base_url: 'https://jira.example.com',
      username: 'robot',
      password: 'pässwörd 😀 with "quotes"',
      base_search: 'project = X',
      provider_metadata: { region: 'eu' },
    });
    const answer = await ask(id);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(JSON.parse(answer.text)).toEqual({
      base_url: 'https://jira.example.com',
      username: 'robot',
      password: 'pässwörd 😀 with "quotes"',
      base_search: 'project = X',
      model: null,
      model_config: {},
      provider_metadata: { region: 'eu' },
      secret_version: Date.parse(password_updated_at ?? ''),
    });
    expect((await ask('Jira_Cloud')).text).toBe(answer.text);
    expect((await ask('jIRA_cLOUD')).text).toBe(answer.text);
  });

  test('of a provider that looks like the id of another are found by the id first', async () => {
    const byId = await makeIntegration(admin, { password: 'by-id' });
    await makeIntegration(admin, { provider: String(byId.id), password: 'by-provider' });
    await makeIntegration(admin, { provider: '0999999999', password: 'by-digits' });
    expect(await read(byId.id)).toMatchObject({ password: 'by-id' });
    expect(await read('0999999999')).toMatchObject({ password: 'by-digits' });
  });

  test('are the present ones with the first read after a change, and the version of the secret tells', async () => {
    const { id } = await makeIntegration(admin, { password: 'secret-0' });
    let { secret_version: version } = await read(id);
    for (const round of [1, 2, 3, 4, 5]) {
      await change(id, { model: `model-${round}` });
      expect(await read(id)).toMatchObject({ model: `model-${round}`, secret_version: version });
      await change(id, { password: `secret-${round}` });
      const next = await read(id);
      expect(next.password).toBe(`secret-${round}`);
      expect(next.secret_version).toBeGreaterThan(version);
      version = next.secret_version;
    }
  });

  test('change with what another instance writes', async () => {
    const { id } = await makeIntegration(admin, { password: 'kept', model: 'before' });
    expect(await read(id)).toMatchObject({ model: 'before' });
    await owner.query("UPDATE integrations SET model = 'elsewhere', version = version + 1 WHERE id = $1", [id]);
    await expect.poll(async () => (await read(id)).model).toBe('elsewhere');
  });

  test('are gone at once when the integration is switched off, loses its secret or is deleted', async () => {
    const { id } = await makeIntegration(admin, { password: 'soon-gone' });
    await read(id);
    await change(id, { active: false });
    const inactive = await ask(id);
    expect([inactive.status, problemOf(inactive).code]).toEqual([409, 'integration_inactive']);
    await change(id, { active: true, password: null });
    const without = await ask(id);
    expect([without.status, problemOf(without).code]).toEqual([424, 'no_secret']);
    await change(id, { password: 'back-again' });
    await read(id);
    await deleteIntegration({ client, path: { id }, throwOnError: true });
    expect((await ask(id)).status).toBe(404);
  });

  test('that cannot be opened are a conflict', async () => {
    const { id } = await makeIntegration(admin, { password: 'to-be-damaged' });
    await owner.query("UPDATE integrations SET password = left(password, -4) || 'AAAA' WHERE id = $1", [id]);
    const answer = await ask(id);
    expect([answer.status, problemOf(answer).code]).toEqual([409, 'secret_unreadable']);
  });

  test('of another tenant are answered like missing ones, to the byte', async () => {
    const missing = essence(await ask('missing'));
    for (const name of [
      foreign.id,
      'theirs',
      2_147_483_647,
      2_147_483_648,
      0,
      -1,
      '1.5',
      'a%20b',
      '%00',
      'x'.repeat(51),
    ])
      expect(essence(await ask(name)), String(name)).toEqual(missing);
    expect(missing).toMatchObject({ status: 404 });
  });
});

test('the audit trail names the service and counts every read, also those before the process ends', async () => {
  const { id } = await makeIntegration(admin, { password: 'often-read' });
  await read(id);
  await Promise.all(Array.from({ length: 9 }, () => read(id)));
  await app.stop();
  const { rows } = await owner.query(
    `SELECT actor_kind, actor_id, actor_name, request_id, (changes -> 'reads' ->> 'after')::int AS reads
       FROM audit_entries WHERE action = 'integration.credentials_read' AND resource_id = $1 ORDER BY id`,
    [id],
  );
  const by = { actor_kind: 'service', actor_id: service.accountId, actor_name: service.name };
  const request_id = expect.stringMatching(/./);
  expect(rows).toEqual([
    { ...by, request_id, reads: 1 },
    { ...by, request_id, reads: 9 },
  ]);
});
