import { expect, it } from 'vitest';
import type { Connector, Settings } from '../connector.ts';
import type { JsonSchema } from '../json-schema.ts';
import { strictAjv } from '../schema-checker.ts';

const settingNames = [
  'base_url',
  'username',
  'base_search',
  'model',
  'model_config',
  'provider_metadata',
] satisfies (keyof Settings)[];

/** What holds for the schemas of any connector. */
export function schemaTests(connector: Connector): void {
  const { configuration, credentials } = connector;

  it('has schemas that are JSON Schema 2020-12, with no keyword or format of their own', () => {
    expect(() => strictAjv().compile(configuration)).not.toThrow();
    expect(() => strictAjv().compile(credentials)).not.toThrow();
  });

  it('asks for fields that an integration has', () => {
    expect(settingNames).toEqual(expect.arrayContaining(Object.keys(configuration.properties ?? {})));
    expect(['password']).toEqual(expect.arrayContaining(Object.keys(credentials.properties ?? {})));
    expect(configuration.properties).toHaveProperty('base_url');
  });

  it('gives each field a title', () => {
    const fields = [...fieldsOf(configuration), ...fieldsOf(credentials)];
    expect(fields.filter(([, field]) => !field.title).map(([name]) => name)).toEqual([]);
  });

  it('has examples and defaults that fit their fields', () => {
    const misfits = [...fieldsOf(configuration), ...fieldsOf(credentials)].filter(([, field]) => {
      const fits = strictAjv().compile(field);
      const values = [...(field.examples ?? []), ...(field.default === undefined ? [] : [field.default])];
      return !values.every((value) => fits(value));
    });
    expect(misfits.map(([name]) => name)).toEqual([]);
  });

  it('describes itself for the catalogue', () => {
    expect(connector.provider).toMatch(/^[a-z0-9][a-z0-9_.-]{0,49}$/);
    expect(connector.display_name).not.toBe('');
    expect(connector.description).toMatch(/\.$/);
    expect(Number.isInteger(connector.version) && connector.version >= 1).toBe(true);
  });
}

/** All fields of a schema. Those repeated in a condition only narrow the field they repeat. */
function fieldsOf(schema: JsonSchema, at = ''): [string, JsonSchema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const pointer = `${at}/${name}`;
    return [[pointer, field], ...fieldsOf(field, pointer)] as [string, JsonSchema][];
  });
}
