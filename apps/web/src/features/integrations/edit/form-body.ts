import type {
  ChangeIntegrationBody,
  Connector,
  CreateIntegrationBody,
  Integration,
  TestIntegrationBody,
} from '@ims/api-client';
import type { IntegrationType } from '../../../shared/integration-types.ts';
import { applies } from './connector-conditions.ts';
import { type FieldName, type IntegrationValues, settingsTree, shows, valuesOf } from './form-values.ts';
import { readMetadata, writeMetadata } from './metadata.ts';

/** The body that creates what the form shows; only of valid values. */
export function createBody(values: IntegrationValues, connector: Connector): CreateIntegrationBody {
  const { provider, type, base_url, active, ...optional } = plainFields(applied(values, connector));
  const { text } = values.secret;
  return { provider, type, base_url, ...filled(optional), ...(text && { password: text }), active };
}

/** What differs from `saved`, so that a change by somebody else to another field survives; only of valid values. */
export function changeBody(values: IntegrationValues, connector: Connector, saved: Integration): ChangeIntegrationBody {
  const before = plainFields(valuesOf(saved), saved.type);
  const now = plainFields(applied(values, connector, saved));
  const changed = Object.entries(now).filter(([field, value]) => !same(value, before[field as keyof typeof before]));
  return { ...Object.fromEntries(changed), ...secretChange(values) };
}

/** What is tested: the form as it stands, with the stored secret where that is to be kept. */
export function testBody(values: IntegrationValues, connector: Connector, saved?: Integration): TestIntegrationBody {
  const { display_name, active, cost_config, fallback_integration_id, secret_expires_at, ...tested } = plainFields(
    applied(values, connector, saved),
  );
  const { provider, type, base_url, ...optional } = tested;
  const { intent, text } = values.secret;
  const secret = intent === 'keep' && saved ? { id: saved.id } : text ? { password: text } : {};
  return { ...secret, provider, type, base_url, ...filled(optional) };
}

/** What is lost when the form is saved, because the new type does not have it. */
export function fieldsGivenUp(type: IntegrationType, saved: Integration | undefined): FieldName[] {
  if (!saved) return [];
  const held = plainFields(valuesOf(saved), saved.type);
  return (Object.keys(held) as (keyof typeof held)[]).filter(
    (field) => !shows(type, field) && held[field] !== null && !isEmptyObject(held[field]),
  );
}

/** A new secret ends what was known of the old one's end, so its date goes with it even when it is the same. */
function secretChange({ secret: { intent, text }, secret_expires_at: date }: IntegrationValues): ChangeIntegrationBody {
  if (intent === 'clear') return { password: null };
  if (intent === 'keep' || !text) return {};
  return { password: text, ...(date && { secret_expires_at: endOf(date) }) };
}

/** What does not apply keeps what is stored for it, or is left out, whatever was typed before it was hidden. */
function applied(values: IntegrationValues, connector: Connector, saved?: Integration): IntegrationValues {
  const settings = settingsTree(values);
  const counts = (name: string) => applies(connector, `/${name}`, settings);
  const before = saved && valuesOf(saved);
  const hidden = (['username', 'base_search', 'model'] as const).filter((name) => !counts(name));
  const typed = readMetadata(values.provider_metadata) ?? {};
  const stored = saved?.provider_metadata ?? {};
  const metadata = Object.keys({ ...stored, ...typed })
    .map((key) => [key, (counts(`provider_metadata/${key}`) ? typed : stored)[key]] as const)
    .filter(([, value]) => value !== undefined);
  return {
    ...values,
    ...Object.fromEntries(hidden.map((name) => [name, before?.[name] ?? ''])),
    provider_metadata: writeMetadata(Object.fromEntries(metadata)),
  };
}

/** Fields the type does not have are empty, so that changing the type also clears what goes with the old one. */
function plainFields(values: IntegrationValues, shownFor: IntegrationType = values.type) {
  const text = (field: 'display_name' | 'username' | 'base_search' | 'model') =>
    shows(shownFor, field) ? values[field].normalize('NFC').trim() || null : null;
  const object = (field: 'model_config' | 'provider_metadata' | 'cost_config') =>
    (shows(shownFor, field) && readMetadata(values[field])) || {};
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
    secret_expires_at: values.secret_expires_at ? endOf(values.secret_expires_at) : null,
    fallback_integration_id: shows(shownFor, 'fallback_integration_id') ? values.fallback_integration_id : null,
  };
}

/** The first moment on which the secret no longer works, by a date as people enter it. */
const endOf = (date: string) => `${date}T00:00:00.000Z`;

const filled = <Fields extends object>(fields: Fields) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null && !isEmptyObject(value)));

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
const isEmptyObject = (value: unknown) => JSON.stringify(value) === '{}';
