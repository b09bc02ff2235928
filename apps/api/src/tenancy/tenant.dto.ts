import { z } from 'zod';
import { newMemberBody } from '../identity/index.ts';
import { filledLine } from '../platform/http/text.ts';
import type { TenantEntity } from './tenant.entity.ts';

const slug = z
  .string()
  .max(40)
  .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?$/, 'must be lower-case letters, digits and hyphens, such as acme-eu');

export const createTenantBody = z
  .strictObject({
    slug,
    name: filledLine(100),
    admin: newMemberBody.omit({ role: true }).describe('The first admin of the tenant.'),
  })
  .meta({ id: 'CreateTenantBody' });
export type CreateTenantBody = z.output<typeof createTenantBody>;

export const settingsBody = z
  .strictObject({
    name: filledLine(100).optional(),
    accent_color: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #4263eb')
      .transform((color) => color.toLowerCase())
      .optional(),
  })
  .meta({ id: 'SettingsBody' });
export type SettingsBody = z.output<typeof settingsBody>;

export const settingsView = z
  .object({
    id: z.number().int(),
    slug: z.string(),
    name: z.string(),
    accent_color: z.string().describe('The tenant’s colour, #rrggbb; the SPA computes readable shades from it.'),
    version: z.number().int(),
    created_at: z.iso.datetime(),
    last_updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Settings' });
export type SettingsView = z.output<typeof settingsView>;

export const tenantView = settingsView.extend({ status: z.enum(['active', 'suspended']) }).meta({ id: 'Tenant' });
export type TenantView = z.output<typeof tenantView>;

export function toSettingsView(row: TenantEntity): SettingsView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    accent_color: row.accent_color,
    version: row.version,
    created_at: row.created_at.toISOString(),
    last_updated_at: row.last_updated_at.toISOString(),
  };
}

export function toTenantView(row: TenantEntity): TenantView {
  return { ...toSettingsView(row), status: row.status };
}
