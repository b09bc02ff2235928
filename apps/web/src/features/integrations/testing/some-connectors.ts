import type { Connector } from '@ims/api-client';

type Fields = Record<string, object>;

interface Facts extends Partial<Omit<Connector, 'configuration' | 'credentials'>> {
  provider: string;
  fields?: Fields;
  metadata?: Fields;
  /** Of the metadata. */
  required?: string[];
  /** JSON Schema conditions of the whole. */
  allOf?: object[];
  secret?: { title: string; required: boolean };
}

/** A connector as the API describes it. */
export function aConnector(facts: Facts): Connector {
  const { fields, metadata = {}, required = [], allOf, secret = { title: 'Secret', required: false }, ...rest } = facts;
  const provider_metadata = { type: 'object', properties: metadata, required };
  return {
    type: 'data_source',
    display_name: facts.provider,
    description: `Connects ${facts.provider}.`,
    docs_url: null,
    origin: 'built_in',
    version: 1,
    capabilities: ['test'],
    configuration: {
      type: 'object',
      properties: { base_url: { type: 'string', title: 'Base URL' }, ...fields, provider_metadata },
      required: ['base_url', 'provider_metadata'],
      allOf,
    },
    credentials: {
      type: 'object',
      properties: { password: { type: 'string', title: secret.title, 'x-input': 'secret' } },
      required: secret.required ? ['password'] : [],
    },
    ...rest,
  };
}

const choice = (title: string, options: Record<string, string>) => ({
  title,
  default: Object.keys(options)[0],
  anyOf: Object.entries(options).map(([value, label]) => ({ type: 'string', const: value, title: label })),
});

const whenAuthentication = (...values: string[]) => ({
  'x-shown-when': { field: '/provider_metadata/authentication', in: values },
});

/** As many kinds as there are in the real list, with a field of every kind among them. */
export const someConnectors = (): Connector[] => [
  aConnector({
    provider: 'jira',
    display_name: 'Jira Cloud',
    description: 'Reads issues from a Jira site at atlassian.net.',
    fields: {
      username: { type: 'string', title: 'E-mail', examples: ['bot@acme.com'], ...whenAuthentication('api_token') },
      base_search: { type: 'string', title: 'Base search (JQL)', 'x-input': 'multiline' },
    },
    metadata: {
      authentication: choice('Kind of token', { api_token: 'Without scopes', scoped_token: 'With scopes' }),
      cloud_id: {
        type: 'string',
        title: 'Cloud ID',
        description: 'Shown at _edge/tenant_info.',
        examples: ['1122-3344'],
        ...whenAuthentication('scoped_token'),
      },
      fields: { type: 'array', title: 'Fields to read', items: { type: 'string' } },
    },
    allOf: [
      {
        if: { properties: { provider_metadata: { properties: { authentication: { enum: ['api_token'] } } } } },
        // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
        then: { properties: { username: { minLength: 1 } }, required: ['username'] },
      },
    ],
    secret: { title: 'API token', required: true },
  }),
  aConnector({ provider: 'rest', display_name: 'REST API', description: 'Reads records from any REST API.' }),
  aConnector({
    provider: 'openai',
    type: 'ai_provider',
    display_name: 'OpenAI',
    description: 'GPT models and embeddings.',
    fields: { model: { type: 'string', title: 'Model', examples: ['gpt-4o-mini'] } },
    metadata: { project: { type: 'string', title: 'Project' } },
    secret: { title: 'API key', required: true },
  }),
  aConnector({ provider: 'custom_ai', type: 'ai_provider', display_name: 'Custom AI API' }),
  aConnector({
    provider: 'smtp',
    type: 'notification',
    display_name: 'E-mail (SMTP)',
    metadata: {
      from: { type: 'string', title: 'From' },
      to: { type: 'array', title: 'To', items: { type: 'string' } },
      security: choice('Encryption', { tls: 'TLS', none: 'None' }),
      retries: { type: 'integer', title: 'Tries', minimum: 1 },
      plain: { type: 'boolean', title: 'Plain text only' },
      routes: { type: 'object', title: 'Routes' },
    },
    required: ['from', 'to'],
  }),
  aConnector({ provider: 'webhook', type: 'notification', display_name: 'Webhook' }),
];
