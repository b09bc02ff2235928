/**
 * Who calls: people, their logins and sessions, those of an external identity provider, and service accounts with their
 * keys. Owns `members`, `sessions`, `service_accounts` and `service_keys`; not tenants themselves. Tenancy and the demo
 * add members; the access guard asks whom a token or key stands for.
 */
export { IdentityModule } from './identity.module.ts';
export { IdentityChanges } from './identity-changes.ts';
export { newMemberBody } from './members/member.dto.ts';
export { MemberEntity } from './members/member.entity.ts';
export { MembersService, type PreparedMember } from './members/members.service.ts';
export { ServiceAccountEntity } from './service-accounts/service-account.entity.ts';
export { ServiceKeyEntity } from './service-accounts/service-key.entity.ts';
export { SessionsService } from './sessions/sessions.service.ts';
