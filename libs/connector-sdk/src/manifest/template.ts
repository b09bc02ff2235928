import type { Settings } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { Field } from '../error-class.ts';
import type { SettingField } from './manifest.ts';

const placeholder = /\{([a-z_][a-z0-9_.]*)\}/g;

/** What a template may name: values that are looked up, never code. */
export interface Values {
  settings: Settings;
  fields: Record<string, SettingField>;
  model?: string;
}

/** The names between braces in a template. Other braces, such as those of JSON, are plain text. */
export function placeholdersIn(template: string): string[] {
  return [...template.matchAll(placeholder)].map(([, name = '']) => name);
}

/** Fills in a path, each value encoded so that it stays one segment. A value that is missing is a fault. */
export function fillPath(template: string, values: Values): string {
  return template.replaceAll(placeholder, (_, name: string) => {
    const value = resolved(name, values);
    if (value === undefined || value === '.' || value === '..') {
      throw new ConnectorFault('invalid_config', {
        message: 'A field that the address needs is empty.',
        field: fieldOf(name),
      });
    }
    return encodeURIComponent(value.toWellFormed());
  });
}

/** Fills in a query or headers. What names an empty value is left out. */
export function fillValues(templates: Record<string, string>, values: Values): Record<string, string> {
  const filled = Object.entries(templates).flatMap(([name, template]) => {
    if (placeholdersIn(template).some((one) => resolved(one, values) === undefined)) return [];
    return [[name, template.replaceAll(placeholder, (_, one: string) => resolved(one, values) ?? '')]];
  });
  return Object.fromEntries(filled);
}

function resolved(name: string, { settings, fields, model }: Values): string | undefined {
  if (name === 'base_search') return settings.base_search || undefined;
  if (name === 'model') return model || undefined;
  const key = name.replace(/^settings\./, '');
  const value = settings.provider_metadata[key] ?? fields[key]?.default;
  return ['string', 'number', 'boolean'].includes(typeof value) && value !== '' ? String(value) : undefined;
}

function fieldOf(name: string): Field {
  return name.startsWith('settings.') ? `/provider_metadata/${name.slice('settings.'.length)}` : `/${name}`;
}
