import { manifestSchema } from '@ims/connector-sdk';
import { z } from 'zod';
import { createIntegrationBody, secretVersion } from '../integrations/index.ts';
import { testResult } from './test-answer.ts';

const { provider, type, base_url, username, password, base_search, model, model_config, provider_metadata } =
  createIntegrationBody.shape;

/** What stands in the form, saved or not. */
export const testBody = z
  .strictObject({
    id: z
      .number()
      .int()
      .min(1)
      .max(2_147_483_647)
      .optional()
      .describe('The stored integration whose secret to use where `password` is absent, for the same origin only.'),
    provider,
    type,
    base_url,
    username,
    password,
    base_search,
    model,
    model_config,
    provider_metadata,
  })
  .meta({ id: 'TestIntegrationBody' });
export type TestBody = z.output<typeof testBody>;

/** A connector that is being written, with what it is tried on. */
export const tryBody = z
  .strictObject({
    manifest: manifestSchema,
    base_url,
    username: username.optional(),
    password: password.optional(),
    base_search: base_search.optional(),
    model: model.optional(),
    provider_metadata: provider_metadata.optional(),
  })
  .meta({ id: 'TryConnectorBody' });
export type TryBody = z.output<typeof tryBody>;

export const credentialsView = z
  .object({
    base_url: z.string(),
    username: z.string().nullable(),
    password: z.string().describe('The secret as it was entered.'),
    base_search: z.string().nullable(),
    model: z.string().nullable(),
    model_config: z.record(z.string(), z.unknown()),
    provider_metadata: z.record(z.string(), z.unknown()),
    secret_version: secretVersion,
  })
  .meta({ id: 'Credentials' });
export type CredentialsView = z.output<typeof credentialsView>;

export const previewBody = z
  .strictObject({ limit: z.number().int().min(1).max(50).default(10).describe('Records at most.') })
  .meta({ id: 'PreviewBody' });

export const recordsQuery = z.strictObject({
  cursor: z.string().max(8192).optional().describe('The `cursor` of an earlier line; absent means from the start.'),
  limit: z.coerce.number().int().min(1).max(200).default(100).describe('Records that are fetched at once.'),
});

const record = z
  .object({
    id: z.string(),
    kind: z.string().meta({ example: 'issue' }),
    title: z.string().nullable(),
    url: z.string().nullable(),
    updated_at: z.string().nullable(),
    data: z.unknown().describe('As the system gave it.'),
  })
  .meta({ id: 'SourceRecord' });

export const tryResult = testResult
  .extend({
    records: z.array(record).describe('The first few, where the connector reads records and the test went well.'),
  })
  .meta({ id: 'TryConnectorResult' });
export type TryResult = z.output<typeof tryResult>;

export const previewAnswer = z
  .object({ records: z.array(record), cursor: z.string().nullable().describe('Null when there is no more.') })
  .meta({ id: 'Preview' });
