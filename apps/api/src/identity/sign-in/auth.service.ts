import { Injectable } from '@nestjs/common';
import { AuditService } from '../../audit/index.ts';
import { permissionsOf } from '../../platform/access/permissions.ts';
import { type MemberId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { Config } from '../../platform/config/config.ts';
import { Transactions } from '../../platform/database/transactions.ts';
import { errorKind } from '../../platform/errors/coded-error.ts';
import { invalidField, unauthenticated } from '../../platform/errors/common-errors.ts';
import { MemberDirectory } from '../members/member-directory.ts';
import { MembersRepository } from '../members/members.repository.ts';
import { Passwords } from '../passwords/passwords.ts';
import { SessionsRepository } from '../sessions/sessions.repository.ts';
import { type OpenedSession, SessionsService } from '../sessions/sessions.service.ts';
import type { LoginBody, MeView, PasswordBody } from './auth.dto.ts';
import { LoginThrottle } from './login-throttle.ts';

const localLoginOff = errorKind('local_login_off', { status: 403, title: 'Sign in through your identity provider' });

/** Where a sign-in comes from. */
export interface Origin {
  address: string | undefined;
  device: string | undefined;
  requestId: string;
}

@Injectable()
export class AuthService {
  constructor(
    private readonly sessions: SessionsService,
    private readonly repository: SessionsRepository,
    private readonly members: MembersRepository,
    private readonly passwords: Passwords,
    private readonly directory: MemberDirectory,
    private readonly throttle: LoginThrottle,
    private readonly transactions: Transactions,
    private readonly audit: AuditService,
    private readonly config: Config,
  ) {}

  /** Signs in; every wrong combination gets the same answer after the same work. Throws `unauthenticated`, 429. */
  async login(body: LoginBody, origin: Origin): Promise<OpenedSession & { device: string }> {
    if (!this.config.localLogin) throw localLoginOff();
    await this.throttle.admit(body.email, origin.address, origin.device);
    const candidates = await this.transactions.runPlatform((tx) =>
      this.repository.candidates(tx, body.email, body.tenant ?? null),
    );
    const member = candidates.length === 1 ? candidates[0] : undefined;
    if (!(await this.passwords.matches(member?.password_hash, body.password)) || !member) {
      throw unauthenticated({
        detail: 'E-mail, password or tenant is wrong. If you belong to several tenants, name the one you want.',
      });
    }
    const device = await this.throttle.forgive(body.email, origin.address, origin.device);
    const opened = await this.transactions.runPlatform(async (tx) => {
      await this.repository.markLogin(tx, member.id);
      return this.sessions.open(tx, member);
    });
    return { ...opened, device };
  }

  async me(scope: TenantScope): Promise<MeView> {
    const member = await this.transactions.runPlatform((tx) =>
      this.repository.findMember(tx, scope.actor.id as MemberId),
    );
    if (!member) throw unauthenticated();
    const { id, email, name, role, tenant_id, tenant_slug, tenant_name } = member;
    return {
      id,
      email,
      name,
      role,
      tenant: { id: tenant_id, slug: tenant_slug, name: tenant_name },
      permissions: [...permissionsOf(role)],
    };
  }

  /** Changes the caller's own password, ends all their sessions and opens a new one. */
  async changePassword(scope: TenantScope, body: PasswordBody): Promise<OpenedSession> {
    const id = scope.actor.id as MemberId;
    await this.throttle.admit(scope.actor.name, undefined, undefined);
    const current = await this.transactions.run(scope, (tx) => this.members.passwordHash(tx, id));
    if (!(await this.passwords.matches(current, body.current_password))) {
      throw invalidField('/current_password', 'wrong_password', 'is not your current password');
    }
    const password_hash = await this.passwords.hash(body.new_password);
    const opened = await this.transactions.runPlatform(async (platformTx) => {
      const tx = await platformTx.bind(scope);
      const row = await this.members.getLocked(tx, id);
      await this.members.patch(tx, row, { password_hash }, { endSessions: true });
      await this.audit.record(tx, {
        action: 'member.password_changed',
        resource: { type: 'member', id, name: row.email },
      });
      const member = await this.repository.findMember(platformTx, id);
      if (!member) throw unauthenticated();
      return this.sessions.open(platformTx, member);
    });
    this.directory.forget(id);
    return opened;
  }
}
