import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { KeyRing } from '../../crypto/index.ts';
import { type PlatformTx, Transactions } from '../../platform/database/transactions.ts';
import { unauthenticated } from '../../platform/errors/common-errors.ts';
import { MemberDirectory } from '../members/member-directory.ts';
import type { SessionView } from '../sign-in/auth.dto.ts';
import { AccessTokens, TOKEN } from '../tokens/access-tokens.ts';
import { SessionsRepository, type SignInMember } from './sessions.repository.ts';

export const SESSION = { idleSeconds: 12 * 3600, seconds: 7 * 24 * 3600 } as const;
/** Two tabs may refresh with the same token; the later one is let through for this long. */
const GRACE_MS = 10_000;

/** An answered sign-in; `refreshToken` is absent when the caller keeps the one it has. */
export interface OpenedSession {
  view: SessionView;
  refreshToken?: string;
}

/** Sessions of local logins: a short access token, and a refresh token that changes with every use. */
@Injectable()
export class SessionsService {
  private readonly logger = new Logger('Identity');
  private readonly hashKey: Buffer;

  constructor(
    private readonly repository: SessionsRepository,
    private readonly tokens: AccessTokens,
    private readonly directory: MemberDirectory,
    private readonly transactions: Transactions,
    ring: KeyRing,
  ) {
    this.hashKey = ring.subkey('refresh-hash');
  }

  async open(tx: PlatformTx, member: SignInMember): Promise<OpenedSession> {
    const id = randomUUID();
    const refreshToken = makeToken(id);
    await this.repository.create(tx, {
      id,
      tenantId: member.tenant_id,
      memberId: member.id,
      hash: this.hash(refreshToken),
      seconds: SESSION.seconds,
    });
    return { view: await this.view(member, id), refreshToken };
  }

  /**
   * Exchanges a refresh token for a new pair. A token that was used before means that two hold it: the whole session
   * ends. Throws `unauthenticated`.
   */
  async refresh(refreshToken: string): Promise<OpenedSession> {
    const opened = await this.transactions.runPlatform((tx) => this.rotate(tx, refreshToken));
    if (!opened) throw unauthenticated({ detail: 'The session has ended. Sign in again.' });
    return opened;
  }

  async end(refreshToken: string): Promise<void> {
    const id = sessionIdOf(refreshToken);
    if (!id) return;
    const ended = await this.transactions.runPlatform((tx) => this.repository.end(tx, id, this.hash(refreshToken)));
    if (ended) this.directory.endSession(id);
  }

  /** Forgets sessions that have run out. */
  sweep(): Promise<void> {
    return this.transactions.runPlatform((tx) => this.repository.sweep(tx));
  }

  private async rotate(tx: PlatformTx, refreshToken: string): Promise<OpenedSession | undefined> {
    const id = sessionIdOf(refreshToken);
    const session = id && (await this.repository.lock(tx, id, SESSION.idleSeconds));
    if (!session) return undefined;
    const member = await this.repository.findMember(tx, session.member_id);
    const hash = this.hash(refreshToken);
    if (member && timingSafeEqual(hash, session.token_hash)) {
      const next = makeToken(session.id);
      await this.repository.rotate(tx, session.id, this.hash(next));
      return { view: await this.view(member, session.id), refreshToken: next };
    }
    const parallel =
      session.previous_hash && timingSafeEqual(hash, session.previous_hash) && session.rotated_ms_ago < GRACE_MS;
    if (member && parallel) return { view: await this.view(member, session.id) };
    this.logger.warn({ msg: 'A refresh token was used twice; its session is ended', memberId: session.member_id });
    await this.repository.revoke(tx, session.id);
    return undefined;
  }

  private async view(member: SignInMember, sessionId: string): Promise<SessionView> {
    return {
      access_token: await this.tokens.sign({
        memberId: member.id,
        tenantId: member.tenant_id,
        sessionVersion: member.session_version,
        sessionId,
      }),
      token_type: 'Bearer',
      expires_in: TOKEN.seconds,
      user: {
        id: member.id,
        email: member.email,
        name: member.name,
        role: member.role,
        tenant: { id: member.tenant_id, slug: member.tenant_slug, name: member.tenant_name },
      },
    };
  }

  private hash(token: string): Buffer {
    return createHmac('sha256', this.hashKey).update(token).digest();
  }
}

const makeToken = (sessionId: string) => `${sessionId}.${randomBytes(32).toString('base64url')}`;
const sessionIdOf = (token: string) => /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.[\w-]{43}$/.exec(token)?.[1];
