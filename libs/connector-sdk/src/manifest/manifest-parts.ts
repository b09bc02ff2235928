import { z } from 'zod';
import { below } from '../base-url.ts';

/** Pieces that manifests of every kind are made of. Descriptions are shown by editors as one types. */

export const pointer = (description: string) =>
  z
    .string()
    .max(300)
    .regex(/^(?:\/(?:[^~/]|~[01])*)*$/, 'must be a JSON pointer, such as /data/items')
    .describe(`${description} A JSON pointer, such as /data/items; empty for the whole.`);

export const path = (description: string) =>
  z
    .string()
    .max(500)
    .refine(staysBelow, 'must be a path below the base URL, such as v1/me')
    .describe(`${description} A path below the base URL; may name {settings.…}.`);

function staysBelow(template: string): boolean {
  try {
    below('https://host/base', template.replaceAll(/\{[a-z0-9_.]*\}/g, 'x'));
    return true;
  } catch {
    return false;
  }
}

const text = (max: number, description: string) => z.string().trim().min(1).max(max).describe(description);

/** Names that belong to the transport: whoever sets them speaks for the connection, not for the system. */
const transport = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'upgrade',
  'te',
  'trailer',
  'expect',
]);

const headerName = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'must be the name of a header')
  .refine(
    (name) => !transport.has(name.toLowerCase()) && !name.toLowerCase().startsWith('proxy-'),
    'is set by the transport',
  )
  .describe('Name of the header, such as X-Api-Key.');

const printable = /^[\x20-\x7e]*$/;
const paramName = z.string().min(1).max(64);

export const query = z
  .record(paramName, z.string().max(1000))
  .describe('Query parameters. Values may name {settings.…} and {base_search}; one that is empty is left out.');

const headers = z
  .record(headerName, z.string().max(1000).regex(printable, 'must be printable ASCII'))
  .describe('Headers sent with each request. Values may name {settings.…}. Secrets do not belong here.');

const secretTitle = text(60, 'What the secret is called there, such as "API key".').optional();

export const auth = z
  .discriminatedUnion('scheme', [
    z.strictObject({ scheme: z.literal('none').describe('The system asks for no credentials.') }),
    z.strictObject({
      scheme: z.literal('basic').describe('User name and secret as HTTP Basic.'),
      username_title: text(60, 'What the user name is called there, such as "E-mail".').optional(),
      secret_title: secretTitle,
    }),
    z.strictObject({
      scheme: z.literal('bearer').describe('The secret as `Authorization: Bearer …`.'),
      secret_title: secretTitle,
    }),
    z.strictObject({
      scheme: z.literal('header').describe('The secret in a header of its own.'),
      name: headerName,
      prefix: z.string().max(32).regex(printable).describe('Put before the secret, such as "Token ".').optional(),
      secret_title: secretTitle,
    }),
    z.strictObject({
      scheme: z.literal('query').describe('The secret as a query parameter, which logs may keep: prefer a header.'),
      name: paramName.describe('Name of the query parameter, such as api_key.'),
      secret_title: secretTitle,
    }),
  ])
  .describe('How the secret goes with each request.');

const fieldTexts = {
  title: text(60, 'Label in the form.'),
  description: text(300, 'Help below the field.').optional(),
  required: z.boolean().describe('Whether the form insists on it.').optional(),
};

const settingField = z
  .discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('string').describe('Text.'),
      ...fieldTexts,
      default: z.string().max(500).describe('Used when the field is empty.').optional(),
      examples: z.array(z.string().max(500)).max(5).describe('Shown in the empty field.').optional(),
      enum: z.array(z.string().max(200)).min(1).max(50).describe('The values to choose from.').optional(),
      minLength: z.int().min(0).max(500).describe('Least number of characters.').optional(),
      maxLength: z.int().min(1).max(2000).describe('Greatest number of characters.').optional(),
    }),
    z.strictObject({
      type: z.enum(['integer', 'number']).describe('A number, whole or not.'),
      ...fieldTexts,
      default: z.number().describe('Used when the field is empty.').optional(),
      examples: z.array(z.number()).max(5).describe('Shown in the empty field.').optional(),
      minimum: z.number().describe('Least value.').optional(),
      maximum: z.number().describe('Greatest value.').optional(),
    }),
    z.strictObject({
      type: z.literal('boolean').describe('Yes or no.'),
      ...fieldTexts,
      default: z.boolean().describe('Used when the field is empty.').optional(),
    }),
  ])
  .describe('A field of the form.');

const common = {
  provider: z
    .string()
    .regex(/^[a-z0-9][a-z0-9_.-]{0,49}$/, 'must be a slug, such as my-system')
    .describe('Slug that integrations name as their provider.'),
  display_name: text(80, 'Name for people.'),
  description: text(300, 'One sentence for the catalogue.'),
  docs_url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe('Where the interface is documented.')
    .optional(),
  version: z.int().min(1).max(1_000_000).default(1).describe('Raise it when the settings change shape.'),
  auth,
  headers: headers.default({}),
  settings: z
    .record(z.string().regex(/^[a-z][a-z0-9_]{0,39}$/, 'must be snake_case'), settingField)
    .default({})
    .describe(
      'Further fields of the form, kept in provider_metadata; paths, queries and headers name them {settings.…}.',
    ),
};

const baseUrlHints = {
  title: text(60, 'Label in the form.').optional(),
  description: text(300, 'Help below the field.').optional(),
  example: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .describe('Shown in the empty field.')
    .optional(),
};

export const parts = { text, common, baseUrlHints, settingField };
