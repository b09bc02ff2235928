import { z } from 'zod';
import { serviceScopes } from '../../platform/access/permissions.ts';
import { filledLine } from '../../platform/http/text.ts';
import type { ServiceAccountEntity } from './service-account.entity.ts';
import type { ServiceKeyEntity } from './service-key.entity.ts';

const scope = z.enum(serviceScopes);

const expiry = z.iso
  .datetime({ offset: true })
  .transform((text) => new Date(text))
  .refine((time) => time.getTime() > Date.now(), 'must be in the future')
  .refine((time) => time.getUTCFullYear() < 2200, 'must be a time of our days')
  .nullable()
  .default(null);

export const newServiceAccountBody = z
  .strictObject({
    name: filledLine(100),
    scopes: z
      .array(scope)
      .min(1, 'must name at least one scope')
      .transform((given) => serviceScopes.filter((name) => given.includes(name))),
    expires_at: expiry.describe('When the account and all its keys end; null or absent: never.'),
  })
  .meta({ id: 'NewServiceAccountBody' });
export type NewServiceAccountBody = z.output<typeof newServiceAccountBody>;

export const newServiceKeyBody = z
  .strictObject({
    expires_at: expiry.describe('When this key ends; null or absent: when the account does. Not after the account.'),
  })
  .meta({ id: 'NewServiceKeyBody' });
export type NewServiceKeyBody = z.output<typeof newServiceKeyBody>;

const serviceKeyView = z
  .object({
    id: z.number().int(),
    last_four: z.string().describe('The last characters of the key, to tell it from others.'),
    created_at: z.iso.datetime(),
    expires_at: z.iso.datetime().nullable(),
    last_used_at: z.iso.datetime().nullable().describe('To the minute.'),
  })
  .meta({ id: 'ServiceKey' });
export type ServiceKeyView = z.output<typeof serviceKeyView>;

export const serviceAccountView = z
  .object({
    id: z.number().int(),
    name: z.string(),
    scopes: z.array(scope),
    expires_at: z.iso.datetime().nullable(),
    created_by: z.string(),
    keys: z.array(serviceKeyView),
    version: z.number().int(),
    created_at: z.iso.datetime(),
    last_updated_at: z.iso.datetime(),
  })
  .meta({ id: 'ServiceAccount' });
export type ServiceAccountView = z.output<typeof serviceAccountView>;

const key = z.string().describe('The key itself. This answer is the only one that shows it.');

export const createdServiceAccount = serviceAccountView.extend({ key }).meta({ id: 'CreatedServiceAccount' });
export type CreatedServiceAccount = z.output<typeof createdServiceAccount>;

export const createdServiceKey = serviceKeyView.extend({ key }).meta({ id: 'CreatedServiceKey' });
export type CreatedServiceKey = z.output<typeof createdServiceKey>;

export function toServiceKeyView(row: ServiceKeyEntity): ServiceKeyView {
  return {
    id: row.id,
    last_four: row.last_four,
    created_at: row.created_at.toISOString(),
    expires_at: row.expires_at?.toISOString() ?? null,
    last_used_at: row.last_used_at?.toISOString() ?? null,
  };
}

export function toServiceAccountView(row: ServiceAccountEntity, keys: readonly ServiceKeyEntity[]): ServiceAccountView {
  return {
    id: row.id,
    name: row.name,
    scopes: row.scopes,
    expires_at: row.expires_at?.toISOString() ?? null,
    created_by: row.created_by,
    keys: keys.map(toServiceKeyView),
    version: row.version,
    created_at: row.created_at.toISOString(),
    last_updated_at: row.last_updated_at.toISOString(),
  };
}
