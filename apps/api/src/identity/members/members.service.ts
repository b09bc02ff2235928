import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.ts';
import { Outbox } from '../../events/index.ts';
import type { Role } from '../../platform/access/permissions.ts';
import type { MemberId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { violatedUnique } from '../../platform/database/database-errors.ts';
import { type ScopedTx, Transactions } from '../../platform/database/transactions.ts';
import { errorKind } from '../../platform/errors/coded-error.ts';
import { assertVersion } from '../../platform/http/version.ts';
import { Passwords } from '../passwords/passwords.ts';
import { type ChangeMemberBody, type MemberView, type NewMemberBody, toMemberView } from './member.dto.ts';
import type { MemberEntity } from './member.entity.ts';
import { MemberDirectory } from './member-directory.ts';
import { MembersRepository } from './members.repository.ts';

const memberExists = errorKind('member_exists', {
  status: 409,
  title: 'Somebody with this e-mail address is a member',
});
const lastAdmin = errorKind('last_admin', { status: 409, title: 'A tenant needs an admin' });

/** A member to be, its password already hashed: hashing takes too long to do inside a transaction. */
export type PreparedMember = Pick<MemberEntity, 'email' | 'name' | 'role' | 'password_hash'>;

@Injectable()
export class MembersService {
  constructor(
    private readonly repository: MembersRepository,
    private readonly passwords: Passwords,
    private readonly directory: MemberDirectory,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly outbox: Outbox,
  ) {}

  list(scope: TenantScope): Promise<MemberView[]> {
    return this.transactions.run(scope, async (tx) => (await this.repository.list(tx)).map(toMemberView));
  }

  get(scope: TenantScope, id: MemberId): Promise<MemberView> {
    return this.transactions.run(scope, async (tx) => toMemberView(await this.repository.get(tx, id)));
  }

  async create(scope: TenantScope, body: NewMemberBody): Promise<MemberView> {
    const prepared = await this.prepare(body);
    return this.transactions.run(scope, async (tx) => toMemberView(await this.insert(tx, prepared)));
  }

  async prepare({ email, name, role, password }: NewMemberBody): Promise<PreparedMember> {
    return { email, name, role, password_hash: await this.passwords.hash(password) };
  }

  /** Adds the member; somebody who was removed earlier comes back as the same row. */
  async insert(tx: ScopedTx, prepared: PreparedMember): Promise<MemberEntity> {
    const known = await this.repository.findByEmail(tx, prepared.email);
    if (known && !known.removed_at)
      throw memberExists({ detail: `${prepared.email} is a member already. Change their role instead.` });
    const row = known
      ? await this.repository.patch(tx, known, { ...prepared, removed_at: null }, { endSessions: true })
      : await this.unique(prepared.email, () => this.repository.insert(tx, prepared));
    await this.record(tx, 'member.created', row, {}, facts(row));
    return row;
  }

  async change(
    scope: TenantScope,
    id: MemberId,
    body: ChangeMemberBody,
    version: number | undefined,
  ): Promise<MemberView> {
    const { password, ...values } = body;
    const password_hash = password === undefined ? undefined : await this.passwords.hash(password);
    const changed = await this.transactions.run(scope, async (tx) => {
      const row = await this.repository.getLocked(tx, id);
      assertVersion(row, version);
      if (values.role !== undefined && values.role !== 'admin') await this.assertAnotherAdmin(tx, row);
      const changed = await this.unique(values.email ?? row.email, () =>
        this.repository.patch(
          tx,
          row,
          { ...values, ...(password_hash ? { password_hash } : {}) },
          { endSessions: password_hash !== undefined || (values.role !== undefined && values.role !== row.role) },
        ),
      );
      const secret = password_hash ? { before: { password: 'old' }, after: { password: 'new' } } : undefined;
      await this.record(
        tx,
        'member.updated',
        changed,
        { ...facts(row), ...secret?.before },
        { ...facts(changed), ...secret?.after },
      );
      return changed;
    });
    this.directory.forget(id);
    return toMemberView(changed);
  }

  async remove(scope: TenantScope, id: MemberId, version: number | undefined): Promise<void> {
    await this.transactions.run(scope, async (tx) => {
      const row = await this.repository.getLocked(tx, id);
      assertVersion(row, version);
      await this.assertAnotherAdmin(tx, row);
      await this.repository.patch(tx, row, { removed_at: new Date(), password_hash: null }, { endSessions: true });
      await this.record(tx, 'member.removed', row, facts(row), {});
    });
    this.directory.forget(id);
  }

  /**
   * The member behind a person of the external identity provider: made at their first visit, their role kept in step.
   * Null for somebody an admin has removed.
   */
  provision(scope: TenantScope, person: { email: string; name: string; role: Role }): Promise<MemberEntity | null> {
    return this.transactions.run(scope, async (tx) => {
      await this.repository.lockEmail(tx, person.email);
      const known = await this.repository.findByEmail(tx, person.email);
      if (known?.removed_at) return null;
      if (!known) return this.insert(tx, { ...person, password_hash: null });
      if (known.role === person.role) return known;
      const changed = await this.repository.patch(tx, known, { role: person.role }, { endSessions: false });
      await this.record(tx, 'member.updated', changed, facts(known), facts(changed));
      return changed;
    });
  }

  private async assertAnotherAdmin(tx: ScopedTx, row: MemberEntity): Promise<void> {
    if (row.role !== 'admin') return;
    const admins = await this.repository.adminIds(tx);
    if (admins.some((id) => id !== row.id)) return;
    throw lastAdmin({ detail: `${row.name} is the last admin. Make somebody else an admin first.` });
  }

  private async unique<T>(email: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (violatedUnique(error)) throw memberExists({ detail: `${email} is a member already.`, cause: error });
      throw error;
    }
  }

  private async record(
    tx: ScopedTx,
    action: string,
    row: MemberEntity,
    before: Record<string, unknown>,
    after: Record<string, unknown>,
  ) {
    await this.audit.record(tx, { action, resource: { type: 'member', id: row.id, name: row.email }, before, after });
    await this.outbox.add(tx, action, { id: row.id });
  }
}

const facts = ({ email, name, role }: Pick<MemberEntity, 'email' | 'name' | 'role'>) => ({ email, name, role });
