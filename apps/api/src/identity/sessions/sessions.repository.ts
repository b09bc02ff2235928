import { Injectable } from '@nestjs/common';
import type { MemberId, TenantId } from '../../platform/access/tenant-scope.ts';
import type { PlatformTx, Statement } from '../../platform/database/transactions.ts';
import type { KnownMember } from '../members/member-directory.ts';

/** A member who may sign in, with what a login has to check and answer. */
export interface SignInMember extends KnownMember {
  name: string;
  tenant_name: string;
  password_hash: string | null;
}

export interface SessionRow {
  id: string;
  tenant_id: TenantId;
  member_id: MemberId;
  token_hash: Buffer;
  previous_hash: Buffer | null;
  rotated_ms_ago: number;
}

const memberColumns = `m.id, m.tenant_id, t.slug AS tenant_slug, t.name AS tenant_name, m.email, m.name, m.role, m.session_version`;
const findByEmail: Statement = {
  name: 'sign-in-find-by-email',
  text: `SELECT ${memberColumns}, m.password_hash FROM members m JOIN tenants t ON t.id = m.tenant_id
          WHERE m.email = $1 AND ($2::text IS NULL OR t.slug = $2) AND m.removed_at IS NULL AND t.status = 'active' LIMIT 2`,
};
const findById: Statement = {
  name: 'sign-in-find-by-id',
  text: `SELECT ${memberColumns}, NULL AS password_hash FROM members m JOIN tenants t ON t.id = m.tenant_id
          WHERE m.id = $1 AND m.removed_at IS NULL AND t.status = 'active'`,
};
const markLogin: Statement = {
  name: 'sign-in-mark-login',
  text: 'UPDATE members SET last_login_at = now() WHERE id = $1',
};
const createSession: Statement = {
  name: 'session-create',
  text: `INSERT INTO sessions (id, tenant_id, member_id, token_hash, expires_at)
         VALUES ($1, $2, $3, $4, now() + $5 * interval '1 second')`,
};
/** Locked, so that two refreshes at once take turns; a session is dead after its idle time or its end. */
const lockSession: Statement = {
  name: 'session-lock',
  text: `SELECT id, tenant_id, member_id, token_hash, previous_hash,
                (extract(epoch FROM now() - rotated_at) * 1000)::float8 AS rotated_ms_ago
           FROM sessions WHERE id = $1 AND expires_at > now() AND rotated_at > now() - $2 * interval '1 second' FOR UPDATE`,
};
const rotateSession: Statement = {
  name: 'session-rotate',
  text: 'UPDATE sessions SET previous_hash = token_hash, token_hash = $2, rotated_at = now() WHERE id = $1',
};
const deleteSession: Statement = {
  name: 'session-delete',
  text: 'DELETE FROM sessions WHERE id = $1 AND token_hash = $2 RETURNING id',
};
const revokeSession: Statement = { name: 'session-revoke', text: 'DELETE FROM sessions WHERE id = $1' };
const deleteExpired: Statement = {
  name: 'session-delete-expired',
  text: 'DELETE FROM sessions WHERE expires_at < now()',
};

/** Runs as the platform: who signs in has no tenant yet. */
@Injectable()
export class SessionsRepository {
  candidates(tx: PlatformTx, email: string, tenantSlug: string | null): Promise<SignInMember[]> {
    return tx.rows<SignInMember>(findByEmail, [email, tenantSlug]);
  }

  async findMember(tx: PlatformTx, id: MemberId): Promise<SignInMember | undefined> {
    return (await tx.rows<SignInMember>(findById, [id]))[0];
  }

  async markLogin(tx: PlatformTx, id: MemberId): Promise<void> {
    await tx.rows(markLogin, [id]);
  }

  async create(
    tx: PlatformTx,
    session: { id: string; tenantId: TenantId; memberId: MemberId; hash: Buffer; seconds: number },
  ): Promise<void> {
    await tx.rows(createSession, [session.id, session.tenantId, session.memberId, session.hash, session.seconds]);
  }

  async lock(tx: PlatformTx, id: string, idleSeconds: number): Promise<SessionRow | undefined> {
    return (await tx.rows<SessionRow>(lockSession, [id, idleSeconds]))[0];
  }

  async rotate(tx: PlatformTx, id: string, hash: Buffer): Promise<void> {
    await tx.rows(rotateSession, [id, hash]);
  }

  /** Tells whether there was such a session. */
  async end(tx: PlatformTx, id: string, hash: Buffer): Promise<boolean> {
    return (await tx.rows(deleteSession, [id, hash])).length > 0;
  }

  async revoke(tx: PlatformTx, id: string): Promise<void> {
    await tx.rows(revokeSession, [id]);
  }

  async sweep(tx: PlatformTx): Promise<void> {
    await tx.rows(deleteExpired);
  }
}
