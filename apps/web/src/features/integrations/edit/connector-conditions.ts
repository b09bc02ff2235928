import type { Connector } from '@ims/api-client';
import { type Pointer, type Schema, settingAt } from './connector-form.ts';

/** Settings as they are sent, in the nesting of the API. */
export type SettingsTree = Record<string, unknown>;

export const isEmpty = (value: unknown) =>
  value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

export const valueAt = (settings: SettingsTree, pointer: Pointer): unknown =>
  pointer
    .slice(1)
    .split('/')
    .reduce<unknown>((inner, name) => (isObject(inner) ? inner[name] : undefined), settings);

/** Whether the field counts, given what stands in the others. */
export function applies(connector: Connector, pointer: Pointer, settings: SettingsTree): boolean {
  const condition = settingAt(connector, pointer)?.schema['x-shown-when'];
  if (!condition) return true;
  const { field, in: values } = condition;
  const given = valueAt(settings, field);
  const counting = isEmpty(given) ? settingAt(connector, field)?.fallback : given;
  return values.includes(counting) && applies(connector, field, settings);
}

/** What the connector needs as the settings stand, filled in or not. */
export function neededSettings({ configuration, credentials }: Connector, settings: SettingsTree): Pointer[] {
  return [...new Set([...needed(configuration, settings, ''), ...needed(credentials, settings, '')])];
}

function needed(schema: Schema, value: unknown, at: Pointer | ''): Pointer[] {
  const { required = [], properties = {}, allOf = [], if: condition, then } = schema;
  const members = isObject(value) ? value : {};
  const inside = Object.entries(properties).filter(([name]) => isObject(members[name]));
  return [
    ...required.map((name): Pointer => `${at}/${name}`),
    ...inside.flatMap(([name, inner]) => needed(inner, members[name], `${at}/${name}`)),
    ...allOf.flatMap((part) => needed(part, value, at)),
    ...(condition && then && fits(condition, value) ? needed(then, value, at) : []),
  ];
}

/** Whether a condition holds; conditions ask for presence and for one of some values. */
function fits(schema: Schema, value: unknown): boolean {
  if (schema.enum && !isEmpty(value) && !schema.enum.includes(value)) return false;
  if ('const' in schema && !isEmpty(value) && schema.const !== value) return false;
  const members = isObject(value) ? value : {};
  return (
    (schema.required ?? []).every((name) => !isEmpty(members[name])) &&
    Object.entries(schema.properties ?? {}).every(
      ([name, inner]) => isEmpty(members[name]) || fits(inner, members[name]),
    )
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
