import { changeIntegration, createIntegration, getIntegration, listIntegrations } from '@ims/api-client';
import { integrationBody, loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { testApp } from './support/test-app.ts';

const app = await testApp();
const { owner } = app.database;
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const { client } = admin;

async function storedSecret(id: number): Promise<{ password: string | null; secret_origin: string | null }> {
  return (await owner.query('SELECT password, secret_origin FROM integrations WHERE id = $1', [id])).rows[0];
}

describe('a secret', () => {
  test('is masked, sealed and bound to the origin of the address', async () => {
    const secret = 'pässwörd 😀 with "quotes" and \\';
    const made = await makeIntegration(admin, { password: secret, base_url: 'https://api.example.com:8443/v1' });
    expect(made).toMatchObject({
      password_masked: '•'.repeat(16),
      password_updated_at: expect.stringMatching(/Z$/),
      secret_origin: 'https://api.example.com:8443',
      config_state: 'ok',
    });
    expect(made).not.toHaveProperty('password');
    const { password } = await storedSecret(made.id);
    expect(password).toMatch(/^ims1\.[0-9a-f-]{36}\.[\w-]{16}\.[\w-]+$/);
    expect(password).not.toContain('ssw');
  });

  test('is never a member of a list or an answer to a change', async () => {
    const { id } = await makeIntegration(admin, { password: 'written-only' });
    const { data: list } = await listIntegrations({ client });
    const { data: changed } = await changeIntegration({ client, path: { id }, body: { password: 'written-again' } });
    expect(list?.every((row) => !('password' in row) && !('password_masked' in row))).toBe(true);
    expect(JSON.stringify([list, changed])).not.toMatch(/written|ims1\./);
  });

  test('absent is kept, a text replaces it, null clears it', async () => {
    const { id } = await makeIntegration(admin, { password: 'first' });
    const path = { id };
    const first = await storedSecret(id);
    await changeIntegration({ client, path, body: { model: 'm' } });
    expect(await storedSecret(id)).toEqual(first);
    await changeIntegration({ client, path, body: { password: 'second' } });
    expect((await storedSecret(id)).password).not.toBe(first.password);
    const cleared = await changeIntegration({ client, path, body: { password: null } });
    expect(cleared.data).toMatchObject({ password_masked: null, secret_origin: null });
    expect(await storedSecret(id)).toEqual({ password: null, secret_origin: null });
  });

  test('is sealed differently each time, also for the same text', async () => {
    const [one, two] = [
      await makeIntegration(admin, { password: 'same' }),
      await makeIntegration(admin, { password: 'same' }),
    ];
    const envelopes = [(await storedSecret(one.id)).password, (await storedSecret(two.id)).password];
    await changeIntegration({ client, path: { id: one.id }, body: { password: 'same' } });
    expect(new Set([...envelopes, (await storedSecret(one.id)).password]).size).toBe(3);
  });

  test.each(['••••••••••••••••', '•', '********', '●●●●', '····', '•*•*'])(
    'that is the mask %s is refused',
    async (password) => {
      const { id } = await makeIntegration(admin, { password: 'kept' });
      const before = await storedSecret(id);
      for (const { response, error } of [
        await changeIntegration({ client, path: { id }, body: { password } }),
        await createIntegration({ client, body: integrationBody({ password }) }),
      ]) {
        expect(response?.status).toBe(422);
        expect(error).toMatchObject({
          code: 'masked_secret',
          errors: [{ pointer: '/password', code: 'masked_secret' }],
        });
      }
      expect(await storedSecret(id)).toEqual(before);
    },
  );

  test.each(['', ' ', ' leading', 'trailing\n', 'a\u0000b', 'a\u0007b', 'x'.repeat(8193)])(
    'that is %j is refused',
    async (password) => {
      const { response } = await createIntegration({ client, body: integrationBody({ password }) });
      expect(response?.status).toBe(422);
    },
  );

  test('of several lines is taken', async () => {
    const key = '-----BEGIN PRIVATE KEY-----\nMIIEvQ\r\n\tindented\n-----END PRIVATE KEY-----';
    await expect(makeIntegration(admin, { password: key })).resolves.toMatchObject({ config_state: 'ok' });
  });
});

describe('moving the address while a secret is stored', () => {
  const home = 'https://api.example.com/v1';

  test.each([
    'http://api.example.com/v1',
    'https://evil.example/v1',
    'https://api.example.com:8443/v1',
    'https://api.example.com:80/v1',
    'https://api.example.com./v1',
    'https://api.example.com.evil.example/v1',
    'https://api-example.com/v1',
    'https://example.com/v1',
    'https://www.api.example.com/v1',
    'https://api.example.co/v1',
    'https://аpi.example.com/v1',
    'https://xn--pi-7kc.example.com/v1',
    'https://127.0.0.1/v1',
    'https://2130706433/v1',
    'https://[::1]/v1',
    'https://evil.example/https://api.example.com/v1',
    'https://evil.example?https://api.example.com/v1',
    'HTTPS://EVIL.EXAMPLE/v1',
    '  https://evil.example/v1  ',
    'https://api%2eexample%2ecom.evil.example/v1',
  ])('to %j needs the secret again', async (base_url) => {
    const { id } = await makeIntegration(admin, { base_url: home, password: 'bound-to-home' });
    const before = await storedSecret(id);
    const { response, error } = await changeIntegration({ client, path: { id }, body: { base_url, model: 'moved' } });
    expect(response?.status).toBe(422);
    expect(error).toMatchObject({
      code: 'secret_reentry_required',
      errors: [{ pointer: '/password', code: 'secret_reentry_required' }],
    });
    expect(await storedSecret(id)).toEqual(before);
    expect((await getIntegration({ client, path: { id } })).data).toMatchObject({ base_url: home, version: 1 });
  });

  test.each([
    'https://user@api.example.com/v1',
    'https://api.example.com@evil.example/v1',
    'https://user:pass@evil.example/v1',
    'https://evil.example\\@api.example.com/v1',
    'https:\\\\evil.example/v1',
    'https:evil.example',
    'https:///evil.example',
    '//evil.example/v1',
    '/v1',
    'javascript:alert(1)',
    'ftp://api.example.com',
    'file:///etc/passwd',
    'https://api.example.com/#@evil.example',
    'https://evil.example\n.api.example.com',
    'ht\ntps://evil.example',
    'https://ev il.example',
    'https://',
    'https://api.example.com:99999',
    'https://[::1',
    'blob:https://api.example.com/x',
  ])('to %j is refused as an address', async (base_url) => {
    const { id } = await makeIntegration(admin, { base_url: home, password: 'bound-to-home' });
    for (const body of [{ base_url }, { base_url, password: 'sent-again' }]) {
      const { response, error } = await changeIntegration({ client, path: { id }, body });
      expect(response?.status).toBe(422);
      expect(error).toMatchObject({ errors: [{ pointer: '/base_url' }] });
    }
  });

  test.each([
    'https://api.example.com',
    'https://API.example.com:443/v2',
    'https://api.example.com/other?x=1',
    'https://api。example。com/v1',
    'https://ａpi.example.com',
  ])('within its origin to %j keeps it', async (base_url) => {
    const { id } = await makeIntegration(admin, { base_url: home, password: 'bound-to-home' });
    const before = await storedSecret(id);
    const { response } = await changeIntegration({ client, path: { id }, body: { base_url } });
    expect(response?.status).toBe(200);
    expect(await storedSecret(id)).toEqual(before);
  });

  test('is done with the secret sent again, or cleared', async () => {
    const { id } = await makeIntegration(admin, { base_url: home, password: 'bound-to-home' });
    const before = await storedSecret(id);
    const moved = await changeIntegration({
      client,
      path: { id },
      body: { base_url: 'https://new.example', password: 'again' },
    });
    expect(moved.data).toMatchObject({ secret_origin: 'https://new.example' });
    expect((await storedSecret(id)).password).not.toBe(before.password);
    const cleared = await changeIntegration({
      client,
      path: { id },
      body: { base_url: 'https://third.example', password: null },
    });
    expect(cleared.data).toMatchObject({ password_masked: null, secret_origin: null });
    expect((await changeIntegration({ client, path: { id }, body: { base_url: home } })).response?.status).toBe(200);
  });

  test('back and forth in two changes does not carry it along', async () => {
    const { id } = await makeIntegration(admin, { base_url: home, password: 'bound-to-home' });
    await Promise.all(
      ['https://evil.example', home, 'https://evil.example', home].map((base_url) =>
        changeIntegration({ client, path: { id }, body: { base_url } }),
      ),
    );
    const { data } = await getIntegration({ client, path: { id } });
    expect(new URL(data?.base_url ?? '').origin).toBe(data?.secret_origin);
  });
});
