import type { Connector, Integration } from '@ims/api-client';
import type { IntegrationType } from '../../../shared/integration-types.ts';
import type { SettingsTree } from './connector-conditions.ts';
import type { JsonFieldName } from './json-keys.ts';
import { readMetadata, writeMetadata } from './metadata.ts';

/** What the person wants to happen to the stored secret. */
export interface SecretWish {
  intent: 'keep' | 'replace' | 'clear';
  text: string;
}

/** The form as it stands on the screen: text where people type, JSON fields as their text. */
export interface IntegrationValues {
  provider: string;
  type: IntegrationType;
  display_name: string;
  base_url: string;
  username: string;
  secret: SecretWish;
  /** `2026-01-31`, or empty. */
  secret_expires_at: string;
  base_search: string;
  model: string;
  model_config: string;
  /** The fields of the provider's own settings are a view of this text. */
  provider_metadata: string;
  cost_config: string;
  fallback_integration_id: number | null;
  active: boolean;
}

export type FieldName = keyof IntegrationValues;

export const jsonFields = ['model_config', 'provider_metadata', 'cost_config'] as const satisfies JsonFieldName[];

export const fieldLabels: Record<FieldName, string> = {
  provider: 'Provider',
  type: 'Type',
  display_name: 'Name',
  base_url: 'Base URL',
  username: 'Username',
  secret: 'Secret',
  secret_expires_at: 'Expires on',
  base_search: 'Base search',
  model: 'Model',
  model_config: 'Model configuration',
  provider_metadata: 'Provider metadata',
  cost_config: 'Cost configuration',
  fallback_integration_id: 'Fallback',
  active: 'Active',
};

const everywhere: FieldName[] = [
  'provider',
  'type',
  'display_name',
  'base_url',
  'username',
  'secret',
  'secret_expires_at',
  'provider_metadata',
  'active',
];
const fieldsOfType: Record<IntegrationType, ReadonlySet<FieldName>> = {
  data_source: new Set([...everywhere, 'base_search']),
  ai_provider: new Set([...everywhere, 'base_search', 'model', ...jsonFields, 'fallback_integration_id']),
  notification: new Set(everywhere),
};

export function shows(type: IntegrationType, field: FieldName): boolean {
  return fieldsOfType[type].has(field);
}

/** Services with one address for everybody. */
const addresses: Record<string, string> = {
  github: 'https://api.github.com',
  openai: 'https://api.openai.com/v1',
  slack: 'https://hooks.slack.com',
};

export function blankValues(provider: string, connector: Connector | undefined): IntegrationValues {
  return {
    provider,
    type: connector?.type ?? 'data_source',
    display_name: connector?.display_name ?? '',
    base_url: addresses[provider] ?? '',
    username: '',
    secret: { intent: 'replace', text: '' },
    secret_expires_at: '',
    base_search: '',
    model: '',
    model_config: '',
    provider_metadata: '',
    cost_config: '',
    fallback_integration_id: null,
    active: true,
  };
}

export function valuesOf(integration: Integration): IntegrationValues {
  const { provider, type, display_name, active, fallback_integration_id } = integration;
  const usable = integration.password_masked && integration.config_state !== 'needs_secret';
  return {
    provider,
    type,
    display_name: display_name === provider ? '' : display_name,
    base_url: integration.base_url ?? '',
    username: integration.username ?? '',
    secret: { intent: usable ? 'keep' : 'replace', text: '' },
    secret_expires_at: expiryDate(integration),
    base_search: integration.base_search ?? '',
    model: integration.model ?? '',
    model_config: writeMetadata(integration.model_config),
    provider_metadata: writeMetadata(integration.provider_metadata),
    cost_config: writeMetadata(integration.cost_config),
    fallback_integration_id,
    active,
  };
}

export const expiryDate = ({ secret_expires_at }: Pick<Integration, 'secret_expires_at'>) =>
  secret_expires_at?.slice(0, 10) ?? '';

/** What the conditions of a connector's form look at. A kept secret counts as one. */
export function settingsTree(values: IntegrationValues): SettingsTree {
  const { base_url, username, base_search, model, secret } = values;
  const password = secret.intent === 'keep' ? 'kept' : secret.text;
  const provider_metadata = readMetadata(values.provider_metadata) ?? {};
  return { base_url, username, base_search, model, password, provider_metadata };
}
