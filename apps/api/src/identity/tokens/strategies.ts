import { Injectable } from '@nestjs/common';
import { PassportStrategy } from '@nestjs/passport';
import jwksRsa from 'jwks-rsa';
import { ExtractJwt, Strategy } from 'passport-jwt';
import { z } from 'zod';
import { type Role, roleNames } from '../../platform/access/permissions.ts';
import type { MemberId, TenantId } from '../../platform/access/tenant-scope.ts';
import { Config } from '../../platform/config/config.ts';
import { unauthenticated } from '../../platform/errors/common-errors.ts';
import { AccessTokens, TOKEN, type TokenSubject } from './access-tokens.ts';
import { ExternalPeople } from './external-people.ts';

/** What a verified token says: whose it is, and until when it may be trusted without verifying it again. */
export interface VerifiedToken extends TokenSubject {
  /** Seconds since the epoch. */
  expiresAt: number;
}

const ownClaims = z.object({
  sub: z.coerce.number().int().positive(),
  tid: z.number().int().positive(),
  sv: z.number().int().positive(),
  sid: z.uuid(),
  jti: z.string(),
  iat: z.number(),
  exp: z.number(),
});

/** Tokens of our own logins. */
@Injectable()
export class OwnTokenStrategy extends PassportStrategy(Strategy, 'own') {
  constructor(tokens: AccessTokens) {
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKey: tokens.key,
      algorithms: [TOKEN.algorithm],
      issuer: TOKEN.issuer,
      audience: TOKEN.audience,
      jsonWebTokenOptions: { clockTolerance: TOKEN.toleranceSeconds, maxAge: '15m' },
    });
  }

  validate(payload: unknown): VerifiedToken {
    const claims = ownClaims.safeParse(payload);
    if (!claims.success) throw unauthenticated();
    const { sub, tid, sv, sid, exp } = claims.data;
    return { memberId: sub as MemberId, tenantId: tid as TenantId, sessionVersion: sv, sessionId: sid, expiresAt: exp };
  }
}

/** Tokens of the external identity provider, checked against the keys it publishes. Registered only when one is configured. */
@Injectable()
export class ExternalTokenStrategy extends PassportStrategy(Strategy, 'external') {
  constructor(
    private readonly config: Config,
    private readonly people: ExternalPeople,
  ) {
    const { external } = config;
    if (!external) throw new Error('No external identity provider is configured');
    super({
      jwtFromRequest: ExtractJwt.fromAuthHeaderAsBearerToken(),
      secretOrKeyProvider: jwksRsa.passportJwtSecret({
        jwksUri: external.jwksUrl,
        cache: true,
        cacheMaxAge: 600_000,
        cacheMaxEntries: 20,
        rateLimit: true,
        jwksRequestsPerMinute: 10,
        timeout: 5000,
      }),
      algorithms: ['RS256', 'ES256'],
      issuer: external.issuer,
      audience: external.audience,
      jsonWebTokenOptions: { clockTolerance: TOKEN.toleranceSeconds },
    });
  }

  async validate(payload: Record<string, unknown>): Promise<VerifiedToken> {
    const { claims } = this.config.external ?? {};
    const tenant = claims && payload[claims.tenant];
    const email = claims && (payload[claims.email] ?? payload.sub);
    const role = claims && highestRole(payload[claims.role]);
    if (typeof tenant !== 'string' || typeof email !== 'string' || !role || typeof payload.exp !== 'number') {
      throw unauthenticated({
        detail: 'The token lacks a tenant, role, e-mail or expiry that this installation understands.',
      });
    }
    const name = typeof payload.name === 'string' ? payload.name : email;
    return { ...(await this.people.find({ tenant, email, name, role })), expiresAt: payload.exp };
  }
}

/** A role claim may be one name or a list; of the names we know, the one that may do most counts. */
function highestRole(claim: unknown): Role | undefined {
  const names = Array.isArray(claim) ? claim : [claim];
  return roleNames.find((role) => names.includes(role));
}
