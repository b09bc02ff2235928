import type { Connector, ConnectorDetail } from '@ims/api-client';
import type { JsonSchema } from '../../../shared/write-json/json-schema.ts';

/** A connector as the API lists it. */
export const aConnector = (facts: Partial<Connector> = {}): Connector => ({
  provider: 'jira',
  type: 'data_source',
  display_name: 'Jira Cloud',
  description: 'Reads issues of a Jira site.',
  docs_url: 'https://developer.atlassian.com',
  origin: 'built_in',
  version: 1,
  capabilities: ['test', 'records'],
  configuration: {
    type: 'object',
    properties: { base_url: { type: 'string', title: 'Base URL' } },
    required: ['base_url'],
  },
  credentials: {
    type: 'object',
    properties: { password: { type: 'string', title: 'API token' } },
    required: ['password'],
  },
  ...facts,
});

export const aManifest = {
  kind: 'rest_source',
  provider: 'desk',
  display_name: 'Desk',
  auth: { scheme: 'header', name: 'X-Api-Key', secret_title: 'Desk key' },
  settings: { status: { type: 'string', title: 'Status', enum: ['open', 'done'] } },
};

/** A connector that the tenant wrote, as the API answers it. */
export const anOwnConnector = (facts: Partial<ConnectorDetail> = {}): ConnectorDetail => ({
  ...aConnector({
    provider: 'desk',
    display_name: 'Desk',
    description: 'Reads tickets.',
    docs_url: null,
    origin: 'manifest',
    version: 2,
  }),
  manifest: aManifest as unknown as ConnectorDetail['manifest'],
  versions: [
    { version: 2, created_by: 'Wanda', created_at: '2026-02-01T00:00:00.000Z' },
    { version: 1, created_by: 'Otto', created_at: '2026-01-01T00:00:00.000Z' },
  ],
  ...facts,
});

/** As the real one, in small. */
export const aManifestSchema: JsonSchema = {
  oneOf: [
    {
      type: 'object',
      properties: {
        kind: { type: 'string', const: 'rest_source' },
        provider: { type: 'string', minLength: 1 },
        display_name: { type: 'string' },
        auth: { type: 'object' },
        settings: { type: 'object' },
        list: { type: 'object' },
      },
      required: ['kind', 'provider', 'auth'],
    },
    {
      type: 'object',
      properties: { kind: { type: 'string', const: 'openai_compatible' }, provider: { type: 'string' } },
      required: ['kind', 'provider'],
    },
  ],
};
