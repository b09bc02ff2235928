import { emailOf, makeTenant, PASSWORD } from '@ims/test-kit';
import { expect, test } from 'vitest';
import { attributesOf, cookiesOf } from './support/cookies.ts';
import { problemOf, send } from './support/http.ts';
import { testApp } from './support/test-app.ts';

test('over https the cookie is bound to this very host, and only its page may use it', async () => {
  const app = await testApp({ PUBLIC_URL: 'https://ims.example' });
  const tenant = await makeTenant(app);
  const body = { email: emailOf('admin', tenant.slug), password: PASSWORD };
  const answer = await send(app, 'POST', '/api/v1/auth/login', { body });
  const attributes = attributesOf(answer, '__Host-ims_refresh');
  expect(attributes).toEqual(expect.arrayContaining(['secure', 'httponly', 'samesite=strict', 'path=/']));
  expect(attributes.some((attribute) => attribute.startsWith('domain'))).toBe(false);

  const cookie = `__Host-ims_refresh=${cookiesOf(answer)['__Host-ims_refresh']}`;
  const refreshFrom = (origin: string) => send(app, 'POST', '/api/v1/auth/refresh', { headers: { cookie, origin } });
  expect((await refreshFrom('https://ims.example')).status).toBe(200);
  expect((await refreshFrom(app.url)).status).toBe(403);
  await app.stop();
});

test('where sign-in is left to an identity provider, no password is taken', async () => {
  const app = await testApp({
    LOCAL_LOGIN: 'off',
    EXTERNAL_ISSUER: 'https://idp.example',
    EXTERNAL_AUDIENCE: 'ims',
    EXTERNAL_JWKS_URL: 'http://127.0.0.1:9/jwks',
  });
  const tenant = await makeTenant(app);
  const body = { email: emailOf('admin', tenant.slug), password: PASSWORD };
  const answer = await send(app, 'POST', '/api/v1/auth/login', { body });
  expect([answer.status, problemOf(answer).code]).toEqual([403, 'local_login_off']);
  await app.stop();
});
