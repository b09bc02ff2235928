import { ConnectorFault, type Field, type JsonSchema, type Settings } from '@ims/connector-sdk';
import { z } from 'zod';

/** What a connector wants to know, said once: its form, its validation and its types come from one Zod schema. */
export interface SettingsForm<T> {
  configuration: JsonSchema;
  /** The settings with defaults filled in. Throws `invalid_config`, pointing at the field, for settings that do not fit. */
  read(settings: Settings): T;
  fits(settings: Settings): boolean;
}

export function settingsForm<S extends z.ZodObject>(schema: S): SettingsForm<z.output<S>> {
  const { $schema: _, ...configuration } = z.toJSONSchema(schema, { io: 'input' });
  const parse = (settings: Settings) => {
    const { provider_metadata, ...others } = filledIn(settings);
    return schema.safeParse({ ...others, provider_metadata: filledIn(provider_metadata ?? {}) });
  };
  return {
    configuration: configuration as JsonSchema,
    fits: (settings) => parse(settings).success,
    read(settings) {
      const parsed = parse(settings);
      if (parsed.success) return parsed.data;
      const [issue] = parsed.error.issues;
      const field: Field = `/${issue?.path.join('/') ?? ''}`;
      throw new ConnectorFault('invalid_config', { field, message: `${field.slice(1)}: ${issue?.message}.` });
    },
  };
}

/** The schema of the secret: what it is called here, and whether there must be one. */
export function secretForm(secret: { title: string; description: string; required: boolean }): JsonSchema {
  const { title, description, required } = secret;
  const password: JsonSchema = { type: 'string', title, description, minLength: 1, 'x-input': 'secret' };
  return { type: 'object', properties: { password }, required: required ? ['password'] : [] };
}

/** A choice among named values: a select in the form, a string union in the code. */
export function choice<const T extends Record<string, string>>(titles: T) {
  const literals = Object.entries(titles).map(([value, title]) => z.literal(value as keyof T & string).meta({ title }));
  return z.union(literals as [z.ZodLiteral<keyof T & string>, ...z.ZodLiteral<keyof T & string>[]]);
}

/** For `.meta()`: the field is shown only where another one has one of these values. */
export function shownWhen(field: Field, ...values: unknown[]): { 'x-shown-when': JsonSchema['x-shown-when'] } {
  return { 'x-shown-when': { field, in: values } };
}

/**
 * For `allOf` in `.meta()` of the whole: where the field has one of these values, others are needed. `fallback` is what
 * counts when the field is absent.
 */
export function neededWhen(field: Field, values: string[], needed: Field[], fallback?: string): JsonSchema {
  const condition = nested(field, { enum: values }, !values.includes(fallback ?? ''));
  return {
    if: condition,
    // biome-ignore lint/suspicious/noThenProperty: the keyword of JSON Schema
    then: { allOf: needed.map((pointer) => nested(pointer, { type: 'string', minLength: 1 }, true)) },
  };
}

/** A schema that says something about the value at a pointer; `required` also says that it is there. */
function nested(pointer: Field, schema: JsonSchema, required: boolean): JsonSchema {
  return pointer
    .slice(1)
    .split('/')
    .reduceRight<JsonSchema>(
      (inner, name) => ({ properties: { [name]: inner }, ...(required ? { type: 'object', required: [name] } : {}) }),
      schema,
    );
}

/** What is null or empty counts as not filled in, as it does where settings are checked. */
function filledIn(fields: object): Record<string, unknown> {
  const entries = Object.entries(fields).filter(([, value]) => value !== null && value !== '');
  return Object.fromEntries(entries);
}
