import { manifestSchema } from '@ims/connector-sdk';
import { z } from 'zod';

const capabilities = ['test', 'records', 'models', 'chat', 'send'] as const;
const jsonSchema = z.record(z.string(), z.unknown());

export const connectorView = z
  .object({
    provider: z.string().meta({ example: 'jira' }),
    type: z.enum(['data_source', 'ai_provider', 'notification']),
    display_name: z.string(),
    description: z.string(),
    docs_url: z.string().nullable(),
    origin: z
      .enum(['built_in', 'plugin', 'manifest'])
      .describe('Where it comes from; `manifest`: written in this tenant.'),
    version: z.number().int(),
    capabilities: z.array(z.enum(capabilities)),
    configuration: jsonSchema.describe(
      'JSON Schema 2020-12 of the fields `base_url`, `username`, `base_search`, `model`, `model_config` and `provider_metadata`. `title`, `description`, `examples`, `x-input` and `x-shown-when` make the form.',
    ),
    credentials: jsonSchema.describe('JSON Schema of the field `password`.'),
  })
  .meta({ id: 'Connector' });
export type ConnectorView = z.output<typeof connectorView>;
export type Capability = (typeof capabilities)[number];

export const connectorDetail = connectorView
  .extend({
    manifest: jsonSchema.nullable().describe('The declaration it is made from; null for those that are code.'),
    versions: z
      .array(z.object({ version: z.number().int(), created_by: z.string(), created_at: z.iso.datetime() }))
      .describe('Of a manifest, newest first.'),
  })
  .meta({ id: 'ConnectorDetail' });

/** What is wrong in a manifest is told with a pointer into it. */
export const manifestBody = z.strictObject({ manifest: manifestSchema }).meta({ id: 'ManifestBody' });
export type ManifestBody = z.output<typeof manifestBody>;
