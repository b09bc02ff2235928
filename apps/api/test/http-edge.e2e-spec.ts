import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { problemOf, send } from './support/http.ts';
import { testApp } from './support/test-app.ts';
import { populate } from './support/world.ts';

const webDir = mkdtempSync(join(tmpdir(), 'ims-web-'));
afterAll(() => rmSync(webDir, { recursive: true }));
mkdirSync(join(webDir, 'static'));
writeFileSync(
  join(webDir, 'index.html'),
  '<!doctype html><meta name="nonce" content="__CSP_NONCE__"><title>SPA</title>',
);
writeFileSync(join(webDir, 'static', 'app-1234.js'), 'export {};');
writeFileSync(join(webDir, '.env'), 'hidden');

const app = await testApp({ WEB_DIR: webDir });
const world = await populate(app);
const get = (path: string, headers = {}) => send(app, 'GET', path, { headers });

describe('every answer of the API', () => {
  const answers = {
    'a success': () => send(app, 'GET', '/api/v1/admin/integrations', { token: world.admin.token }),
    'a refusal': () => get('/api/v1/admin/integrations'),
    'an unknown route': () => get('/api/v1/nothing'),
    'an unreadable body': () => send(app, 'POST', '/api/v1/auth/login', { body: '{' }),
    'a body that is too large': () => send(app, 'POST', '/api/v1/auth/login', { body: ' '.repeat(300_000) }),
    'a health check': () => get('/healthz'),
  };

  test.each(Object.entries(answers))(
    '%s carries the headers that keep browsers from misusing it',
    async (_name, ask) => {
      const { headers } = await ask();
      expect(Object.fromEntries(headers)).toMatchObject({
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=63072000; includeSubDomains',
        'cross-origin-resource-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'x-request-id': expect.any(String),
      });
      expect(headers.get('x-powered-by')).toBeNull();
      expect(headers.get('server')).toBeNull();
    },
  );

  test('is logged under the whole of its path, wherever its handler is mounted', async () => {
    await get('/api/docs/swagger-ui.css', { 'x-request-id': 'a-file-of-the-docs' });
    await vi.waitFor(() => expect(app.log.find((line) => line.includes('a-file-of-the-docs'))).toBeTruthy());
    const line = app.log.find((one) => one.includes('a-file-of-the-docs')) ?? '';
    expect(JSON.parse(line)).toMatchObject({ path: '/api/docs/swagger-ui.css', status: 200 });
  });

  test('is for its own pages only: no other origin is let in', async () => {
    for (const origin of ['https://evil.example', 'null', app.url]) {
      const preflight = await send(app, 'OPTIONS', '/api/v1/admin/integrations', {
        headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'authorization' },
      });
      const answer = await get('/api/v1/auth/me', { origin });
      for (const { headers } of [preflight, answer])
        expect([...headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

test('a small body that unpacks to a large one is refused', async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024, ' '));
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const answer = await send(app, 'POST', '/api/v1/auth/login', { headers, body: bomb });
  expect([answer.status, problemOf(answer).code]).toEqual([413, 'too_large']);
});

test('a packed body within the limit is read', async () => {
  const headers = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
  const body = gzipSync(JSON.stringify({ email: 'a@b.example', password: 'x' }));
  expect((await send(app, 'POST', '/api/v1/auth/login', { headers, body })).status).toBe(401);
});

describe('the SPA', () => {
  test('is served at every address that is not the API’s, each time with a nonce of its own', async () => {
    const nonces = new Set<string>();
    for (const path of ['/', '/integrations', '/integrations/5?tab=audit', '/a/b/c']) {
      const { status, headers, text } = await get(path);
      expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      const nonce = /content="([^"]+)"/.exec(text)?.[1] ?? '';
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain(`'nonce-${nonce}'`);
      expect(policy).toMatch(/default-src 'none'.*script-src 'self';.*frame-ancestors 'none'/);
      expect(policy).not.toMatch(/unsafe|\*/);
      nonces.add(nonce);
    }
    expect(nonces.size).toBe(4);
  });

  test('has files that may be kept for good', async () => {
    const { status, headers } = await get('/static/app-1234.js');
    expect([status, headers.get('cache-control')]).toEqual([200, 'public, max-age=31536000, immutable']);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('hides no unknown address of the API', async () => {
    for (const path of ['/api/nothing', '/api/v1/nothing', '/assets/nothing', '/hooks/nothing']) {
      const answer = await get(path);
      expect([answer.status, answer.headers.get('content-type')], path).toEqual([
        404,
        'application/problem+json; charset=utf-8',
      ]);
    }
    const { status, text } = await get('/v1/nothing');
    expect([status, JSON.parse(text)]).toMatchObject([404, { error: { code: 'unknown_path' } }]);
    expect((await send(app, 'POST', '/integrations')).status).toBe(404);
  });

  test('gives away nothing beside or above its folder, and no hidden file', async () => {
    for (const path of [
      '/.env',
      '/static/../.env',
      '/%2e%2e/%2e%2e/etc/passwd',
      '/..%2f..%2fetc%2fpasswd',
      '/static/..%5c..%5cx',
    ]) {
      const { text } = await get(path);
      expect(text, path).not.toMatch(/hidden|root:/);
    }
  });
});

test('the contract and its reference are published', async () => {
  expect(JSON.parse((await get('/api/v1/openapi.json')).text)).toMatchObject({ openapi: '3.1.0' });
  const page = await get('/api/docs');
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
});
