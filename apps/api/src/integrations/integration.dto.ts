import { z } from 'zod';
import { pageQuery } from '../platform/http/page.ts';
import { filledLine, line } from '../platform/http/text.ts';
import { baseUrl } from './base-url.ts';
import { jsonObject } from './json-object.ts';

const integrationTypes = ['data_source', 'ai_provider', 'notification'] as const;
export type IntegrationType = (typeof integrationTypes)[number];
const configStates = ['ok', 'incomplete', 'needs_secret', 'schema_outdated'] as const;
const healthStates = ['unknown', 'healthy', 'degraded', 'failing'] as const;

const provider = z
  .string()
  .trim()
  .min(1)
  .max(50)
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'must be letters, digits, "_", "-" or ".", such as wex_ai_gateway')
  .meta({ example: 'openai' });

const type = z.enum(integrationTypes);

const MASK = /^[•*●·]+$/u;
/** Line breaks are fine in a private key; any other control character is a slip of the clipboard. */
const SECRET_CONTROLS = /[^\P{Cc}\r\n\t]/u;

const password = z
  .string()
  .min(1, 'must not be empty; send null to clear it')
  .max(8192)
  .superRefine((text, context) => {
    const fault = (code: string, message: string) => context.addIssue({ code: 'custom', message, params: { code } });
    if (MASK.test(text))
      fault('masked_secret', 'is the mask, not the secret; leave the field out to keep the stored one');
    else if (SECRET_CONTROLS.test(text)) fault('invalid_secret', 'holds control characters; paste it again');
    else if (text !== text.trim()) fault('invalid_secret', 'begins or ends with a blank; paste it again without');
  })
  .describe('Write-only. Absent keeps the stored secret, null clears it.');

const amount = z.number().min(0);
const costConfig = jsonObject.superRefine((value, context) => {
  const known = z.looseObject({
    max_monthly_cost: amount.nullish(),
    monthly_limit: amount.nullish(),
    cost_per_token: amount.nullish(),
    alert_threshold: z.number().min(0).max(1).nullish(),
  });
  for (const issue of known.safeParse(value).error?.issues ?? []) {
    context.addIssue({ code: 'custom', path: issue.path, message: issue.message, params: { code: issue.code } });
  }
});

/** Text that may be cleared: an empty string and null both mean none. */
const clearable = <Schema extends z.ZodType<string, string>>(schema: Schema) =>
  schema.transform((text) => text || null).nullable();

const optionalFields = z.object({
  display_name: clearable(line(100)).describe('What people call it; the provider when absent.'),
  username: clearable(line(255)),
  password: password.nullable(),
  base_search: clearable(line(4000)).describe('Filter of a data source, such as JQL.'),
  model: clearable(line(100)).meta({ example: 'gpt-4o-mini' }),
  model_config: jsonObject.describe('Default parameters of model calls.'),
  provider_metadata: jsonObject.describe('Settings of the provider.'),
  cost_config: costConfig.describe(
    '`max_monthly_cost` (or `monthly_limit`, US dollars), `cost_per_token`, `alert_threshold` (0 to 1); other keys are kept.',
  ),
  fallback_integration_id: z
    .number()
    .int()
    .min(1)
    .max(2_147_483_647)
    .nullable()
    .describe('Another AI provider of the tenant, used when this one fails.'),
  secret_expires_at: z.iso
    .datetime({ offset: true })
    .transform((text) => new Date(text))
    .nullable()
    .describe(
      'When the secret stops working, where the system does not tell. Warnings come 30, 14, 7 and 1 days before.',
    ),
  active: z.boolean(),
});

export const createIntegrationBody = z
  .strictObject({ provider, type, base_url: baseUrl, ...optionalFields.partial().shape })
  .meta({ id: 'CreateIntegrationBody' });
export type CreateIntegrationBody = z.output<typeof createIntegrationBody>;

/** Absent fields stay as they are. */
export const changeIntegrationBody = createIntegrationBody.partial().meta({ id: 'ChangeIntegrationBody' });
export type ChangeIntegrationBody = z.output<typeof changeIntegrationBody>;

export const integrationSorts = ['provider', 'type', 'created_at', 'last_updated_at', 'last_sync_at'] as const;

const activeFilter = z
  .enum(['true', 'false'])
  .transform((text) => text === 'true')
  .optional();

export const integrationsQuery = z.strictObject({
  ...pageQuery,
  type: type.optional(),
  provider: filledLine(50).optional().describe('Exact provider, in any case.'),
  active: activeFilter,
  health: z.enum(healthStates).optional(),
  q: line(100).optional().describe('Part of the name, provider, address, user or model.'),
  sort: z
    .enum([...integrationSorts, ...integrationSorts.map((name) => `-${name}` as const)])
    .default('provider')
    .describe('Column to sort by; a leading `-` turns the order round.'),
});
export type IntegrationsQuery = z.output<typeof integrationsQuery>;

export const deleteIntegrationQuery = z.strictObject({
  force: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true')
    .describe('`true` also unlinks the integrations that fall back to this one.'),
});

const nullableTime = z.iso.datetime().nullable();

export const integrationListItem = z
  .object({
    id: z.number().int(),
    name: z.string().describe('The provider.'),
    integration_type: type,
    base_url: z.string().nullable().describe('Null for viewers.'),
    username: z.string().nullable().describe('Null for viewers.'),
    model: z.string().nullable(),
    logo_filename: z.string().nullable(),
    active: z.boolean(),
    last_sync_at: nullableTime,
    provider: z.string(),
    type,
    display_name: z.string(),
    logo_url: z.string().nullable().describe('Signed address of the logo for an `<img>`; it expires within two hours.'),
    health: z
      .object({
        status: z.enum(healthStates),
        checked_at: nullableTime,
        latency_ms: z.number().nullable(),
        since: nullableTime.describe('When the present status began.'),
        error_class: z.string().nullable().describe('Why it fails; one of the classes of a connection test.'),
        message: z.string().nullable().describe('The same for people. Null for viewers.'),
        recent: z
          .array(z.object({ status: z.enum(healthStates), latency_ms: z.number() }))
          .describe('The last checks, oldest first, 24 at most.'),
      })
      .describe('What the last check found; checks run by themselves.'),
    config_state: z
      .enum(configStates)
      .describe(
        '`incomplete`: something the connector needs is not filled in. `needs_secret`: the stored secret can no longer be read and has to be entered again. `schema_outdated`: the connector has changed and the settings have to be looked through.',
      ),
    version: z.number().int(),
    created_at: z.iso.datetime(),
    last_updated_at: z.iso.datetime(),
  })
  .meta({ id: 'IntegrationListItem' });

export const integrationDetail = integrationListItem
  .extend({
    base_search: z.string().nullable(),
    model_config: z.record(z.string(), z.unknown()),
    provider_metadata: z.record(z.string(), z.unknown()),
    cost_config: z.record(z.string(), z.unknown()),
    fallback_integration_id: z.number().int().nullable(),
    password_masked: z.string().nullable().describe('Sixteen bullets when a secret is set, else null.'),
    password_updated_at: nullableTime,
    secret_expires_at: nullableTime.describe('When the secret stops working, told by the system or typed in.'),
    secret_origin: z
      .string()
      .nullable()
      .describe('Scheme, host and port the secret was entered for; it is sent nowhere else. Null for viewers.'),
  })
  .meta({ id: 'Integration' });

export const serviceIntegrationsQuery = z.strictObject({ type: type.optional(), active: activeFilter });
export type ServiceIntegrationsQuery = z.output<typeof serviceIntegrationsQuery>;

export const secretVersion = z.number().int().describe('Another number whenever another secret is stored.');

export const serviceIntegration = z
  .object({
    id: z.number().int(),
    provider: z.string(),
    type,
    display_name: z.string(),
    base_url: z.string(),
    username: z.string().nullable(),
    base_search: z.string().nullable(),
    model: z.string().nullable(),
    model_config: z.record(z.string(), z.unknown()),
    provider_metadata: z.record(z.string(), z.unknown()),
    active: z.boolean(),
    health: z.object({ status: z.enum(healthStates) }),
    secret_version: secretVersion.nullable().describe('As in the credentials; null when there is no secret.'),
    version: z.number().int(),
    last_updated_at: z.iso.datetime(),
  })
  .meta({ id: 'ServiceIntegration' });

export const logoAnswer = z
  .object({ message: z.string(), logo_filename: z.string(), integration_id: z.number().int() })
  .meta({
    id: 'LogoAnswer',
    example: { message: 'Logo uploaded successfully', logo_filename: 'openai.svg', integration_id: 1 },
  });
