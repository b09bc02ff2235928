import { generateKeyPairSync } from 'node:crypto';
import { type ConnectorContext, ConnectorFault, type HttpRequest } from '@ims/connector-sdk';
import { BoundSecret } from '@ims/egress';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { describe, expect, it } from 'vitest';
import { type Ask, appCredential, explainApp, installationOf } from './app-auth.ts';
import type { GithubSettings } from './settings.ts';

const base_url = 'https://api.github.com';
const minute = 60_000;
const start = Date.parse('2026-03-01T12:00:00Z');
const { privateKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});
const settings: GithubSettings = {
  base_url,
  provider_metadata: { authentication: 'app', app_id: '1', installation_id: '2', api_version: '2022-11-28' },
};

/** A GitHub that hands out numbered tokens for an hour, and a clock that a test can turn. */
function world() {
  const clock = { now: start };
  const requests: HttpRequest[] = [];
  const ask: Ask = async (request, shape) => {
    requests.push(request);
    const body = { token: `ghs_${requests.length}`, expires_at: new Date(clock.now + 60 * minute).toISOString() };
    return { status: 201, headers: {}, text: '', url: base_url, data: shape.parse(body) };
  };
  const context = { secret: new BoundSecret(base_url, privateKey), now: () => new Date(clock.now) } as ConnectorContext;
  const token = async (through = ask) =>
    (await installationOf(context, through, settings)).credential.secret.revealTo(base_url);
  return { clock, requests, ask, token };
}

describe('the token of an installation', () => {
  it('is asked for once', async () => {
    const { token, clock, requests } = world();
    expect(await token()).toBe('ghs_1');
    clock.now += 54 * minute;
    expect(await token()).toBe('ghs_1');
    expect(requests.map(({ method, to }) => `${method} ${to}`)).toEqual(['POST /app/installations/2/access_tokens']);
  });

  it('is replaced before it ends', async () => {
    const { token, clock } = world();
    await token();
    clock.now += 56 * minute;
    expect(await token()).toBe('ghs_2');
  });

  it('is asked for again after a failure', async () => {
    const { token } = world();
    const failing: Ask = async () => {
      throw new ConnectorFault('upstream_5xx');
    };
    await expect(token(failing)).rejects.toMatchObject({ errorClass: 'upstream_5xx' });
    expect(await token()).toBe('ghs_1');
  });
});

describe('the JWT of an App', () => {
  const jwtOf = async (pem: string) => {
    const credential = await appCredential(new BoundSecret(base_url, pem), '1', new Date(start));
    return credential.secret.revealTo(base_url);
  };

  it('is signed with RS256, begins in the past and lasts less than ten minutes', async () => {
    const jwt = await jwtOf(privateKey);
    expect(decodeProtectedHeader(jwt).alg).toBe('RS256');
    const { iss, iat = 0, exp = 0 } = decodeJwt(jwt);
    expect(iss).toBe('1');
    expect(iat).toBeLessThan(start / 1000);
    expect(exp - iat).toBeLessThan(600);
  });

  it.each([
    ['with line breaks written out', privateKey.replaceAll('\n', String.raw`\n`)],
    ['with its lines joined', privateKey.replaceAll('\n', ' ')],
    ['with its line breaks lost', privateKey.replaceAll('\n', '')],
    ['with Windows line ends and blanks around it', `  ${privateKey.replaceAll('\n', '\r\n')}\n`],
  ])('is made from a key %s', async (_, pem) => {
    expect(decodeJwt(await jwtOf(pem)).iss).toBe('1');
  });

  it.each(['', 'ghp_token', '-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----'])(
    'is not made from %j',
    async (pem) => {
      await expect(jwtOf(pem)).rejects.toMatchObject({ errorClass: 'invalid_config', field: '/password' });
    },
  );
});

it.each([
  ["'Expiration time' claim ('exp') is too far in the future", 'clock'],
  ["'Issued at' claim ('iat') must be an Integer", 'clock'],
  ['A JSON web token could not be decoded', 'private key'],
])('explains the refusal %j', (message, hint) => {
  const fault = explainApp({ status: 401, headers: {}, text: JSON.stringify({ message }), url: base_url });
  expect(fault?.errorClass).toBe('auth_invalid');
  expect(`${fault?.message} ${fault?.remedy}`).toContain(hint);
});
