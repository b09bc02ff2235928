import { z } from 'zod';
import { roleNames } from '../../platform/access/permissions.ts';
import { filledLine } from '../../platform/http/text.ts';
import { isCommonPassword } from '../passwords/common-passwords.ts';
import type { MemberEntity } from './member.entity.ts';

export const email = z
  .string()
  .transform((text) => text.normalize('NFKC').trim().toLowerCase())
  .pipe(
    z
      .string()
      .max(254)
      .regex(/^[^\s@\p{Cc}]+@[^\s@\p{Cc}.]+(\.[^\s@\p{Cc}.]+)+$/u, 'must be an e-mail address'),
  );

export const newPassword = z
  .string()
  .min(8)
  .max(128)
  .refine((text) => !isCommonPassword(text), 'is one of the passwords that are tried first; choose another');

const role = z.enum(roleNames);

export const newMemberBody = z
  .strictObject({
    email,
    name: filledLine(100),
    role,
    password: newPassword.describe('Their first password; they can change it.'),
  })
  .meta({ id: 'NewMemberBody' });
export type NewMemberBody = z.output<typeof newMemberBody>;

export const changeMemberBody = newMemberBody.partial().meta({ id: 'ChangeMemberBody' });
export type ChangeMemberBody = z.output<typeof changeMemberBody>;

export const memberView = z
  .object({
    id: z.number().int(),
    email: z.string(),
    name: z.string(),
    role,
    last_login_at: z.iso.datetime().nullable(),
    version: z.number().int(),
    created_at: z.iso.datetime(),
    last_updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Member' });
export type MemberView = z.output<typeof memberView>;

export function toMemberView(row: MemberEntity): MemberView {
  return {
    id: row.id,
    email: row.email,
    name: row.name,
    role: row.role,
    last_login_at: row.last_login_at?.toISOString() ?? null,
    version: row.version,
    created_at: row.created_at.toISOString(),
    last_updated_at: row.last_updated_at.toISOString(),
  };
}
