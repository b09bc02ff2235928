import type { IntegrationType } from './integration-types.ts';

export type ProviderGlyph =
  | 'jira'
  | 'github'
  | 'openai'
  | 'azure'
  | 'slack'
  | 'mail'
  | 'webhook'
  | 'api'
  | 'gateway'
  | 'ai';

interface InputHint {
  label: string;
  placeholder?: string;
  description?: string;
}

/** What the form knows of a kind of provider, so that it can speak that system's language. */
export interface ProviderHints {
  baseUrl: { placeholder: string; description?: string };
  username: InputHint;
  secret: InputHint;
  baseSearch?: InputHint;
  model?: string;
  /** Keys of `provider_metadata` this provider understands. */
  metadata?: Record<string, { info: string; example: string }>;
}

export interface KnownProvider extends ProviderHints {
  /** The slug it is stored under, and its name in a link. */
  provider: string;
  name: string;
  type: IntegrationType;
  glyph: ProviderGlyph;
  summary: string;
  /** Filled in for a service that has one address for everybody. */
  address?: string;
}

const jiraSearch = {
  label: 'Base search (JQL)',
  placeholder: 'project in (DEV, QA, PROD)',
  description: 'Only issues that match are read.',
};
const githubSearch = {
  label: 'Base search (repositories)',
  placeholder: 'org:acme topic:payments',
  description: 'Only repositories that match are read.',
};
const githubToken = { label: 'Personal access token', description: 'Classic or fine-grained, with read access.' };
const optionalUser = { label: 'Username' };
const apiKey = { label: 'API key' };

export const knownProviders: KnownProvider[] = [
  {
    provider: 'jira',
    name: 'Jira Cloud',
    type: 'data_source',
    glyph: 'jira',
    summary: 'Issues and projects on atlassian.net',
    baseUrl: { placeholder: 'https://company.atlassian.net' },
    username: {
      label: 'E-mail',
      placeholder: 'api_user@company.com',
      description: 'The account the token belongs to.',
    },
    secret: { label: 'API token' },
    baseSearch: jiraSearch,
  },
  {
    provider: 'jira_data_center',
    name: 'Jira Data Center',
    type: 'data_source',
    glyph: 'jira',
    summary: 'Issues and projects on your own server',
    baseUrl: { placeholder: 'https://jira.company.com', description: 'With its context path, such as /jira.' },
    username: { label: 'Username', description: 'Leave empty when you use a personal access token.' },
    secret: { label: 'Personal access token or password' },
    baseSearch: jiraSearch,
  },
  {
    provider: 'github',
    name: 'GitHub',
    type: 'data_source',
    glyph: 'github',
    summary: 'Repositories and pull requests on github.com',
    address: 'https://api.github.com',
    baseUrl: { placeholder: 'https://api.github.com' },
    username: { label: 'Username', placeholder: 'octocat' },
    secret: githubToken,
    baseSearch: githubSearch,
  },
  {
    provider: 'github_enterprise',
    name: 'GitHub Enterprise',
    type: 'data_source',
    glyph: 'github',
    summary: 'Repositories on your own server',
    baseUrl: { placeholder: 'https://github.company.com/api/v3' },
    username: { label: 'Username', placeholder: 'octocat' },
    secret: githubToken,
    baseSearch: githubSearch,
  },
  {
    provider: 'custom_rest',
    name: 'Custom REST API',
    type: 'data_source',
    glyph: 'api',
    summary: 'Any HTTP API that answers JSON',
    baseUrl: { placeholder: 'https://api.company.com/v1' },
    username: optionalUser,
    secret: { label: 'Password or token' },
    baseSearch: {
      label: 'Base search',
      placeholder: 'status=active',
      description: 'A filter in the words of that API.',
    },
  },
  {
    provider: 'openai',
    name: 'OpenAI',
    type: 'ai_provider',
    glyph: 'openai',
    summary: 'GPT models and embeddings',
    address: 'https://api.openai.com/v1',
    baseUrl: { placeholder: 'https://api.openai.com/v1' },
    username: optionalUser,
    secret: { ...apiKey, placeholder: 'sk-…' },
    model: 'gpt-4o-mini',
    metadata: {
      organization: { info: 'Organization that is billed', example: 'org-…' },
      project: { info: 'Project that is billed', example: 'proj_…' },
    },
  },
  {
    provider: 'azure_openai',
    name: 'Azure OpenAI',
    type: 'ai_provider',
    glyph: 'azure',
    summary: 'OpenAI models in your Azure subscription',
    baseUrl: { placeholder: 'https://resource.openai.azure.com' },
    username: optionalUser,
    secret: apiKey,
    model: 'gpt-4o',
    metadata: {
      deployment: { info: 'Name of the deployment', example: 'production' },
      api_version: { info: 'Version of the Azure API', example: '2024-10-21' },
      region: { info: 'Azure region of the resource', example: 'westeurope' },
    },
  },
  {
    provider: 'wex_ai_gateway',
    name: 'WEX AI Gateway',
    type: 'ai_provider',
    glyph: 'gateway',
    summary: 'The internal AI service',
    baseUrl: { placeholder: 'https://ai-gateway.wex.com' },
    username: optionalUser,
    secret: apiKey,
    model: 'gpt-4o-mini',
    metadata: {
      region: { info: 'Region that answers', example: 'us-east-1' },
      deployment: { info: 'Deployment that answers', example: 'production' },
    },
  },
  {
    provider: 'custom_ai',
    name: 'Custom AI API',
    type: 'ai_provider',
    glyph: 'ai',
    summary: 'Any server that speaks the OpenAI protocol',
    baseUrl: { placeholder: 'https://llm.company.com/v1' },
    username: optionalUser,
    secret: apiKey,
    model: 'llama-3.3-70b',
  },
  {
    provider: 'slack',
    name: 'Slack',
    type: 'notification',
    glyph: 'slack',
    summary: 'Messages in a channel',
    address: 'https://hooks.slack.com',
    baseUrl: { placeholder: 'https://hooks.slack.com' },
    username: optionalUser,
    secret: {
      label: 'Webhook path',
      placeholder: 'T000/B000/…',
      description: 'What follows /services/ in the address of the incoming webhook.',
    },
  },
  {
    provider: 'smtp',
    name: 'E-mail (SMTP)',
    type: 'notification',
    glyph: 'mail',
    summary: 'Mail through your own mail server',
    baseUrl: { placeholder: 'https://smtp.company.com:587', description: 'Host and port of the mail server.' },
    username: { label: 'Username', placeholder: 'notifier@company.com' },
    secret: { label: 'Password' },
  },
  {
    provider: 'webhook',
    name: 'Webhook',
    type: 'notification',
    glyph: 'webhook',
    summary: 'Signed deliveries to any address',
    baseUrl: { placeholder: 'https://company.com/hooks/ims' },
    username: optionalUser,
    secret: { label: 'Signing secret', description: 'The receiver verifies deliveries with it.' },
  },
];

const bySlug = new Map(knownProviders.map((known) => [known.provider, known]));

export function findKnownProvider(provider: string): KnownProvider | undefined {
  return bySlug.get(provider.trim().toLowerCase());
}

const hintsOfType = {
  data_source: 'custom_rest',
  ai_provider: 'custom_ai',
  notification: 'webhook',
} as const satisfies Record<IntegrationType, string>;

/** What the form says for a provider; one that nobody knows is spoken of as the custom one of its type. */
export function hintsFor(provider: string, type: IntegrationType): ProviderHints {
  const known = findKnownProvider(provider);
  if (known?.type === type) return known;
  const { baseUrl, username, secret, baseSearch, model } = bySlug.get(hintsOfType[type]) as KnownProvider;
  return { baseUrl, username, secret, baseSearch, model };
}
