import { Injectable } from '@nestjs/common';
import type { Role } from '../../platform/access/permissions.ts';
import { type TenantId, TenantScope } from '../../platform/access/tenant-scope.ts';
import { type Statement, Transactions } from '../../platform/database/transactions.ts';
import { unauthenticated } from '../../platform/errors/common-errors.ts';
import { filledLine } from '../../platform/http/text.ts';
import { MembersService } from '../members/members.service.ts';
import type { TokenSubject } from './access-tokens.ts';

const findTenant: Statement = {
  name: 'external-find-tenant',
  text: "SELECT id, slug FROM tenants WHERE slug = $1 AND status = 'active'",
};

/** Maps people of the external identity provider to members: the tenant by its slug, the person by e-mail. */
@Injectable()
export class ExternalPeople {
  constructor(
    private readonly transactions: Transactions,
    private readonly members: MembersService,
  ) {}

  async find(person: { tenant: string; email: string; name: string; role: Role }): Promise<TokenSubject> {
    const [tenant] = await this.transactions.runPlatform((tx) =>
      tx.rows<{ id: TenantId; slug: string }>(findTenant, [person.tenant]),
    );
    if (!tenant) throw unauthenticated();
    const email = filledLine(254).safeParse(person.email.toLowerCase());
    if (!email.success) throw unauthenticated({ detail: 'The token names no person that can be kept.' });
    const name = filledLine(100).safeParse(person.name).data ?? email.data.slice(0, 100);
    const member = await this.members.provision(TenantScope.ofSystem(tenant, 'identity provider'), {
      email: email.data,
      name,
      role: person.role,
    });
    if (!member) throw unauthenticated();
    return { memberId: member.id, tenantId: tenant.id, sessionVersion: member.session_version };
  }
}
