import type { TryConnectorBody } from '@ims/api-client';
import type { Manifest } from '../connectors.queries.ts';

/** What the connector is tried on, as it stands in the form: text, and true or false for a box. */
export interface TryValues {
  base_url: string;
  username: string;
  password: string;
  base_search: string;
  model: string;
  settings: Record<string, string | boolean>;
}

export const noTryValues: TryValues = {
  base_url: '',
  username: '',
  password: '',
  base_search: '',
  model: '',
  settings: {},
};

export interface TryField {
  /** JSON pointer into the body. */
  pointer: string;
  label: string;
  description?: string;
  placeholder?: string;
  kind: 'text' | 'secret' | 'number' | 'choice' | 'box';
  choices?: readonly string[];
}

/** What a manifest asks for when it is tried. */
export function tryFields(manifest: Manifest): TryField[] {
  const { auth, base_url } = manifest;
  const settings = Object.entries(manifest.settings ?? {});
  return [
    {
      pointer: '/base_url',
      label: base_url?.title ?? 'Base URL',
      description: base_url?.description,
      placeholder: base_url?.example ?? 'https://api.company.com/v1',
      kind: 'text',
    },
    ...(auth.scheme === 'basic' ? [text('/username', auth.username_title ?? 'Username')] : []),
    ...(auth.scheme === 'none'
      ? []
      : [{ ...text('/password', auth.secret_title ?? 'Secret'), kind: 'secret' } as const]),
    ...(manifest.kind === 'openai_compatible' ? [text('/model', 'Model')] : [text('/base_search', 'Base search')]),
    ...settings.map(([name, field]) => settingField(name, field)),
  ];
}

const text = (pointer: string, label: string): TryField => ({ pointer, label, kind: 'text' });

type Setting = NonNullable<Manifest['settings']>[string];

function settingField(name: string, field: Setting): TryField {
  const { type, title, description } = field;
  const shared = { pointer: `/provider_metadata/${name}`, label: title, description };
  if (type === 'boolean') return { ...shared, kind: 'box' };
  const placeholder = field.examples?.[0]?.toString();
  if (type !== 'string') return { ...shared, kind: 'number', placeholder };
  return field.enum ? { ...shared, kind: 'choice', choices: field.enum } : { ...shared, kind: 'text', placeholder };
}

/** What is filled in, of what the manifest asks for. */
export function tryBody(manifest: Manifest, values: TryValues): TryConnectorBody {
  const asked = new Set(tryFields(manifest).map(({ pointer }) => pointer));
  const given = (name: 'username' | 'password' | 'base_search' | 'model') =>
    asked.has(`/${name}`) && values[name] !== '' ? { [name]: values[name] } : {};
  const settings = Object.entries(manifest.settings ?? {}).flatMap(([name, { type }]) => {
    const value = values.settings[name];
    if (value === undefined || value === '') return [];
    return [[name, type === 'string' || type === 'boolean' ? value : Number(value)]];
  });
  return {
    manifest,
    base_url: values.base_url.trim(),
    ...given('username'),
    ...given('password'),
    ...given('base_search'),
    ...given('model'),
    ...(settings.length > 0 && { provider_metadata: Object.fromEntries(settings) }),
  };
}
