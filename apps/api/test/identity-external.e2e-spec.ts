import { randomUUID } from 'node:crypto';
import { getMe, listMembers, removeMember } from '@ims/api-client';
import { clientOf, emailOf, loginAs, makeTenant, PASSWORD, signIn } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { problemOf, send } from './support/http.ts';
import { identityProvider, makeKey } from './support/identity-provider.ts';
import { randomSecretKey, testApp } from './support/test-app.ts';
import { trailOf } from './support/trail.ts';

const idp = await identityProvider();
const SECRET_KEY = randomSecretKey();
const app = await testApp({ ...idp.environment, SECRET_KEY });
const acme = await makeTenant(app);
const other = await makeTenant(app);
const admin = await loginAs('admin', acme);

const me = async (token: string) => (await getMe({ client: clientOf(app, token) })).data;
const statusOf = async (token: string) => (await send(app, 'GET', '/api/v1/auth/me', { token })).status;
const somebody = (claims: Record<string, unknown> = {}) => ({
  sub: randomUUID(),
  tenant: acme.slug,
  role: 'user',
  email: `${randomUUID()}@people.example`,
  name: 'Somebody',
  ...claims,
});

describe('a token of the identity provider', () => {
  test.each(['RS256', 'ES256'])(
    'signed with %s lets its person in, who becomes a member at the first visit',
    async (alg) => {
      const person = somebody({ role: 'viewer', email: `First.Visit-${alg}@People.Example` });
      const token = await idp.sign(
        person,
        idp.published.find((key) => key.alg === alg),
      );
      const trail = await trailOf(app.database.owner, async () => {
        expect(await me(token)).toMatchObject({
          email: person.email.toLowerCase(),
          name: 'Somebody',
          role: 'viewer',
          tenant: { slug: acme.slug },
        });
        await me(token);
        await me(await idp.sign(person));
      });
      expect(trail.audit).toMatchObject([{ action: 'member.created', actor: 'identity provider' }]);
      const { data } = await listMembers({ client: admin.client });
      expect(data?.filter((member) => member.email === person.email.toLowerCase())).toHaveLength(1);
    },
  );

  test('stands for the member of that address, in the tenant of the claim alone', async () => {
    const token = await idp.sign(somebody({ email: emailOf('admin', acme.slug), role: 'admin' }));
    expect(await me(token)).toMatchObject({ id: admin.user.id });
    const abroad = await me(await idp.sign(somebody({ email: emailOf('admin', acme.slug), tenant: other.slug })));
    expect(abroad).toMatchObject({ role: 'user', tenant: { id: other.id } });
    expect(abroad?.id).not.toBe(admin.user.id);
  });

  test('without an address names its person by subject', async () => {
    const token = await idp.sign(somebody({ email: undefined, sub: 'Subject-1' }));
    expect(await me(token)).toMatchObject({ email: 'subject-1', role: 'user' });
  });

  test('works beside local logins', async () => {
    await expect(
      signIn(app, { email: emailOf('admin', acme.slug), password: PASSWORD, tenant: acme.slug }),
    ).resolves.toBeDefined();
    expect(await statusOf(admin.token)).toBe(200);
  });

  test('opens no local login for its person', async () => {
    const person = somebody();
    await me(await idp.sign(person));
    for (const password of ['', PASSWORD, 'null']) {
      const answer = await send(app, 'POST', '/api/v1/auth/login', { body: { email: person.email, password } });
      expect(answer.status).toBe(password ? 401 : 422);
    }
  });

  const wrong: [string, Record<string, unknown>][] = [
    ['of another issuer', { iss: 'https://idp.example' }],
    ['without issuer', { iss: undefined }],
    ['for another audience', { aud: 'another-installation' }],
    ['without audience', { aud: undefined }],
    ['that has expired', { exp: Math.floor(Date.now() / 1000) - 31 }],
    ['that never expires', { exp: undefined }],
    ['that is not yet valid', { nbf: Math.floor(Date.now() / 1000) + 60 }],
    ['of an unknown tenant', { tenant: 'no-such-tenant' }],
    ['of no tenant', { tenant: undefined }],
    ['of several tenants', { tenant: [acme.slug, other.slug] }],
    ['of an unknown role', { role: 'owner' }],
    ['of no role', { role: undefined }],
    ['of a role in capitals', { role: 'ADMIN' }],
    ['of the role "constructor"', { role: 'constructor' }],
    ['with an address that is no text', { email: { $ne: null } }],
    ['with an address that holds a NUL', { email: 'a\0@people.example' }],
    ['with an address that is too long', { email: `${'a'.repeat(250)}@people.example` }],
  ];
  test.each(wrong)('%s is refused and leaves nothing', async (_name, claims) => {
    const token = await idp.sign(somebody(claims));
    const trail = await trailOf(app.database.owner, async () => expect(await statusOf(token)).toBe(401));
    expect(trail).toEqual({ audit: [], events: [] });
  });

  test('signed with another key, or with a key of another kind, is refused', async () => {
    const [rsa, ec] = idp.published;
    const stranger = await makeKey('RS256', 'first');
    const unknown = await makeKey('RS256', 'unknown');
    for (const token of [
      await idp.sign(somebody(), stranger),
      await idp.sign(somebody(), unknown),
      await idp.sign(somebody(), await makeKey('PS256', 'first')),
      await idp.sign(somebody(), ec, { kid: rsa?.kid }),
      await idp.sign(somebody(), unknown, { jku: 'http://127.0.0.1:9/jwks' }),
      await idp.sign(somebody(), unknown, { jwk: unknown.publicJwk }),
    ])
      expect(await statusOf(token)).toBe(401);
  });

  test('is verified with keys that are fetched once, not for every token', async () => {
    const before = idp.requests();
    for (let index = 0; index < 20; index += 1) expect(await statusOf(await idp.sign(somebody()))).toBe(200);
    expect(idp.requests() - before).toBeLessThanOrEqual(1);
  });

  test('with ever new unknown keys does not make us flood the provider', async () => {
    const before = idp.requests();
    const key = await makeKey('RS256', 'x');
    for (let index = 0; index < 25; index += 1)
      await statusOf(await idp.sign(somebody(), { ...key, kid: `unknown-${index}` }));
    expect(idp.requests() - before).toBeLessThanOrEqual(10);
    expect(await statusOf(await idp.sign(somebody())), 'known keys go on').toBe(200);
  });
});

describe('a role', () => {
  test('among several is the one that may do most', async () => {
    for (const [role, expected] of [
      [['viewer', 'admin', 'user'], 'admin'],
      [['nonsense', 'user'], 'user'],
      [['viewer'], 'viewer'],
    ] as const)
      expect((await me(await idp.sign(somebody({ role }))))?.role).toBe(expected);
  });

  test('follows the claim', async () => {
    const person = somebody({ role: 'viewer' });
    expect((await me(await idp.sign(person)))?.role).toBe('viewer');
    const trail = await trailOf(app.database.owner, async () => {
      expect((await me(await idp.sign({ ...person, role: 'user' })))?.role).toBe('user');
    });
    expect(trail.audit).toMatchObject([
      { action: 'member.updated', changes: { role: { before: 'viewer', after: 'user' } } },
    ]);
  });
});

describe('who is out stays out', () => {
  test('when an admin has removed them', async () => {
    const token = await idp.sign(somebody());
    const person = await me(token);
    await removeMember({ client: admin.client, path: { id: person?.id ?? 0 } });
    expect(await statusOf(token)).toBe(401);
    const trail = await trailOf(app.database.owner, async () => {
      expect(await statusOf(await idp.sign(somebody({ email: person?.email })))).toBe(401);
      expect(await statusOf(await idp.sign(somebody({ email: person?.email, role: 'admin' })))).toBe(401);
    });
    expect(trail).toEqual({ audit: [], events: [] });
    const { data } = await listMembers({ client: admin.client });
    expect(data?.some((member) => member.email === person?.email)).toBe(false);
  });

  test('when their tenant is suspended', async () => {
    const closed = await makeTenant(app);
    const token = await idp.sign(somebody({ tenant: closed.slug }));
    expect(await statusOf(token)).toBe(200);
    await send(app, 'POST', `/api/v1/platform/tenants/${closed.id}/suspend`, { token: app.operatorKey });
    expect(await statusOf(token)).toBe(401);
    expect(await statusOf(await idp.sign(somebody({ tenant: closed.slug })))).toBe(401);
  });
});

test('people who visit for the first time at once become one member', async () => {
  const person = somebody();
  const tokens = await Promise.all(Array.from({ length: 6 }, () => idp.sign({ ...person, jti: randomUUID() })));
  expect(await Promise.all(tokens.map(statusOf))).toEqual(Array(6).fill(200));
});

test('claims may have names of their own', async () => {
  await app.stop();
  const claims = { tenant: 'https://idp.example/tenant', role: 'groups', email: 'preferred_username' };
  const named = await testApp(
    {
      ...idp.environment,
      SECRET_KEY,
      EXTERNAL_CLAIM_TENANT: claims.tenant,
      EXTERNAL_CLAIM_ROLE: claims.role,
      EXTERNAL_CLAIM_EMAIL: claims.email,
    },
    app.database,
  );
  const renamed = {
    [claims.tenant]: acme.slug,
    [claims.role]: ['staff', 'viewer'],
    [claims.email]: 'named@people.example',
  };
  const answer = await send(named, 'GET', '/api/v1/auth/me', { token: await idp.sign(renamed) });
  expect(JSON.parse(answer.text)).toMatchObject({ email: 'named@people.example', role: 'viewer' });
  const old = await send(named, 'GET', '/api/v1/auth/me', { token: await idp.sign(somebody()) });
  expect([old.status, problemOf(old).code]).toEqual([401, 'unauthenticated']);
  await named.stop();
});
