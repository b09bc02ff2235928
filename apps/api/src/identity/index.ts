/**
 * People: members of tenants, their logins and sessions, and those of an external identity provider. Owns `members`
 * and `sessions`; not tenants themselves. Tenancy and the demo add members; the access guard asks who
 * a token stands for.
 */
export { IdentityModule } from './identity.module.ts';
export { newMemberBody } from './member.dto.ts';
export { MemberEntity } from './member.entity.ts';
export { MemberDirectory } from './member-directory.ts';
export { MembersService, type PreparedMember } from './members.service.ts';
export { SessionsService } from './sessions.service.ts';
