/** What a new manifest begins with: small, complete, and valid as it stands. */
export const manifestExamples = {
  rest_source: {
    label: 'REST interface',
    manifest: {
      kind: 'rest_source',
      provider: 'ticket_desk',
      display_name: 'Ticket desk',
      description: 'Reads tickets from the desk of customer service.',
      base_url: { title: 'Address of the desk', example: 'https://company.ticketdesk.example/api/v2' },
      auth: { scheme: 'header', name: 'X-Api-Key', secret_title: 'API key' },
      settings: {
        status: {
          type: 'string',
          title: 'Status',
          description: 'Only tickets of this status; empty means all.',
          examples: ['open'],
        },
      },
      check: { path: 'me', identity: { id: '/id', name: '/name' } },
      list: {
        path: 'tickets',
        query: { sort: 'updated_at', status: '{settings.status}' },
        search_param: 'updated_since',
        records: '/data',
        kind: 'ticket',
        record: { id: '/id', title: '/title', url: '/links/html', updated_at: '/updated_at' },
        pagination: { style: 'page', param: 'page', size_param: 'per_page', size: 100 },
      },
    },
  },
  openai_compatible: {
    label: 'AI provider',
    manifest: {
      kind: 'openai_compatible',
      provider: 'team_models',
      display_name: 'Team models',
      description: 'Models that a team serves itself, in the language of OpenAI.',
      base_url: { title: 'Address of the server', example: 'https://models.company.com', append: '/v1' },
      auth: { scheme: 'bearer', secret_title: 'API key' },
      paths: { chat: 'chat/completions', models: 'models', embeddings: null },
    },
  },
} as const;

export type ManifestKind = keyof typeof manifestExamples;

export const manifestText = (manifest: unknown): string => JSON.stringify(manifest, null, 2);
