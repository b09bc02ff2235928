import { renameSync } from 'node:fs';
import { join } from 'node:path';
import { loginAs, makeTenant } from '@ims/test-kit';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { problemOf, send } from './support/http.ts';
import { LogoDesk, svgForm } from './support/logos.ts';
import { testApp } from './support/test-app.ts';

const HOUR_MS = 3_600_000;
const app = await testApp();
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const desk = new LogoDesk(app, tenant, admin);
const logo = await desk.makeWithLogo('shown', svgForm('<path d="M0 0h9v9z" onclick="alert(1)"/>'));
const plain = `/assets/${tenant.slug}/integrations/${logo.logo_filename}`;

afterEach(() => vi.useRealTimers());

const get = (path: string, token?: string) => send(app, 'GET', path, { token });

describe('a logo', () => {
  test('is served by its signed address to anybody, made passive', async () => {
    const answer = await get(logo.logo_url);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('<path');
    expect(answer.text).not.toContain('onclick');
  });

  test('is served so that no browser runs or reads it as anything else', async () => {
    const { headers } = await get(logo.logo_url);
    expect(Object.fromEntries(headers)).toMatchObject({
      'content-type': 'image/svg+xml',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'",
      'cache-control': expect.stringMatching(/immutable/),
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(headers.get('set-cookie')).toBeNull();
  });

  test('is served to every role of its tenant by bearer', async () => {
    for (const role of ['admin', 'user', 'viewer'] as const) {
      const { token } = await loginAs(role, tenant);
      expect((await get(plain, token)).status).toBe(200);
    }
  });

  test('is not found anonymously, by another tenant, or with a bad bearer', async () => {
    const stranger = await loginAs('admin', await makeTenant(app));
    for (const token of [undefined, stranger.token, 'nonsense', app.operatorKey]) {
      const answer = await get(plain, token);
      expect([answer.status, problemOf(answer).code]).toEqual([404, 'not_found']);
    }
    expect((await get(logo.logo_url, stranger.token)).status).toBe(200);
  });

  test('is not found with a signature that is changed, expired, or of another file or tenant', async () => {
    const other = await desk.makeWithLogo('other-logo');
    const url = new URL(logo.logo_url, app.url);
    const [v, expires, signature] = ['v', 'expires', 'signature'].map((name) => url.searchParams.get(name) ?? '') as [
      string,
      string,
      string,
    ];
    const flipped = `${signature.startsWith('0') ? '1' : '0'}${signature.slice(1)}`;
    const address = (change: object) => `${plain}?${new URLSearchParams({ v, expires, signature, ...change })}`;
    const forged = [
      plain,
      address({ signature: flipped }),
      address({ signature: '' }),
      address({ signature: signature.slice(0, -1) }),
      address({ signature: `${signature}00` }),
      address({ signature: `${signature}zz` }),
      address({ signature: signature.toUpperCase() === signature ? flipped : signature.toUpperCase() }),
      address({ expires: String(Number(expires) + 3600) }),
      address({ expires: String(Number(expires) - 3600) }),
      address({ expires: '' }),
      address({ expires: 'Infinity' }),
      address({ v: `${v.slice(0, -1)}${v.endsWith('0') ? '1' : '0'}` }),
      address({ v: '' }),
      `${address({})}&signature=${flipped}`,
      logo.logo_url.replace(logo.logo_filename, other.logo_filename),
      logo.logo_url.replace(tenant.slug, (await makeTenant(app)).slug),
    ];
    for (const path of forged) expect((await get(path)).status, path).toBe(404);
    expect((await get(address({}))).status).toBe(200);
  });

  test('is not found once its address has expired, after one to two hours', async () => {
    const { logo_url } = await desk.logoOf(logo.id);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 0.99 * HOUR_MS });
    expect((await get(logo_url)).status).toBe(200);
    vi.setSystemTime(Date.now() + 1.1 * HOUR_MS);
    expect((await get(logo_url)).status).toBe(404);
  });

  test('is not found while its tenant is suspended', async () => {
    const closed = await makeTenant(app);
    const { logo_url: url } = await new LogoDesk(app, closed, await loginAs('admin', closed)).makeWithLogo('closed');
    expect((await get(url)).status).toBe(200);
    await send(app, 'POST', `/api/v1/platform/tenants/${closed.id}/suspend`, { token: app.operatorKey });
    expect((await get(url)).status).toBe(404);
  });

  test.each(['..', '%2e%2e', '..%2f..%2fsecret.key', '%00', 'a%5cb.svg', '.svg', ' ', '%ff'])(
    'named %s is not found',
    async (name) => {
      const answer = await get(`/assets/${tenant.slug}/integrations/${name}`, admin.token);
      expect([400, 404]).toContain(answer.status);
    },
  );

  test('whose file is missing is not found, and the loss is logged', async () => {
    const lost = await desk.makeWithLogo('lost');
    const { rows } = await app.database.owner.query('SELECT stored_as FROM assets WHERE filename = $1', [
      lost.logo_filename,
    ]);
    const file = join(desk.folder, rows[0].stored_as);
    renameSync(file, `${file}.away`);
    expect((await get(lost.logo_url)).status).toBe(404);
    expect(app.log.some((line) => line.includes('lost.png') && line.includes('"level":"error"'))).toBe(true);
    renameSync(`${file}.away`, file);
  });
});
