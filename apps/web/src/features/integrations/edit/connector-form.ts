import type { Connector } from '@ims/api-client';

/** Where a value stands in the settings of an integration: a JSON pointer. */
export type Pointer = `/${string}`;

/** What the forms of connectors are made of: the part of JSON Schema 2020-12 that they use, and our hints. */
export interface Schema {
  type?: string;
  title?: string;
  description?: string;
  examples?: unknown[];
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  const?: unknown;
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  if?: Schema;
  then?: Schema;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  'x-input'?: 'text' | 'multiline' | 'code' | 'secret' | 'select';
  'x-shown-when'?: { field: Pointer; in: unknown[] };
}

type Input = 'text' | 'multiline' | 'code' | 'secret' | 'select' | 'number' | 'switch' | 'list';

/** One field of the form, as its connector wants it. */
export interface Setting {
  pointer: Pointer;
  label: string;
  description?: string;
  placeholder?: string;
  input: Input;
  options: { value: unknown; label: string }[];
  /** What counts while nothing is filled in. */
  fallback: unknown;
  schema: Schema;
}

export const METADATA = '/provider_metadata';

/** Understood for every connector: systems inside a company have their own authority, and stand behind a proxy. */
export const networkSettings: Setting[] = [
  setting(`${METADATA}/ca_certificate`, {
    title: 'Certificate authority',
    description: 'In PEM, trusted for this integration besides the public ones.',
    examples: ['-----BEGIN CERTIFICATE-----'],
    'x-input': 'multiline',
  }),
  setting(`${METADATA}/proxy_url`, {
    title: 'Proxy',
    description: 'Calls to this system go through it.',
    examples: ['http://proxy.company.com:3128'],
  }),
];

/** What the connector says of a field; undefined where it does not know it. */
export function settingAt({ configuration, credentials }: Connector, pointer: Pointer): Setting | undefined {
  const names = pointer.slice(1).split('/');
  const root = pointer === '/password' ? credentials : configuration;
  const found = names.reduce<Schema | undefined>((schema, name) => schema?.properties?.[name], root as Schema);
  return found ? setting(pointer, found) : networkSettings.find((network) => network.pointer === pointer);
}

/** The provider's own settings that fields can be made for; the others are written as JSON. */
export function metadataSettings({ configuration }: Connector): Setting[] {
  const { properties = {} } = (configuration as Schema).properties?.provider_metadata ?? {};
  return Object.entries(properties)
    .filter(([, schema]) => isField(schema))
    .map(([name, schema]) => setting(`${METADATA}/${name}`, schema));
}

/**
 * Those that say how one logs in, which belong to the user name and the secret. By custom of our connectors that is a
 * choice that stands first, with what depends on it.
 */
export function loginSettings(connector: Connector): Setting[] {
  const settings = metadataSettings(connector);
  const [first] = settings;
  const follows = (other: Setting | undefined) => first && other?.schema['x-shown-when']?.field === first.pointer;
  const followers = settings.filter(follows);
  const decides = followers.length > 0 || follows(settingAt(connector, '/username'));
  return first?.input === 'select' && decides ? [first, ...followers] : [];
}

function setting(pointer: Pointer, schema: Schema): Setting {
  const { title, description, examples } = schema;
  const fallback = schema.default;
  const shown = [fallback ?? examples?.[0]].flat().filter((value) => value !== undefined && typeof value !== 'object');
  return {
    pointer,
    label: title ?? words(pointer),
    description,
    placeholder: shown.length > 0 ? shown.join(', ') : undefined,
    input: inputFor(schema),
    options: optionsOf(schema),
    fallback,
    schema,
  };
}

const words = (pointer: Pointer) => {
  const name = pointer.split('/').at(-1)?.replaceAll('_', ' ') ?? '';
  return name.charAt(0).toUpperCase() + name.slice(1);
};

const isField = (schema: Schema) =>
  schema.type !== 'object' && (schema.type !== 'array' || schema.items?.type === 'string');

function inputFor(schema: Schema): Input {
  if (optionsOf(schema).length > 0) return 'select';
  if (schema.type === 'boolean') return 'switch';
  if (schema.type === 'array') return 'list';
  if (schema.type === 'number' || schema.type === 'integer') return 'number';
  return schema['x-input'] ?? 'text';
}

function optionsOf({ oneOf, anyOf, enum: values = [] }: Schema): Setting['options'] {
  const named = (oneOf ?? anyOf ?? []).filter((one) => 'const' in one);
  const options = named.map((one) => ({ value: one.const, label: one.title ?? String(one.const) }));
  return options.length > 0 ? options : values.map((value) => ({ value, label: String(value) }));
}
