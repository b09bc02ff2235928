import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { afterAll } from 'vitest';

type Algorithm = 'RS256' | 'ES256' | 'PS256';

interface Key {
  alg: Algorithm;
  kid: string;
  privateKey: CryptoKey;
  publicJwk: object;
}

const ISSUER = 'https://idp.example/';
const AUDIENCE = 'ims-installation';

/** An identity provider that publishes its keys over real HTTP and signs whatever a test asks for. */
export async function identityProvider() {
  const published: Key[] = [await makeKey('RS256', 'first'), await makeKey('ES256', 'second')];
  let requests = 0;
  let isUp = true;
  const server = createServer((_request, response) => {
    requests += 1;
    response.statusCode = isUp ? 200 : 500;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ keys: published.map((key) => key.publicJwk) }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterAll(() => server.close());
  const { port } = server.address() as AddressInfo;
  return {
    published,
    environment: {
      EXTERNAL_ISSUER: ISSUER,
      EXTERNAL_AUDIENCE: AUDIENCE,
      EXTERNAL_JWKS_URL: `http://127.0.0.1:${port}/jwks`,
    },
    requests: () => requests,
    turn: (on: boolean) => {
      isUp = on;
    },
    /** A token that is right unless `claims` say otherwise; `undefined` removes one. */
    sign: (claims: Record<string, unknown>, key: Key | undefined = published[0], header: object = {}) =>
      sign(claims, key, header),
  };
}

export async function makeKey(alg: Algorithm, kid: string): Promise<Key> {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, privateKey, publicJwk: { ...(await exportJWK(publicKey)), alg, kid, use: 'sig' } };
}

function sign(claims: Record<string, unknown>, key: Key | undefined, header: object): Promise<string> {
  if (!key) throw new Error('No key is published');
  const now = Math.floor(Date.now() / 1000);
  const payload = { iss: ISSUER, aud: AUDIENCE, iat: now, exp: now + 300, ...claims };
  return new SignJWT(payload as JWTPayload)
    .setProtectedHeader({ alg: key.alg, kid: key.kid, ...header })
    .sign(key.privateKey);
}
