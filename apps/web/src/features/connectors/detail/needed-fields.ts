import type { Connector } from '@ims/api-client';
import type { JsonSchema } from '../../../shared/write-json/json-schema.ts';

export interface NeededField {
  /** JSON pointer into an integration. */
  pointer: string;
  title: string;
  description: string | undefined;
  /** Where `when` holds, if there is a condition. */
  required: boolean;
  /** The condition under which it counts at all: "“Pages” is “Numbered pages”". */
  when: string | undefined;
  fallback: string | undefined;
  example: string | undefined;
  /** What it may be chosen from. */
  choices: string[];
}

/** What a connector asks for, field by field, in the order of the form. */
export function neededFields({ configuration, credentials }: Pick<Connector, 'configuration' | 'credentials'>) {
  const form = configuration as JsonSchema;
  const known: Known = { titles: titlesIn(form, ''), sometimesRequired: new Set(requiredThen(form)) };
  const fields = fieldsIn(form, '', known);
  const connection = fields.filter(({ pointer }) => pointer.lastIndexOf('/') === 0);
  const settings = fields.filter(({ pointer }) => pointer.lastIndexOf('/') > 0);
  const afterUser = connection.findIndex(({ pointer }) => pointer === '/username') + 1 || 1;
  const secret = fieldsIn(credentials as JsonSchema, '', known);
  return { connection: connection.toSpliced(afterUser, 0, ...secret), settings };
}

interface Known {
  titles: ReadonlyMap<string, JsonSchema>;
  /** Pointers of fields that are required under a condition. */
  sometimesRequired: ReadonlySet<string>;
}

function titlesIn(schema: JsonSchema, at: string): Map<string, JsonSchema> {
  const fields = Object.entries(schema.properties ?? {});
  return new Map(fields.flatMap(([name, field]) => [[`${at}/${name}`, field], ...titlesIn(field, `${at}/${name}`)]));
}

/** What the conditions of a form lead to: the innermost names that are required then. */
const requiredThen = ({ allOf = [] }: JsonSchema): string[] =>
  allOf.flatMap(({ then }) => (then?.allOf ?? (then ? [then] : [])).flatMap((needed) => innermost(needed, '')));

function innermost({ required = [], properties = {} }: JsonSchema, at: string): string[] {
  return required.flatMap((name) => {
    const below = innermost(properties[name] ?? {}, `${at}/${name}`);
    return below.length > 0 ? below : [`${at}/${name}`];
  });
}

/** Objects of a schema are told by their fields; those that hold anything are not asked for in so many words. */
const isFree = (name: string, { title }: JsonSchema) =>
  (name === 'model_config' || name === 'provider_metadata') && title === undefined;

function fieldsIn(schema: JsonSchema, at: string, known: Known): NeededField[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]): NeededField[] => {
    const pointer = `${at}/${name}`;
    if (field.properties) return fieldsIn(field, pointer, known);
    if (isFree(name, field)) return [];
    const alwaysRequired = schema.required?.includes(name) === true && field.default === undefined;
    return [
      {
        pointer,
        title: field.title ?? name,
        description: field.description,
        required: alwaysRequired || known.sometimesRequired.has(pointer),
        when: conditionOf(field, known),
        fallback: shown(field.default, field),
        example: shown(field.examples?.[0]),
        choices: choicesOf(field),
      },
    ];
  });
}

function conditionOf({ 'x-shown-when': condition }: JsonSchema, { titles }: Known) {
  if (!condition) return undefined;
  const other = titles.get(condition.field);
  const names = condition.in.map((value) => `“${nameOf(other, value)}”`).join(' or ');
  return `“${other?.title ?? condition.field}” is ${names}`;
}

const nameOf = (schema: JsonSchema | undefined, value: unknown): string =>
  (schema?.anyOf ?? schema?.oneOf)?.find((branch) => branch.const === value)?.title ?? String(value);

function shown(value: unknown, schema?: JsonSchema): string | undefined {
  if (value === undefined || value === '') return undefined;
  return typeof value === 'string' ? nameOf(schema, value) : JSON.stringify(value);
}

function choicesOf(schema: JsonSchema): string[] {
  const named = (schema.anyOf ?? schema.oneOf ?? []).filter((branch) => branch.const !== undefined);
  return named.length > 0
    ? named.map((branch) => branch.title ?? String(branch.const))
    : (schema.enum ?? []).map(String);
}
