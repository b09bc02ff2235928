import type { z } from 'zod';
import type { createIntegrationBody } from '../integrations/index.ts';

export interface DemoTenant {
  slug: string;
  name: string;
  accent_color: string;
  /** Admin, user, viewer. */
  people: [string, string, string];
  /** In an order in which each fallback comes before what falls back to it. */
  integrations: (z.input<typeof createIntegrationBody> & { fallback?: string })[];
}

export const demoTenants: DemoTenant[] = [
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
        base_url: 'https://company.atlassian.net',
        username: 'api_user@company.com',
        password: 'demo-jira-token-wex',
        base_search: 'project in (DEV,QA,PROD)',
      },
      {
        provider: 'github',
        type: 'data_source',
        display_name: 'GitHub',
        base_url: 'https://api.github.com',
        username: 'wex-bot',
        password: 'demo-github-token-wex',
        base_search: 'org:wex topic:payments',
      },
      {
        provider: 'azure_openai',
        type: 'ai_provider',
        display_name: 'Azure OpenAI',
        base_url: 'https://wex-prod.openai.azure.com',
        password: 'demo-azure-key-wex',
        model: 'gpt-4o',
        model_config: { temperature: 0.2 },
        provider_metadata: { deployment: 'wex-prod', api_version: '2024-10-21' },
        cost_config: { max_monthly_cost: 2500, alert_threshold: 0.75 },
      },
      {
        provider: 'wex_ai_gateway',
        type: 'ai_provider',
        display_name: 'WEX AI Gateway',
        base_url: 'https://ai-gateway.wex.com',
        password: 'demo-gateway-key-wex',
        model: 'gpt-4o-mini',
        model_config: { temperature: 0.3, max_tokens: 700, top_p: 0.9 },
        provider_metadata: { region: 'us-east-1', deployment: 'production' },
        cost_config: { max_monthly_cost: 1000, cost_per_token: 0.0001, alert_threshold: 0.8 },
        fallback: 'azure_openai',
      },
      {
        provider: 'billing_api',
        type: 'data_source',
        display_name: 'Billing API',
        base_url: 'https://billing.wex.example/api/v2',
        username: 'reporting',
        password: 'demo-billing-secret-wex',
        active: false,
      },
      {
        provider: 'slack',
        type: 'notification',
        display_name: 'Slack #platform-alerts',
        base_url: 'https://hooks.slack.com',
        password: 'demo-slack-path-wex',
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
        base_url: 'https://jira.apple.example/jira',
        username: 'svc-integrations',
        password: 'demo-jira-pat-apple',
        base_search: 'project = ORCHARD AND updated >= -30d',
      },
      {
        provider: 'github_enterprise',
        type: 'data_source',
        display_name: 'GitHub Enterprise',
        base_url: 'https://github.apple.example/api/v3',
        username: 'orchard-bot',
        password: 'demo-ghes-token-apple',
      },
      {
        provider: 'orchard_llm_eu',
        type: 'ai_provider',
        display_name: 'Orchard LLM (Europe)',
        base_url: 'https://llm-eu.apple.example/v1',
        password: 'demo-llm-eu-key-apple',
        model: 'orchard-7b',
        cost_config: { cost_per_token: 0.000002 },
      },
      {
        provider: 'orchard_llm',
        type: 'ai_provider',
        display_name: 'Orchard LLM',
        base_url: 'https://llm.apple.example/v1',
        password: 'demo-llm-key-apple',
        model: 'orchard-7b-tuned',
        cost_config: { cost_per_token: 0.000002 },
        fallback: 'orchard_llm_eu',
      },
      {
        provider: 'incident_webhook',
        type: 'notification',
        display_name: 'Incident webhook',
        base_url: 'https://incidents.apple.example/hooks/ims',
        password: 'demo-webhook-secret-apple',
      },
      {
        provider: 'inventory',
        type: 'data_source',
        display_name: 'Inventory REST API',
        base_url: 'https://inventory.apple.example',
        username: 'reader',
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
        base_url: 'https://api.github.com',
        password: 'demo-github-token-google',
        base_search: 'org:google archived:false',
      },
      {
        provider: 'jira',
        type: 'data_source',
        display_name: 'Jira (partners)',
        base_url: 'https://partners.atlassian.net',
        username: 'sync@google.example',
        password: 'demo-jira-token-google',
        base_search: 'labels = partner',
      },
      {
        provider: 'openai',
        type: 'ai_provider',
        display_name: 'OpenAI (research)',
        base_url: 'https://api.openai.com/v1',
        password: 'demo-openai-key-google',
        model: 'gpt-4o',
        cost_config: { monthly_limit: 1200, alert_threshold: 0.9 },
      },
      {
        provider: 'vertex_proxy',
        type: 'ai_provider',
        display_name: 'Vertex proxy',
        base_url: 'https://vertex-proxy.google.example/openai',
        password: 'demo-vertex-key-google',
        model: 'gemini-flash',
        model_config: { temperature: 0.4, max_tokens: 2048 },
        provider_metadata: { project: 'ml-platform', location: 'europe-west4' },
        fallback: 'openai',
      },
      {
        provider: 'bug_tracker',
        type: 'data_source',
        display_name: 'Bug tracker',
        base_url: 'https://bugs.google.example/api',
        username: 'ims-reader',
        password: 'demo-bugs-secret-google',
        active: false,
      },
      {
        provider: 'slack',
        type: 'notification',
        display_name: 'Slack #ml-ops',
        base_url: 'https://hooks.slack.com',
        password: 'demo-slack-path-google',
      },
    ],
  },
];
