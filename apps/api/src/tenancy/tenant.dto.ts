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

const MOST_A_MILLION_TOKENS_COST = 100_000;
const price = z
  .number()
  .min(0)
  .max(MOST_A_MILLION_TOKENS_COST)
  .multipleOf(0.000001)
  .nullable()
  .describe('US dollars for a million tokens.');

const unknownPrice = z
  .strictObject({
    policy: z.enum(['refuse', 'charge']),
    input: price.default(null),
    output: price.default(null),
  })
  .superRefine(({ policy, input, output }, context) => {
    for (const [field, value] of Object.entries({ input, output }))
      if (policy === 'charge' && value === null) {
        const params = { code: 'required' };
        context.addIssue({ code: 'custom', path: [field], message: 'must be given to charge by it', params });
      }
  })
  .describe('What happens under a hard budget to calls of a model whose price nobody knows.');

/** Offsets and abbreviations are none: they do not say when clocks change. */
function isTimeZone(name: string): boolean {
  if (name === 'UTC') return true;
  try {
    return /^[A-Z]\w+\/./.test(name) && Boolean(new Intl.DateTimeFormat('en', { timeZone: name }));
  } catch {
    return false;
  }
}

const timeZone = z
  .string()
  .max(60)
  .refine(isTimeZone, 'must be an IANA time zone such as Europe/Berlin')
  .meta({ example: 'Europe/Berlin' })
  .describe('Where the days, weeks and months of budgets and reports begin.');

export const settingsBody = z
  .strictObject({
    name: filledLine(100).optional(),
    accent_color: z
      .string()
      .regex(/^#[0-9a-fA-F]{6}$/, 'must be a colour such as #4263eb')
      .transform((color) => color.toLowerCase())
      .optional(),
    time_zone: timeZone.optional(),
    unknown_price: unknownPrice.optional(),
  })
  .meta({ id: 'SettingsBody' });
export type SettingsBody = z.output<typeof settingsBody>;

export const settingsView = z
  .object({
    id: z.number().int(),
    slug: z.string(),
    name: z.string(),
    accent_color: z.string().describe('The tenant’s colour, #rrggbb; the SPA computes readable shades from it.'),
    time_zone: timeZone,
    unknown_price: z.object({ policy: z.enum(['refuse', 'charge']), input: price, output: price }),
    version: z.number().int(),
    created_at: z.iso.datetime(),
    last_updated_at: z.iso.datetime(),
  })
  .meta({ id: 'Settings' });
export type SettingsView = z.output<typeof settingsView>;

export const tenantView = settingsView
  .omit({ time_zone: true, unknown_price: true })
  .extend({ status: z.enum(['active', 'suspended']) })
  .meta({ id: 'Tenant' });
export type TenantView = z.output<typeof tenantView>;

export function toSettingsView(row: TenantEntity): SettingsView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    accent_color: row.accent_color,
    time_zone: row.time_zone,
    unknown_price: toUnknownPrice(row),
    version: row.version,
    created_at: row.created_at.toISOString(),
    last_updated_at: row.last_updated_at.toISOString(),
  };
}

/** What happens to calls of a model without a price, as callers see it. */
export function toUnknownPrice(
  row: Pick<TenantEntity, 'unknown_price' | 'default_input_price' | 'default_output_price'>,
): SettingsView['unknown_price'] {
  const dollars = (text: string | null) => (text === null ? null : Number(text));
  return {
    policy: row.unknown_price,
    input: dollars(row.default_input_price),
    output: dollars(row.default_output_price),
  };
}

export function toTenantView(row: TenantEntity): TenantView {
  return {
    id: row.id,
    slug: row.slug,
    name: row.name,
    accent_color: row.accent_color,
    version: row.version,
    created_at: row.created_at.toISOString(),
    last_updated_at: row.last_updated_at.toISOString(),
    status: row.status,
  };
}
