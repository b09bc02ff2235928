import type { ChangeIntegrationBody, CreateIntegrationBody, Integration } from '@ims/api-client';
import { asSentence } from '../../../shared/problem.ts';
import type { IntegrationType } from '../integration-types.ts';
import { findKnownProvider } from '../provider-catalogue.ts';
import { checkJson, describeProblem } from '../write-json/check-json.ts';
import { type JsonFieldName, jsonRulesFor } from '../write-json/json-keys.ts';
import { baseUrlFault, originOf } from './base-url.ts';
import { providerFault } from './provider-name.ts';

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
  base_search: string;
  model: string;
  model_config: string;
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
  base_search: 'Base search',
  model: 'Model',
  model_config: 'Model configuration',
  provider_metadata: 'Provider metadata',
  cost_config: 'Cost configuration',
  fallback_integration_id: 'Fallback',
  active: 'Active',
};

const everywhere: FieldName[] = ['provider', 'type', 'display_name', 'base_url', 'username', 'secret', 'active'];
const fieldsOfType: Record<IntegrationType, ReadonlySet<FieldName>> = {
  data_source: new Set([...everywhere, 'base_search']),
  ai_provider: new Set([...everywhere, 'base_search', 'model', ...jsonFields, 'fallback_integration_id']),
  notification: new Set(everywhere),
};

export function shows(type: IntegrationType, field: FieldName): boolean {
  return fieldsOfType[type].has(field);
}

export function blankValues(provider = ''): IntegrationValues {
  const known = findKnownProvider(provider);
  return {
    provider,
    type: known?.type ?? 'data_source',
    display_name: known?.name ?? '',
    base_url: known?.address ?? '',
    username: '',
    secret: { intent: 'replace', text: '' },
    base_search: '',
    model: known?.model ?? '',
    model_config: '',
    provider_metadata: '',
    cost_config: '',
    fallback_integration_id: null,
    active: true,
  };
}

export function valuesOf(integration: Integration): IntegrationValues {
  const { provider, type, display_name, active, fallback_integration_id } = integration;
  const usable = integration.password_masked && integration.config_state === 'ok';
  return {
    provider,
    type,
    display_name: display_name === provider ? '' : display_name,
    base_url: integration.base_url ?? '',
    username: integration.username ?? '',
    secret: { intent: usable ? 'keep' : 'replace', text: '' },
    base_search: integration.base_search ?? '',
    model: integration.model ?? '',
    model_config: jsonText(integration.model_config),
    provider_metadata: jsonText(integration.provider_metadata),
    cost_config: jsonText(integration.cost_config),
    fallback_integration_id,
    active,
  };
}

/** What is lost when the form is saved, because the new type does not have it. */
export function fieldsGivenUp(type: IntegrationType, saved: Integration | undefined): FieldName[] {
  if (!saved) return [];
  const held = plainFields(valuesOf(saved), saved.type);
  return (Object.keys(held) as (keyof typeof held)[]).filter(
    (field) => !shows(type, field) && held[field] !== null && !isEmptyObject(held[field]),
  );
}

const jsonText = (value: Record<string, unknown>) =>
  Object.keys(value).length === 0 ? '' : JSON.stringify(value, null, 2);

/** The origin the stored secret stays behind at, when the address has moved away from it. */
export function strandedOrigin(values: IntegrationValues, saved: Integration | undefined): string | undefined {
  const { secret_origin } = saved ?? {};
  const origin = originOf(values.base_url);
  return secret_origin && origin && origin !== secret_origin ? secret_origin : undefined;
}

/** Faults of the form in the server's words, by field. */
export function validate(values: IntegrationValues, saved?: Integration): Partial<Record<FieldName, string>> {
  const faults: Partial<Record<FieldName, string | undefined>> = {
    provider: providerFault(values.provider),
    display_name: lineFault(values.display_name, 100),
    base_url: baseUrlFault(values.base_url),
    username: lineFault(values.username, 255),
    secret: secretFault(values, saved),
    base_search: lineFault(values.base_search, 4000),
    model: lineFault(values.model, 100),
    ...Object.fromEntries(jsonFields.map((field) => [field, jsonFault(field, values)])),
  };
  const shown = Object.entries(faults).flatMap(([field, fault]) =>
    fault && shows(values.type, field as FieldName) ? [[field, asSentence(fault)]] : [],
  );
  return Object.fromEntries(shown);
}

/** Control characters, and the invisible ones that reorder or hide text. */
const HIDDEN = /[\p{Cc}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]/u;

function lineFault(given: string, max: number): string | undefined {
  const text = given.normalize('NFC').trim();
  if (text.length > max) return `must be at most ${max} characters`;
  return HIDDEN.test(text) ? 'holds control or invisible characters; remove them' : undefined;
}

const MASK = /^[•*●·]+$/u;
const SECRET_CONTROLS = /[^\P{Cc}\r\n\t]/u;

export const reentryNeeded = (origin: string) =>
  `The stored secret was entered for ${origin} and is sent nowhere else. Enter it again for the new address, or clear it.`;

function secretFault(values: IntegrationValues, saved: Integration | undefined): string | undefined {
  const { intent, text } = values.secret;
  const stranded = strandedOrigin(values, saved);
  if (intent === 'clear') return undefined;
  if (text === '' && stranded) return reentryNeeded(stranded);
  if (intent === 'keep') return undefined;
  if (text === '') return saved?.password_masked ? 'enter the new secret, keep the stored one, or clear it' : undefined;
  if (text.length > 8192) return 'must be at most 8192 characters';
  if (MASK.test(text)) return 'is the mask, not the secret; leave the field out to keep the stored one';
  if (SECRET_CONTROLS.test(text)) return 'holds control characters; paste it again';
  return text === text.trim() ? undefined : 'begins or ends with a blank; paste it again without';
}

function jsonFault(field: JsonFieldName, values: IntegrationValues): string | undefined {
  const { problems } = checkJson(values[field], jsonRulesFor(field, values.provider));
  const error = problems.find(({ severity }) => severity === 'error');
  return error && describeProblem(error);
}

/** The body that creates what the form shows; only of valid values. */
export function createBody(values: IntegrationValues): CreateIntegrationBody {
  const { provider, type, base_url, active, ...optional } = plainFields(values);
  const filled = Object.entries(optional).filter(([, value]) => value !== null && !isEmptyObject(value));
  const { text } = values.secret;
  return { provider, type, base_url, ...Object.fromEntries(filled), ...(text && { password: text }), active };
}

/** What differs from `saved`, so that a change by somebody else to another field survives; only of valid values. */
export function changeBody(values: IntegrationValues, saved: Integration): ChangeIntegrationBody {
  const before = plainFields(valuesOf(saved), saved.type);
  const now = plainFields(values);
  const changed = Object.entries(now).filter(([field, value]) => !same(value, before[field as keyof typeof before]));
  return { ...Object.fromEntries(changed), ...secretChange(values.secret) };
}

const secretChange = ({ intent, text }: SecretWish): { password?: string | null } => {
  if (intent === 'clear') return { password: null };
  return intent === 'replace' && text ? { password: text } : {};
};

/** Fields the type does not have are empty, so that changing the type also clears what goes with the old one. */
function plainFields(values: IntegrationValues, shownFor: IntegrationType = values.type) {
  const text = (field: 'display_name' | 'username' | 'base_search' | 'model') =>
    shows(shownFor, field) ? values[field].normalize('NFC').trim() || null : null;
  const object = (field: JsonFieldName) => (shows(shownFor, field) ? jsonValue(field, values) : {});
  return {
    provider: values.provider.trim(),
    type: values.type,
    base_url: values.base_url.trim(),
    active: values.active,
    display_name: text('display_name'),
    username: text('username'),
    base_search: text('base_search'),
    model: text('model'),
    model_config: object('model_config'),
    provider_metadata: object('provider_metadata'),
    cost_config: object('cost_config'),
    fallback_integration_id: shows(shownFor, 'fallback_integration_id') ? values.fallback_integration_id : null,
  };
}

const jsonValue = (field: JsonFieldName, values: IntegrationValues) =>
  checkJson(values[field], jsonRulesFor(field, values.provider)).value ?? {};

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const isEmptyObject = (value: unknown) => JSON.stringify(value) === '{}';
