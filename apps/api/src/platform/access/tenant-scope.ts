import { type Permission, permissionsOf, permissionsOfScopes, type Role, type ServiceScope } from './permissions.ts';

export type TenantId = number & { readonly brand: 'tenant' };
export type MemberId = number & { readonly brand: 'member' };
export type ServiceAccountId = number & { readonly brand: 'service account' };

/** Who acts, as the audit trail names them. */
export interface Actor {
  kind: 'member' | 'service' | 'operator' | 'system';
  id: number | null;
  name: string;
}

/** A signed-in person of one tenant, as the access guard established it. */
export interface Person {
  memberId: MemberId;
  tenantId: TenantId;
  tenantSlug: string;
  email: string;
  role: Role;
}

/** A program of one tenant, as the access guard established it from its key. */
export interface Service {
  accountId: ServiceAccountId;
  tenantId: TenantId;
  tenantSlug: string;
  name: string;
  scopes: readonly ServiceScope[];
}

/**
 * Proof that work is bound to one tenant; every scoped query takes it first. Only three makers exist: the access guard
 * for a person or a service, the tenancy service for an operator, and the runner of background work.
 */
export class TenantScope {
  private constructor(
    readonly tenantId: TenantId,
    readonly tenantSlug: string,
    readonly actor: Actor,
    /** Null for a service, which has scopes instead. */
    readonly role: Role | null,
    private readonly permissions: readonly Permission[],
    readonly requestId: string | null,
  ) {}

  static ofPerson({ tenantId, tenantSlug, memberId, email, role }: Person, requestId: string): TenantScope {
    const actor: Actor = { kind: 'member', id: memberId, name: email };
    return new TenantScope(tenantId, tenantSlug, actor, role, permissionsOf(role), requestId);
  }

  static ofService({ tenantId, tenantSlug, accountId, name, scopes }: Service, requestId: string): TenantScope {
    const actor: Actor = { kind: 'service', id: accountId, name };
    return new TenantScope(tenantId, tenantSlug, actor, null, permissionsOfScopes(scopes), requestId);
  }

  static ofOperator({ id, slug }: { id: TenantId; slug: string }, requestId: string): TenantScope {
    const actor: Actor = { kind: 'operator', id: null, name: 'operator' };
    return new TenantScope(id, slug, actor, 'admin', permissionsOf('admin'), requestId);
  }

  static ofSystem({ id, slug }: { id: TenantId; slug: string }, name: string): TenantScope {
    const actor: Actor = { kind: 'system', id: null, name };
    return new TenantScope(id, slug, actor, 'admin', permissionsOf('admin'), null);
  }

  may(permission: Permission): boolean {
    return this.permissions.includes(permission);
  }
}
