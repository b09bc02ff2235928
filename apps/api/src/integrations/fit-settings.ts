import { type Connector, checkSettings, type Settings } from '@ims/connector-sdk';
import { invalid } from '../platform/errors/common-errors.ts';
import type { IntegrationEntity } from './integration.entity.ts';

export type SettingsState = 'ok' | 'incomplete' | 'schema_outdated';

const fields = ['base_url', 'username', 'base_search', 'model', 'model_config', 'provider_metadata'] as const;

export const concernsSettings = (change: object) =>
  ['provider', 'type', 'password', ...fields].some((field) => field in change);

/**
 * Fits settings to their connector as they are saved: what was pasted whole is taken apart, what is wrong is refused
 * with 422. What is only missing may come later; until then the integration is `incomplete`. `secret` is true for one
 * that is stored.
 */
export function fitSettings(connector: Connector, given: Settings, secret: string | true | undefined) {
  const fitted = checkSettings(connector, given, secret);
  const wrong = fitted.problems.filter(({ missing }) => !missing);
  if (/^smtps?:/.test(fitted.settings.base_url) && connector.provider !== 'smtp')
    wrong.push({ pointer: '/base_url', message: 'The base URL must begin with https:// or http://.', missing: false });
  const errors = wrong.map(({ pointer, message }) => ({ pointer, code: 'invalid_setting', message }));
  if (errors.length === 1) throw invalid({ code: 'invalid_setting', detail: errors[0]?.message, errors });
  if (errors.length > 1) throw invalid({ detail: `${errors.length} fields are wrong.`, errors });
  const state: SettingsState = fitted.problems.length > 0 ? 'incomplete' : 'ok';
  return {
    values: { ...fitted.settings, settings_state: state, connector_version: connector.version },
    secret: fitted.secret,
  };
}

export const settingsOf = (row: Pick<IntegrationEntity, (typeof fields)[number]>): Settings => ({
  base_url: row.base_url,
  username: row.username,
  base_search: row.base_search,
  model: row.model,
  model_config: row.model_config,
  provider_metadata: row.provider_metadata,
});
