import { z } from 'zod';
import { roleNames } from '../../platform/access/permissions.ts';
import { email, newPassword } from '../members/member.dto.ts';

const typedPassword = z.string().min(1).max(128);

export const loginBody = z
  .strictObject({
    email,
    password: typedPassword,
    tenant: z.string().max(40).optional().describe('Slug of the tenant; needed only by people who belong to several.'),
  })
  .meta({ id: 'LoginBody' });
export type LoginBody = z.output<typeof loginBody>;

export const passwordBody = z
  .strictObject({ current_password: typedPassword, new_password: newPassword })
  .meta({ id: 'PasswordBody' });
export type PasswordBody = z.output<typeof passwordBody>;

const user = z
  .object({
    id: z.number().int(),
    email: z.string(),
    name: z.string(),
    role: z.enum(roleNames),
    tenant: z.object({ id: z.number().int(), slug: z.string(), name: z.string() }),
  })
  .meta({ id: 'User' });

export const sessionView = z
  .object({
    access_token: z.string(),
    token_type: z.literal('Bearer'),
    expires_in: z.number().int().describe('Seconds until the access token ends.'),
    user,
  })
  .meta({ id: 'Session' });
export type SessionView = z.output<typeof sessionView>;

export const meView = user.extend({ permissions: z.array(z.string()) }).meta({ id: 'Me' });
export type MeView = z.output<typeof meView>;
