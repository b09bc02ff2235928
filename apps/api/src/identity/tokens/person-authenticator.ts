import { createHash } from 'node:crypto';
import { type CanActivate, type ExecutionContext, Injectable, Logger, UnauthorizedException } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
import type { Request } from 'express';
import { LRUCache } from 'lru-cache';
import type { PersonAuthenticator } from '../../platform/access/access.guards.ts';
import type { Person } from '../../platform/access/tenant-scope.ts';
import { Config } from '../../platform/config/config.ts';
import { CodedError } from '../../platform/errors/coded-error.ts';
import { unauthenticated } from '../../platform/errors/common-errors.ts';
import { MemberDirectory } from '../members/member-directory.ts';
import { TOKEN } from './access-tokens.ts';
import type { VerifiedToken } from './strategies.ts';

const MAX_TOKEN = 8192;
const EXTERNAL_FRESH_MS = 60_000;

/**
 * Who a bearer token stands for. The signature is verified once per token and remembered under the digest of the whole
 * token; whether the member may still come in is asked every time.
 */
@Injectable()
export class TokenAuthenticator implements PersonAuthenticator {
  private readonly logger = new Logger('Identity');
  private readonly verified = new LRUCache<string, VerifiedToken>({ max: 10_000 });
  private readonly passport: CanActivate;

  constructor(
    private readonly directory: MemberDirectory,
    config: Config,
  ) {
    this.passport = new (AuthGuard(config.external ? ['own', 'external'] : ['own']))();
  }

  async authenticate(context: ExecutionContext): Promise<Person> {
    const request = context.switchToHttp().getRequest<Request & { user?: VerifiedToken }>();
    const token = /^Bearer ([\w.-]+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (!token || token.length > MAX_TOKEN) throw malformed();
    const { memberId, tenantId, sessionVersion, sessionId } = await this.verify(token, context, request);
    const member = await this.directory.find(memberId, tenantId);
    const ended = sessionId !== undefined && this.directory.hasEnded(sessionId);
    if (!member || ended || member.session_version !== sessionVersion)
      throw unauthenticated({ detail: 'This session has ended. Sign in again.' });
    return { memberId, tenantId, tenantSlug: member.tenant_slug, email: member.email, role: member.role };
  }

  private async verify(
    token: string,
    context: ExecutionContext,
    request: { user?: VerifiedToken },
  ): Promise<VerifiedToken> {
    const digest = createHash('sha256').update(token).digest('base64');
    const known = this.verified.get(digest);
    if (known) return known;
    if (!hasPlainHeader(token)) throw malformed();
    try {
      await this.passport.canActivate(context);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      this.logger.debug(`A token was refused: ${error instanceof Error ? error.message : String(error)}`);
      throw unauthenticated({ detail: 'The access token is not valid or has expired. Sign in again.', cause: error });
    }
    const subject = request.user as VerifiedToken;
    const left = (subject.expiresAt + TOKEN.toleranceSeconds) * 1000 - Date.now();
    this.verified.set(digest, subject, { ttl: Math.max(1, Math.min(left, EXTERNAL_FRESH_MS)) });
    return subject;
  }
}

const malformed = () => unauthenticated({ detail: 'Send Authorization: Bearer <access token>.' });

/** Neither a database that is away nor a fault of ours is the token's. */
function isRefusal(error: unknown): boolean {
  return error instanceof UnauthorizedException || (error instanceof CodedError && error.kind === unauthenticated);
}

/** A token that brings its own key, demands that its extensions be understood, or was made for another use is refused unread. */
function hasPlainHeader(token: string): boolean {
  try {
    const header: unknown = JSON.parse(Buffer.from(token.split('.', 1)[0] ?? '', 'base64url').toString());
    if (typeof header !== 'object' || header === null) return false;
    if ('alg' in header && header.alg === TOKEN.algorithm && (!('typ' in header) || header.typ !== TOKEN.type))
      return false;
    return !['crit', 'jku', 'jwk', 'x5u', 'x5c'].some((name) => name in header);
  } catch {
    return false;
  }
}
