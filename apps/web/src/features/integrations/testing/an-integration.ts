import type { Integration } from '@ims/api-client';

let lastId = 0;

/** An integration as the API answers it. */
export function anIntegration(facts: Partial<Integration> = {}): Integration {
  const provider = facts.provider ?? 'jira';
  const type = facts.type ?? 'data_source';
  lastId += 1;
  return {
    id: lastId,
    name: provider,
    provider,
    integration_type: type,
    type,
    display_name: provider,
    base_url: 'https://company.example.com',
    username: null,
    model: null,
    logo_filename: null,
    logo_url: null,
    active: true,
    last_sync_at: null,
    health: {
      status: 'unknown',
      checked_at: null,
      latency_ms: null,
      since: null,
      error_class: null,
      message: null,
      recent: [],
    },
    config_state: 'ok',
    version: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    last_updated_at: '2026-01-01T00:00:00.000Z',
    base_search: null,
    model_config: {},
    provider_metadata: {},
    cost_config: {},
    fallback_integration_id: null,
    password_masked: null,
    password_updated_at: null,
    secret_expires_at: null,
    secret_origin: null,
    ...facts,
  };
}

/** As `anIntegration`, with a secret that was entered for its address. */
export function withSecret(facts: Partial<Integration> = {}): Integration {
  return anIntegration({
    password_masked: '•'.repeat(16),
    password_updated_at: '2026-01-01T00:00:00.000Z',
    secret_origin: 'https://company.example.com',
    ...facts,
  });
}
