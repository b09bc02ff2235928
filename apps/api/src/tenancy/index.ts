/**
 * Tenants: their settings, and the operator's calls that create, suspend and resume them. Owns `tenants`. Knows nothing of
 * what a tenant keeps. Demo seeding and operators' tools may call.
 */
export { TenancyModule } from './tenancy.module.ts';
export { TenancyService } from './tenancy.service.ts';
export { TenantEntity } from './tenant.entity.ts';
