import { createHmac, generateKeyPairSync, randomUUID } from 'node:crypto';
import { loginAs, makeTenant } from '@ims/test-kit';
import { decodeJwt, exportJWK, type JWTHeaderParameters, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { describe, expect, test } from 'vitest';
import { AccessTokens } from '../src/identity/tokens/access-tokens.ts';
import { send } from './support/http.ts';
import { testApp } from './support/test-app.ts';

const app = await testApp();
const acme = await makeTenant(app);
const other = await makeTenant(app);
const admin = await loginAs('admin', acme);
const viewer = await loginAs('viewer', acme);
const stranger = await loginAs('admin', other);
const { key } = app.nest.get(AccessTokens);
const genuine = decodeJwt(admin.token);
const now = Math.floor(Date.now() / 1000);
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' });

const ROUTES = [
  '/api/v1/auth/me',
  '/api/v1/admin/integrations',
  '/api/v1/admin/members',
  '/api/v1/admin/settings',
  '/api/v1/admin/audit',
];

async function statusesWith(authorization: string): Promise<number[]> {
  const answers = await Promise.all(ROUTES.map((path) => send(app, 'GET', path, { headers: { authorization } })));
  return answers.map((answer) => answer.status);
}

const refused = ROUTES.map(() => 401);
const accepted = ROUTES.map(() => 200);

/** A token signed with the right key unless told otherwise; `undefined` removes a claim or header. */
function forge(
  claims: Record<string, unknown> = {},
  header: Partial<JWTHeaderParameters> = {},
  by: Parameters<SignJWT['sign']>[0] = key,
): Promise<string> {
  const payload = { ...genuine, jti: randomUUID(), ...claims } as JWTPayload;
  return new SignJWT(payload)
    .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', ...header } as JWTHeaderParameters)
    .sign(by, { crit: { 'x-unknown': true } });
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
const handMade = (header: object, payload: object = genuine, secret: Buffer | string = key) => {
  const signed = `${encode(header)}.${encode(payload)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
};

test('a token made with the right key and claims is accepted, or the refusals below would prove nothing', async () => {
  expect(await statusesWith(`Bearer ${await forge()}`)).toEqual(accepted);
  expect(await statusesWith(`bearer ${handMade({ alg: 'HS256', typ: 'at+jwt' })}`)).toEqual(accepted);
});

describe('a token is refused', () => {
  const [head = '', body = '', signature = ''] = admin.token.split('.');

  const byHeader: [string, () => Promise<string> | string][] = [
    ['without algorithm', () => new UnsecuredJWT(genuine).encode()],
    [
      'with algorithm none and its old signature',
      () => `${encode({ alg: 'none', typ: 'at+jwt' })}.${body}.${signature}`,
    ],
    ['with algorithm None', () => `${encode({ alg: 'None', typ: 'at+jwt' })}.${body}.`],
    ['signed with another key', () => forge({}, {}, Buffer.alloc(32, 7))],
    ['signed with an empty key', () => handMade({ alg: 'HS256', typ: 'at+jwt' }, genuine, '')],
    [
      'signed with the text of the key',
      () => handMade({ alg: 'HS256', typ: 'at+jwt' }, genuine, key.toString('base64')),
    ],
    ['of HS384', () => forge({}, { alg: 'HS384' })],
    ['of HS512', () => forge({}, { alg: 'HS512' })],
    ['of RS256', () => forge({}, { alg: 'RS256' }, rsa.privateKey)],
    ['of PS256', () => forge({}, { alg: 'PS256' }, rsa.privateKey)],
    ['of ES256', () => forge({}, { alg: 'ES256' }, ec.privateKey)],
    ['that says RS256 but is HS256', () => handMade({ alg: 'RS256', typ: 'at+jwt' })],
    [
      'signed with a public key as secret',
      () => handMade({ alg: 'HS256', typ: 'at+jwt' }, genuine, rsa.publicKey.export({ type: 'spki', format: 'pem' })),
    ],
    ['that points to its own key set', () => forge({}, { jku: 'https://evil.example/jwks.json' })],
    ['that brings its own key', async () => forge({}, { jwk: await exportJWK(rsa.publicKey) })],
    ['that points to its own certificate', () => forge({}, { x5u: 'https://evil.example/cert.pem' })],
    ['that brings its own certificate', () => forge({}, { x5c: ['MIIB'] })],
    ['that demands an extension', () => forge({}, { crit: ['x-unknown'], 'x-unknown': 1 })],
    ['of another type', () => forge({}, { typ: 'JWT' })],
    ['of no type', () => forge({}, { typ: undefined })],
  ];
  test.each(byHeader)('%s', async (_name, make) => {
    expect(await statusesWith(`Bearer ${await make()}`)).toEqual(refused);
  });

  const byClaim: [string, Record<string, unknown>][] = [
    ['of another issuer', { iss: 'someone' }],
    ['without issuer', { iss: undefined }],
    ['for another audience', { aud: 'another-api' }],
    ['without audience', { aud: undefined }],
    ['that has expired', { exp: now - 31 }],
    ['that never expires', { exp: undefined }],
    ['whose expiry is no number', { exp: '9999999999' }],
    ['that is not yet valid', { nbf: now + 60 }],
    ['that is older than fifteen minutes', { iat: now - 16 * 60, exp: now + 600 }],
    ['of no known age', { iat: undefined }],
    ['of nobody', { sub: undefined }],
    ['of somebody who does not exist', { sub: '2147483000' }],
    ['of a subject that is no id', { sub: '1 OR 1=1' }],
    ['of the zeroth member', { sub: '0' }],
    ['of no tenant', { tid: undefined }],
    ['of another tenant', { tid: other.id }],
    ['of a tenant that does not exist', { tid: 2_147_483_000 }],
    ['of a tenant in text', { tid: String(acme.id) }],
    ['of a member of another tenant', { sub: String(stranger.user.id) }],
    ['of an older session version', { sv: Number(genuine.sv) - 1 }],
    ['of a newer session version', { sv: Number(genuine.sv) + 1 }],
    ['without session version', { sv: undefined }],
    ['without id', { jti: undefined }],
  ];
  test.each(byClaim)('%s', async (_name, claims) => {
    expect(await statusesWith(`Bearer ${await forge(claims)}`)).toEqual(refused);
  });

  const lastBitFlipped = `${signature.slice(0, -1)}${String.fromCharCode((signature.codePointAt(42) ?? 65) ^ 1)}`;
  const byForm: [string, string][] = [
    ['without signature', `${head}.${body}.`],
    ['of two parts', `${head}.${body}`],
    ['of four parts', `${admin.token}.x`],
    ['with the signature of another', `${head}.${body}.${viewer.token.split('.')[2]}`],
    ['with the body of another', `${head}.${viewer.token.split('.')[1]}.${signature}`],
    ['with its signature spelt another way', `${head}.${body}.${lastBitFlipped}`],
    ['with padding', `${admin.token}=`],
    ['twice', `${admin.token}${admin.token}`],
    ['of more than 8 kB', `${head}.${body}.${signature}${'A'.repeat(8192)}`],
    ['that is null', 'null'],
    ['that is a dot', '.'],
    ['that is two dots', '..'],
    ['whose header is no object', `${encode([])}.${body}.${signature}`],
    ['whose header is null', `bnVsbA.${body}.${signature}`],
  ];
  test.each(byForm)('%s', async (_name, token) => {
    expect(await statusesWith(`Bearer ${token}`)).toEqual(refused);
  });

  test.each([
    '',
    admin.token,
    `Basic ${admin.token}`,
    `Token ${admin.token}`,
    'Bearer',
    'Bearer ',
    `Bearer  ${admin.token}`,
    `Bearer ${admin.token}, Bearer ${admin.token}`,
    `Bearer ${admin.token} x`,
  ])('in the header %j', async (authorization) => {
    expect(await statusesWith(authorization)).toEqual(refused);
  });

  test('anywhere but in the header', async () => {
    const path = '/api/v1/auth/me';
    for (const name of ['access_token', 'token', 'authorization', 'auth_token'])
      expect((await send(app, 'GET', `${path}?${name}=${admin.token}`)).status).toBe(401);
    expect(
      (await send(app, 'GET', path, { headers: { cookie: `access_token=${admin.token}; ims_refresh=${admin.token}` } }))
        .status,
    ).toBe(401);
    expect((await send(app, 'GET', path, { headers: { 'x-access-token': admin.token } })).status).toBe(401);
  });

  test('once it has expired, also when it was accepted before', async () => {
    // Half a minute of grace allows for clocks that differ.
    const token = await forge({ exp: Math.floor(Date.now() / 1000) - 28 });
    expect(await statusesWith(`Bearer ${token}`)).toEqual(accepted);
    await expect.poll(() => statusesWith(`Bearer ${token}`), { timeout: 5000 }).toEqual(refused);
  });
});

test('a refusal says nothing about what was wrong', async () => {
  const texts = await Promise.all(
    [
      await forge({}, {}, Buffer.alloc(32, 7)),
      await forge({ aud: 'x' }),
      await forge({ exp: now - 31 }),
      await forge({}, { alg: 'HS512' }),
    ].map(async (token) => {
      const { text, headers } = await send(app, 'GET', '/api/v1/auth/me', { token });
      return text.replace(headers.get('x-request-id') ?? '', '');
    }),
  );
  expect(new Set(texts).size).toBe(1);
});
