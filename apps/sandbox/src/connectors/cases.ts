import type { ErrorClass, Settings } from '@ims/connector-sdk';
import { hostile } from '@ims/connector-sdk/hostile';
import { connectorFor } from '@ims/connectors';
import type { ClientOptions } from '@ims/egress';
import { accounts } from '../accounts.ts';
import type { BehaviourName } from '../behaviours.ts';
import type { Sandbox } from '../sandbox.ts';

/** What of a sandbox can be told to another process. */
export type Place = Pick<Sandbox, 'url' | 'tls' | 'accounts'> & { smtp: Pick<Sandbox['smtp'], 'url' | 'ca'> };

/** How a test has to end: the class of its failure, or its status where it does not fail. */
export type Ending = ErrorClass | 'healthy' | 'degraded';

export interface Case {
  /** Short, unique. */
  name: string;
  connector: ReturnType<typeof connectorFor>;
  /** Path of the system within the sandbox; a mail server has none, and misbehaves in other ways. */
  path?: string;
  settings(place: Place): Partial<Settings>;
  secret(place: Place): string;
  client?(place: Place): ClientOptions;
  /** What differs from {@link usual}. */
  endings: Partial<Record<BehaviourName, Ending | readonly Ending[]>>;
}

/** Endings against systems that take no notice of behaviours meant for others, and word nothing in their own way. */
const usual: Record<BehaviourName, Ending | readonly Ending[]> = {
  ...hostile,
  sso: 'permission_missing',
  captcha: 'permission_missing',
  'secondary-limit': 'permission_missing',
  anonymous: 'healthy',
  'public-models': 'healthy',
  'no-models': 'healthy',
  'rate-limited-silent': 'rate_limited',
  'old-api-params': 'healthy',
  'no-stream-options': 'healthy',
  'no-deployment': 'healthy',
  'odd-usage': 'healthy',
  'no-usage': 'healthy',
  'bad-request': 'unexpected_content',
  'request-timeout': 'timeout',
  conflict: 'unexpected_content',
  unprocessable: 'unexpected_content',
  // By the time of a test somebody may have asked the same before.
  'fault-once': ['upstream_5xx', 'healthy'],
  paced: 'healthy',
  unfinished: 'healthy',
  'stream-slow': 'healthy',
  'stream-error-first': 'healthy',
  'stream-error': 'healthy',
  'stream-error-late': 'healthy',
  'stream-cut': 'healthy',
  'stream-stall': 'healthy',
  'stream-malformed': 'healthy',
  'stream-no-done': 'healthy',
  'stream-preamble': 'healthy',
  'stream-huge': 'healthy',
  'stream-odd-framing': 'healthy',
};

const nothing = () => ({});
const atJira = { anonymous: 'auth_invalid', captcha: 'captcha_required' } as const;
const atGithub = { sso: 'sso_required', 'secondary-limit': 'rate_limited' } as const;
/** The orders of the REST system, read page by page. */
export const restApi = {
  check_path: 'me',
  list_path: 'orders',
  records_pointer: '/data',
  record_kind: 'order',
  record_title: '/title',
  record_updated_at: '/updated_at',
  pagination: 'page',
  page_param: 'page',
  size_param: 'per_page',
};

/** Each connector as somebody would set it up against the sandbox. */
export const cases: Case[] = [
  {
    name: 'Jira Cloud',
    connector: connectorFor('jira', 'data_source'),
    path: '/jira',
    settings: () => ({ username: accounts.jira.username, base_search: 'created <= now()' }),
    secret: () => accounts.jira.token,
    endings: atJira,
  },
  {
    name: 'Jira Data Center',
    connector: connectorFor('jira_data_center', 'data_source'),
    path: '/jira-dc',
    settings: nothing,
    secret: () => accounts.jiraDc.pat,
    endings: atJira,
  },
  {
    name: 'GitHub',
    connector: connectorFor('github', 'data_source'),
    path: '/github',
    settings: nothing,
    secret: () => accounts.github.classic,
    endings: atGithub,
  },
  {
    name: 'GitHub App',
    connector: connectorFor('github', 'data_source'),
    path: '/github',
    settings({ accounts: { githubApp } }) {
      const { appId: app_id, installationId: installation_id } = githubApp;
      return { provider_metadata: { authentication: 'app', app_id, installation_id } };
    },
    secret: (place) => place.accounts.githubApp.privateKey,
    // GitHub knows no App that signs with this key.
    endings: { ...atGithub, missing: 'auth_invalid' },
  },
  {
    name: 'GitHub Enterprise',
    connector: connectorFor('github_enterprise', 'data_source'),
    path: '/ghes/api/v3',
    settings: nothing,
    secret: () => accounts.github.fineGrained,
    endings: atGithub,
  },
  {
    name: 'REST API',
    // No connector of its own: what serves it is the generic one.
    connector: connectorFor('order-desk', 'data_source'),
    path: '/rest',
    settings: () => ({ provider_metadata: restApi }),
    secret: () => accounts.rest.bearer,
    endings: {},
  },
  {
    name: 'OpenAI',
    connector: connectorFor('openai', 'ai_provider'),
    path: '/openai',
    settings: () => ({ model: 'gpt-4o-mini' }),
    secret: () => accounts.openai.key,
    endings: { 'no-models': 'degraded' },
  },
  {
    name: 'Azure OpenAI',
    connector: connectorFor('azure_openai', 'ai_provider'),
    path: '/azure',
    settings: () => ({ model: 'gpt-4o', provider_metadata: { deployment: accounts.azure.deployment } }),
    secret: () => accounts.azure.key,
    // In Azure's words, a 403 means that keys are switched off for the resource.
    endings: { forbidden: 'auth_scheme_mismatch', 'no-deployment': 'model_not_found', 'no-models': 'degraded' },
  },
  {
    name: 'WEX AI Gateway',
    connector: connectorFor('wex_ai_gateway', 'ai_provider'),
    path: '/wex/v1',
    settings: () => ({ model: 'wex-chat-large' }),
    secret: () => accounts.wex.key,
    endings: { 'no-models': 'degraded' },
  },
  {
    name: 'Custom AI',
    connector: connectorFor('custom_ai', 'ai_provider'),
    path: '/llm',
    // The header of this server, and the one path it has.
    settings: () => ({
      model: accounts.llm.model,
      provider_metadata: { auth_scheme: 'header', auth_header: 'X-LLM-Key', chat_path: '/api/generate-v1' },
    }),
    secret: () => accounts.llm.key,
    endings: {},
  },
  {
    name: 'Slack',
    connector: connectorFor('slack', 'notification'),
    path: '/slack',
    settings: nothing,
    secret: () => accounts.slack.path,
    // In Slack's words, a webhook that is not found has been removed; a payload that is not valid proves that it is there.
    endings: { missing: 'auth_invalid', 'bad-request': 'healthy' },
  },
  {
    name: 'Webhook',
    connector: connectorFor('webhook', 'notification'),
    path: '/webhook',
    settings: nothing,
    secret: () => accounts.webhook.secret,
    // A receiver may answer 2xx with whatever it likes; those that do so to anybody do not look at the signature.
    endings: { html: 'degraded', 'wrong-shape': 'degraded', malformed: 'healthy' },
  },
  {
    name: 'Mail',
    connector: connectorFor('smtp', 'notification'),
    settings: () => ({
      username: accounts.smtp.username,
      provider_metadata: { from: 'ims@example.com', from_name: 'IMS', to: ['ops@example.com'] },
    }),
    secret: () => accounts.smtp.password,
    client: ({ smtp }) => ({ ca: smtp.ca }),
    endings: {},
  },
];

/** The case of a name. Throws for one that there is not. */
export function caseOf(name: string): Case {
  const found = cases.find((one) => one.name === name);
  if (!found) throw new RangeError(`There is no case ${name}.`);
  return found;
}

export function baseUrlOf({ path }: Case, { url, smtp }: Place, behaviour: string | null = null): string {
  if (path === undefined) return smtp.url;
  return `${url}${behaviour === null ? '' : `/~${behaviour}`}${path}`;
}

/** How a test against a behaviour has to end; null where the system cannot be made to behave so. */
export function endingsOf(one: Case, behaviour: BehaviourName): readonly Ending[] | null {
  if (one.path === undefined) return null;
  return [one.endings[behaviour] ?? usual[behaviour]].flat();
}
