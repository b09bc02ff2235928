import type { z } from 'zod';
import type { createIntegrationBody } from '../integrations/index.ts';
import type { newModelBody } from '../models/index.ts';
import type { SandboxFacts } from './demo-sandbox.ts';

export interface DemoTenant {
  slug: string;
  name: string;
  accent_color: string;
  /** Admin, user, viewer. */
  people: [string, string, string];
  /** In an order in which each fallback comes before what falls back to it. */
  integrations: (z.input<typeof createIntegrationBody> & { fallback?: string; models?: DemoModel[] })[];
}

/** A registered model with a price, and how much it was used in the last two months. */
export interface DemoModel extends z.input<typeof newModelBody> {
  name: string;
  callsADay: number;
  dollars: { input: number; output: number };
}

/** Three tenants whose integrations lead to the sandbox; a few of them to systems that misbehave, so that there is something to see. */
export function demoTenantsAt({ url, smtp, accounts }: SandboxFacts): DemoTenant[] {
  return [
    {
      slug: 'wex',
      name: 'WEX',
      accent_color: '#5b3fd6',
      people: ['Wanda Ekström', 'Uri Nakamura', 'Vera Lindqvist'],
      integrations: [
        {
          provider: 'jira',
          type: 'data_source',
          display_name: 'Jira Cloud',
          base_url: `${url}/jira`,
          username: accounts.jira.username,
          password: accounts.jira.token,
          base_search: 'project in (DEV,QA,PROD)',
        },
        {
          provider: 'github',
          type: 'data_source',
          display_name: 'GitHub',
          base_url: `${url}/github`,
          password: accounts.github.classic,
        },
        {
          provider: 'azure_openai',
          type: 'ai_provider',
          display_name: 'Azure OpenAI',
          base_url: `${url}/azure`,
          password: accounts.azure.key,
          model: 'gpt-4o',
          model_config: { temperature: 0.2 },
          provider_metadata: { deployment: accounts.azure.deployment, api_version: accounts.azure.apiVersion },
          cost_config: { max_monthly_cost: 15, alert_threshold: 0.75 },
          models: [gpt4o(70, ['careful-chat']), embedding(120, ['embeddings'])],
        },
        {
          provider: 'wex_ai_gateway',
          type: 'ai_provider',
          display_name: 'WEX AI Gateway',
          base_url: `${url}/wex/v1`,
          password: accounts.wex.key,
          model: 'gpt-4o-mini',
          model_config: { temperature: 0.3, max_tokens: 700, top_p: 0.9 },
          provider_metadata: { region: 'us-east-1', deployment: 'production' },
          cost_config: { max_monthly_cost: 8, cost_per_token: 0.0001, alert_threshold: 0.8 },
          models: [mini(700, ['chat'])],
          fallback: 'azure_openai',
        },
        {
          provider: 'billing_api',
          type: 'data_source',
          display_name: 'Billing API',
          base_url: `${url}/rest`,
          password: accounts.rest.bearer,
          provider_metadata: ordersOf('bearer'),
          active: false,
        },
        {
          provider: 'slack',
          type: 'notification',
          display_name: 'Slack #platform-alerts',
          base_url: `${url}/slack`,
          password: accounts.slack.path,
        },
        {
          provider: 'smtp',
          type: 'notification',
          display_name: 'On-call mailbox',
          base_url: smtp.url,
          username: smtp.username,
          password: smtp.password,
          provider_metadata: {
            from: 'ims@wex.example',
            to: ['on-call@wex.example'],
            ca_certificate: smtp.ca,
          },
        },
      ],
    },
    {
      slug: 'apple',
      name: 'Apple',
      accent_color: '#0071e3',
      people: ['Ada Pell', 'Ulysses Park', 'Viola Reyes'],
      integrations: [
        {
          provider: 'jira_data_center',
          type: 'data_source',
          display_name: 'Jira Data Center',
          base_url: `${url}/jira-dc`,
          password: accounts.jiraDc.pat,
          base_search: 'project = DEV AND updated >= -365d',
        },
        {
          provider: 'github_enterprise',
          type: 'data_source',
          display_name: 'GitHub Enterprise',
          base_url: `${url}/~expired/ghes/api/v3`,
          password: accounts.github.fineGrained,
        },
        {
          provider: 'orchard_llm_eu',
          type: 'ai_provider',
          display_name: 'Orchard LLM (Europe)',
          base_url: `${url}/~public-models/wex/v1`,
          password: accounts.wex.key,
          cost_config: { cost_per_token: 0.000002 },
        },
        {
          provider: 'orchard_llm',
          type: 'ai_provider',
          display_name: 'Orchard LLM',
          base_url: `${url}/wex/v1`,
          password: accounts.wex.key,
          model: 'gpt-4o-mini',
          cost_config: { cost_per_token: 0.000002 },
          fallback: 'orchard_llm_eu',
        },
        {
          provider: 'incident_webhook',
          type: 'notification',
          display_name: 'Incident webhook',
          base_url: `${url}/webhook`,
          password: accounts.webhook.secret,
        },
        {
          provider: 'inventory',
          type: 'data_source',
          display_name: 'Inventory REST API',
          base_url: `${url}/~unavailable/rest`,
          username: accounts.rest.username,
          password: accounts.rest.password,
          provider_metadata: ordersOf('basic'),
        },
      ],
    },
    {
      slug: 'google',
      name: 'Google',
      accent_color: '#188038',
      people: ['Grace Oduya', 'Ugo Ferrari', 'Vikram Sethi'],
      integrations: [
        {
          provider: 'github',
          type: 'data_source',
          display_name: 'GitHub (open source)',
          base_url: `${url}/github`,
          password: accounts.github.fineGrained,
        },
        {
          provider: 'jira',
          type: 'data_source',
          display_name: 'Jira (partners)',
          base_url: `${url}/~rate-limited/jira`,
          username: accounts.jira.username,
          password: accounts.jira.token,
          base_search: 'labels = partner',
        },
        {
          provider: 'openai',
          type: 'ai_provider',
          display_name: 'OpenAI (research)',
          base_url: `${url}/openai/v1`,
          password: accounts.openai.key,
          model: 'gpt-4o',
          cost_config: { monthly_limit: 20, alert_threshold: 0.9 },
          models: [gpt4o(90, ['research'])],
        },
        {
          provider: 'vertex_proxy',
          type: 'ai_provider',
          display_name: 'Vertex proxy',
          base_url: `${url}/openai/v1`,
          password: accounts.openai.key,
          model: 'gpt-4o-mini',
          model_config: { temperature: 0.4, max_tokens: 2048 },
          provider_metadata: { project: 'ml-platform', location: 'europe-west4' },
          models: [mini(240)],
          fallback: 'openai',
        },
        {
          provider: 'bug_tracker',
          type: 'data_source',
          display_name: 'Bug tracker',
          base_url: `${url}/rest`,
          username: accounts.rest.username,
          password: accounts.rest.password,
          provider_metadata: ordersOf('basic'),
          active: false,
        },
        {
          provider: 'slack',
          type: 'notification',
          display_name: 'Slack #ml-ops',
          base_url: `${url}/slack`,
          password: accounts.slack.archivedPath,
        },
      ],
    },
  ];
}

const gpt4o = (callsADay: number, aliases?: string[]): DemoModel => ({
  name: 'gpt-4o',
  aliases,
  context_window: 128_000,
  max_output_tokens: 16_384,
  callsADay,
  dollars: { input: 2.5, output: 10 },
});
const mini = (callsADay: number, aliases?: string[]): DemoModel => ({
  name: 'gpt-4o-mini',
  aliases,
  context_window: 128_000,
  max_output_tokens: 16_384,
  callsADay,
  dollars: { input: 0.15, output: 0.6 },
});
const embedding = (callsADay: number, aliases?: string[]): DemoModel => ({
  name: 'text-embedding-3-small',
  aliases,
  purpose: 'embedding',
  context_window: 8191,
  callsADay,
  dollars: { input: 0.02, output: 0 },
});

/** How the orders of the sandbox are read. */
const ordersOf = (auth_scheme: string) => ({
  auth_scheme,
  check_path: 'me',
  list_path: 'orders',
  records_pointer: '/data',
  record_kind: 'order',
  record_title: '/title',
  record_updated_at: '/updated_at',
  pagination: 'page',
  page_param: 'page',
  size_param: 'per_page',
});
