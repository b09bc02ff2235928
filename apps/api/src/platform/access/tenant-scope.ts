import { type Permission, permissionsOf, type Role } from './permissions.ts';

export type TenantId = number & { readonly brand: 'tenant' };
export type MemberId = number & { readonly brand: 'member' };

/** Who acts, as the audit trail names them. */
export interface Actor {
  kind: 'member' | 'operator' | 'system';
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

/**
 * Proof that work is bound to one tenant; every scoped query takes it first. Only three makers exist: the access guard
 * for a person, the tenancy service for an operator, and the runner of background work.
 */
export class TenantScope {
  private constructor(
    readonly tenantId: TenantId,
    readonly tenantSlug: string,
    readonly actor: Actor,
    readonly role: Role,
    readonly requestId: string | null,
  ) {}

  static ofPerson(person: Person, requestId: string): TenantScope {
    const actor: Actor = { kind: 'member', id: person.memberId, name: person.email };
    return new TenantScope(person.tenantId, person.tenantSlug, actor, person.role, requestId);
  }

  static ofOperator(tenant: { id: TenantId; slug: string }, requestId: string): TenantScope {
    return new TenantScope(
      tenant.id,
      tenant.slug,
      { kind: 'operator', id: null, name: 'operator' },
      'admin',
      requestId,
    );
  }

  static ofSystem(tenant: { id: TenantId; slug: string }, name: string): TenantScope {
    return new TenantScope(tenant.id, tenant.slug, { kind: 'system', id: null, name }, 'admin', null);
  }

  may(permission: Permission): boolean {
    return permissionsOf(this.role).includes(permission);
  }
}
