import { changeIntegration, deleteIntegration } from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { send } from './support/http.ts';
import { openaiOf, sandboxed } from './support/sandboxed.ts';
import { makeService } from './support/service.ts';
import { testApp } from './support/test-app.ts';

const { sandbox, environment } = await sandboxed();
const app = await testApp(environment);
const { owner } = app.database;

async function newTenant() {
  const admin = await loginAs('admin', await makeTenant(app));
  const { token } = await makeService(admin, ['integrations:read']);
  const ask = (query = '', headers: Record<string, string> = {}) =>
    send(app, 'GET', `/api/v1/service/integrations${query}`, { token, headers });
  const providers = async (query = '') =>
    JSON.parse((await ask(query)).text).map(({ provider }: { provider: string }) => provider);
  return { admin, ask, providers };
}

describe('the list for services', () => {
  test('shows what a service needs to choose, and never a secret', async () => {
    const { admin, ask } = await newTenant();
    const made = await makeIntegration(admin, {
      provider: 'openai',
      base_url: 'https://api.example.com/v1',
      username: 'robot',
      password: 'never-listed',
      model: 'gpt-4o-mini',
      model_config: { temperature: 0 },
      provider_metadata: { region: 'eu' },
    });
    const answer = await ask();
    expect(JSON.parse(answer.text)).toEqual([
      {
        id: made.id,
        provider: 'openai',
        type: 'ai_provider',
        display_name: 'openai',
        base_url: 'https://api.example.com/v1',
        username: 'robot',
        base_search: null,
        model: 'gpt-4o-mini',
        model_config: { temperature: 0 },
        provider_metadata: { region: 'eu' },
        active: true,
        health: { status: 'unknown' },
        secret_version: Date.parse(made.password_updated_at ?? ''),
        version: 1,
        last_updated_at: made.last_updated_at,
      },
    ]);
    expect(answer.text).not.toMatch(/never-listed|ims1\./);
  });

  test('is in the order of providers and narrowed by type and activity', async () => {
    const { admin, providers, ask } = await newTenant();
    await makeIntegration(admin, { provider: 'b', type: 'data_source' });
    await makeIntegration(admin, { provider: 'C', active: false });
    await makeIntegration(admin, { provider: 'a' });
    expect(await providers()).toEqual(['a', 'b', 'C']);
    expect(await providers('?type=ai_provider')).toEqual(['a', 'C']);
    expect(await providers('?active=true')).toEqual(['a', 'b']);
    expect(await providers('?type=ai_provider&active=false')).toEqual(['C']);
    expect(await providers('?type=notification')).toEqual([]);
    for (const query of ['?type=other', '?active=yes', '?limit=1']) expect((await ask(query)).status).toBe(422);
  });

  test('holds nothing of another tenant', async () => {
    const [one, two] = [await newTenant(), await newTenant()];
    await makeIntegration(one.admin, { provider: 'mine' });
    expect([await one.providers(), await two.providers()]).toEqual([['mine'], []]);
  });

  test('says that there is no secret, and shows a new one by its version', async () => {
    const { admin, ask } = await newTenant();
    const { id } = await makeIntegration(admin);
    const versionNow = async () => JSON.parse((await ask()).text)[0].secret_version;
    const give = (password: string | null) =>
      changeIntegration({ client: admin.client, path: { id }, body: { password } });
    expect(await versionNow()).toBeNull();
    await give('first');
    const first = await versionNow();
    await give('second');
    expect(await versionNow()).toBeGreaterThan(first);
    await give(null);
    expect(await versionNow()).toBeNull();
  });
});

describe('asking again with If-None-Match', () => {
  test('is answered without a body while nothing has changed', async () => {
    const { admin, ask } = await newTenant();
    await makeIntegration(admin);
    const etag = (await ask()).headers.get('etag') ?? '';
    expect(etag).toMatch(/^"[\w-]{43}"$/);
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      const again = await ask('', { 'if-none-match': known });
      expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
      expect(again.headers.get('cache-control')).toBe('private, no-cache');
    }
    expect((await ask('', { 'if-none-match': '"other"' })).status).toBe(200);
    expect((await ask('?active=false', { 'if-none-match': etag })).status).toBe(200);
  });

  test('gives the new list with the first request after any change', async () => {
    const { admin, ask } = await newTenant();
    const { client } = admin;
    const { id } = await makeIntegration(admin);
    const changes = [
      () => changeIntegration({ client, path: { id }, body: { model: 'other' }, throwOnError: true }),
      () => changeIntegration({ client, path: { id }, body: { password: 'another' }, throwOnError: true }),
      () => changeIntegration({ client, path: { id }, body: { active: false }, throwOnError: true }),
      () => makeIntegration(admin),
      () => deleteIntegration({ client, path: { id }, throwOnError: true }),
    ];
    for (const make of changes) {
      const etag = (await ask()).headers.get('etag') ?? '';
      expect((await ask('', { 'if-none-match': etag })).status).toBe(304);
      await make();
      expect((await ask('', { 'if-none-match': etag })).status).toBe(200);
    }
  });

  test('tells when the health changes, though the version does not', async () => {
    const { admin, ask } = await newTenant();
    const { id } = await makeIntegration(admin, openaiOf(sandbox));
    const etag = (await ask()).headers.get('etag') ?? '';
    const test = await send(app, 'POST', `/api/v1/admin/integrations/${id}/test`, { token: admin.token });
    expect(test.status).toBe(200);
    await expect.poll(async () => (await ask('', { 'if-none-match': etag })).status).toBe(200);
    expect(JSON.parse((await ask()).text)).toMatchObject([{ version: 1, health: { status: 'healthy' } }]);
  });

  test('tells what another instance wrote', async () => {
    const { admin, ask } = await newTenant();
    const { id } = await makeIntegration(admin);
    const etag = (await ask()).headers.get('etag') ?? '';
    await owner.query("UPDATE integrations SET model = 'elsewhere', version = version + 1 WHERE id = $1", [id]);
    await expect.poll(async () => (await ask('', { 'if-none-match': etag })).status).toBe(200);
  });
});
