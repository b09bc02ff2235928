import { createPublicKey, type KeyObject, randomBytes, verify } from 'node:crypto';
import type { Request } from 'express';
import { accounts, type GithubApp } from '../accounts.ts';
import { basicPair, same } from '../credentials.ts';
import { isObject } from '../system.ts';
import { isSelected, orgs, type Repo, user } from './github-data.ts';
import { GithubError } from './github-error.ts';

export type Visitor =
  | { kind: 'nobody' }
  | { kind: 'classic' | 'fine-grained' | 'installation'; token: string }
  | { kind: 'app' };

export interface GithubAuth {
  visitor(req: Request): Visitor;
  /** A token for the installation, good for an hour. */
  issue(): { token: string; expiresAt: Date };
}

const hour = 60 * 60 * 1000;
/** Longest life of the JWT of an App, and how far its clock may be off, in seconds. */
const longestJwt = 600;
const clockSkew = 60;

/** Tokens by `Bearer`, `token` or the password of a Basic pair; JWTs of the App by `Bearer` alone. */
export function createGithubAuth(app: GithubApp): GithubAuth {
  const publicKey = createPublicKey(app.privateKey);
  const issued = new Map<string, Date>();
  return {
    visitor(req) {
      const given = req.get('authorization');
      if (!given) return { kind: 'nobody' };
      const [, scheme = '', value = ''] = /^(\w+) +(\S+)$/.exec(given) ?? [];
      const isBearer = scheme.toLowerCase() === 'bearer';
      if (isBearer && value.split('.').length === 3) return verifyJwt(value, app, publicKey);
      const token = isBearer || scheme.toLowerCase() === 'token' ? value : basicPair(req)?.password;
      if (same(token, accounts.github.classic)) return { kind: 'classic', token: accounts.github.classic };
      if (same(token, accounts.github.fineGrained)) return { kind: 'fine-grained', token: accounts.github.fineGrained };
      const expiry = token === undefined ? undefined : issued.get(token);
      if (token && expiry && expiry.getTime() > Date.now()) return { kind: 'installation', token };
      throw new GithubError(401, 'Bad credentials');
    },
    issue() {
      const token = `ghs_${randomBytes(18).toString('hex')}`;
      const expiresAt = new Date(Math.floor((Date.now() + hour) / 1000) * 1000);
      issued.set(token, expiresAt);
      return { token, expiresAt };
    },
  };
}

/** Whether a visitor may read a repository; what it may not is answered as missing. */
export function mayRead(visitor: Visitor, repo: Repo): boolean {
  return !repo.private || hasAccess(visitor, repo);
}

/** Whether it is one of the visitor's own, as lists of "my repositories" have them. */
export function hasAccess({ kind }: Visitor, repo: Repo): boolean {
  if (kind === 'classic') return repo.owner === user.login || repo.owner === orgs[0]?.login;
  return (kind === 'fine-grained' || kind === 'installation') && isSelected(repo);
}

function verifyJwt(jwt: string, { appId, clientId }: GithubApp, key: KeyObject): Visitor {
  const [head = '', payload = '', signature = ''] = jwt.split('.');
  const header = decode(head);
  const claims = decode(payload);
  const signed = Buffer.from(`${head}.${payload}`);
  if (header?.alg !== 'RS256' || !claims || !verify('sha256', signed, key, Buffer.from(signature, 'base64url'))) {
    throw new GithubError(401, 'A JSON web token could not be decoded');
  }
  if (![appId, clientId].includes(String(claims.iss))) throw new GithubError(404, 'Integration not found');
  const now = Date.now() / 1000;
  const { iat, exp } = claims;
  if (typeof iat !== 'number' || iat > now + clockSkew) {
    throw new GithubError(
      401,
      "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued",
    );
  }
  if (typeof exp !== 'number' || exp <= now) {
    throw new GithubError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (exp > now + longestJwt + clockSkew) {
    throw new GithubError(401, "'Expiration time' claim ('exp') is too far in the future");
  }
  return { kind: 'app' };
}

function decode(part: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
