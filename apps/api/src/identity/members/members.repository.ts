import { Injectable } from '@nestjs/common';
import { IsNull } from 'typeorm';
import type { MemberId } from '../../platform/access/tenant-scope.ts';
import { ScopedTable } from '../../platform/database/scoped-table.ts';
import type { ScopedTx, Statement } from '../../platform/database/transactions.ts';
import { notFound } from '../../platform/errors/common-errors.ts';
import { MemberEntity } from './member.entity.ts';

const countAdmins: Statement = {
  name: 'members-count-admins',
  text: "SELECT id FROM members WHERE tenant_id = $1 AND role = 'admin' AND removed_at IS NULL FOR UPDATE",
};
const passwordHash: Statement = {
  name: 'members-password-hash',
  text: 'SELECT password_hash FROM members WHERE tenant_id = $1 AND id = $2',
};

const endSessionsOf: Statement = {
  name: 'members-end-sessions',
  text: 'DELETE FROM sessions WHERE tenant_id = $1 AND member_id = $2',
};

/** Several requests of a person who was never here before would each try to add them: they take turns. */
const lockEmail: Statement = {
  name: 'members-lock-email',
  text: 'SELECT pg_advisory_xact_lock($1, hashtext($2))',
};

type Values = Partial<Pick<MemberEntity, 'email' | 'name' | 'role' | 'password_hash' | 'removed_at' | 'last_login_at'>>;

@Injectable()
export class MembersRepository {
  private readonly table = new ScopedTable(MemberEntity);

  async list(tx: ScopedTx): Promise<MemberEntity[]> {
    const rows = await this.table.many(tx, { removed_at: IsNull() });
    return rows.sort((a, b) => a.name.localeCompare(b.name));
  }

  async get(tx: ScopedTx, id: MemberId): Promise<MemberEntity> {
    return found(await this.table.one(tx, { id, removed_at: IsNull() }));
  }

  async getLocked(tx: ScopedTx, id: MemberId): Promise<MemberEntity> {
    return found(await this.table.locked(tx, { id, removed_at: IsNull() }));
  }

  async lockEmail(tx: ScopedTx, email: string): Promise<void> {
    await tx.rows(lockEmail, [tx.scope.tenantId, email]);
  }

  /** Also finds a removed one. */
  findByEmail(tx: ScopedTx, email: string): Promise<MemberEntity | null> {
    return this.table.locked(tx, { email });
  }

  insert(tx: ScopedTx, values: Pick<MemberEntity, 'email' | 'name' | 'role' | 'password_hash'>): Promise<MemberEntity> {
    return this.table.insert(tx, values);
  }

  /** `endSessions` ends them all at once: access tokens carry the session version, refresh tokens need their session. */
  async patch(
    tx: ScopedTx,
    row: MemberEntity,
    values: Values,
    { endSessions }: { endSessions: boolean },
  ): Promise<MemberEntity> {
    const changed = {
      ...values,
      version: row.version + 1,
      session_version: row.session_version + (endSessions ? 1 : 0),
      last_updated_at: new Date(),
    };
    await this.table.patch(tx, { id: row.id }, changed);
    if (endSessions) await tx.rows(endSessionsOf, [tx.scope.tenantId, row.id]);
    return { ...row, ...changed };
  }

  /** Ids of the tenant's admins, locked, so that two removals at once cannot leave none. */
  async adminIds(tx: ScopedTx): Promise<number[]> {
    return (await tx.rows<{ id: number }>(countAdmins, [tx.scope.tenantId])).map((row) => row.id);
  }

  async passwordHash(tx: ScopedTx, id: MemberId): Promise<string | null> {
    const [row] = await tx.rows<{ password_hash: string | null }>(passwordHash, [tx.scope.tenantId, id]);
    return row?.password_hash ?? null;
  }
}

function found(row: MemberEntity | null): MemberEntity {
  if (!row) throw notFound();
  return row;
}
