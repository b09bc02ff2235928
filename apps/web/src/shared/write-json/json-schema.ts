import type { Node } from 'jsonc-parser';

/** The part of JSON Schema 2020-12 that the API describes its documents with. */
export interface JsonSchema {
  type?: string | readonly string[];
  title?: string;
  description?: string;
  examples?: readonly unknown[];
  default?: unknown;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
  propertyNames?: JsonSchema;
  additionalProperties?: boolean | JsonSchema;
  items?: JsonSchema;
  enum?: readonly unknown[];
  const?: unknown;
  oneOf?: readonly JsonSchema[];
  anyOf?: readonly JsonSchema[];
  allOf?: readonly JsonSchema[];
  then?: JsonSchema;
  pattern?: string;
  format?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  /** Of the API: the field counts only where another one has one of these values. */
  'x-shown-when'?: { field: string; in: readonly unknown[] };
}

/** The value of a member of an object. */
export const memberOf = (node: Node | undefined, key: string): Node | undefined =>
  node?.children?.find(({ children }) => children?.[0]?.value === key)?.children?.[1];

export const branchesOf = (schema: JsonSchema): readonly JsonSchema[] => schema.oneOf ?? schema.anyOf ?? [];

/**
 * What holds for a value: the schema itself, or the one of its forms that the value means. Forms of objects are told
 * apart by a key of fixed values, such as `kind`; while that is not there yet, undefined.
 */
export function formOf(schema: JsonSchema, node: Node | undefined): JsonSchema | undefined {
  const branches = branchesOf(schema);
  if (branches.length === 0) return schema;
  const ofItsType = branches.filter((branch) => node && hasType(branch, node));
  if (node?.type !== 'object') return ofItsType[0];
  const key = discriminatorOf(branches);
  if (!key) return ofItsType[0];
  const value = memberOf(node, key)?.value;
  return branches.find(({ properties }) => fixedValues(properties?.[key]).includes(value));
}

/** The key whose fixed values tell the forms of an object apart. */
export const discriminatorOf = ([first, ...others]: readonly JsonSchema[]): string | undefined =>
  Object.keys(first?.properties ?? {}).find((key) =>
    [first, ...others].every((branch) => fixedValues(branch?.properties?.[key]).length > 0),
  );

/** The only values a schema allows, when it names them. */
export function fixedValues(schema: JsonSchema | undefined): readonly unknown[] {
  if (!schema) return [];
  if (schema.const !== undefined) return [schema.const];
  if (schema.enum) return schema.enum;
  return schema.type === 'boolean' ? [true, false] : [];
}

export const typesOf = ({ type }: JsonSchema): readonly string[] => (type === undefined ? [] : [type].flat());

export function hasType(schema: JsonSchema, node: Node): boolean {
  const types = typesOf(schema);
  return (
    types.length === 0 ||
    types.includes(node.type) ||
    (node.type === 'number' && types.some((type) => fits(type, node)))
  );
}

const fits = (type: string, { value }: Node) => type === 'integer' && Number.isInteger(value);

/** The schema of the value at a path into the text, all its forms; undefined where none is known. */
export function schemaAt(
  schema: JsonSchema,
  root: Node | undefined,
  path: readonly (string | number)[],
): JsonSchema | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return schema;
  const form = formOf(schema, root);
  const below = typeof part === 'number' ? form?.items : memberSchema(form, part);
  const node = typeof part === 'number' ? root?.children?.[part] : memberOf(root, part);
  return below && schemaAt(below, node, rest);
}

export function memberSchema(schema: JsonSchema | undefined, key: string): JsonSchema | undefined {
  if (schema?.properties && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return typeof schema?.additionalProperties === 'object' ? schema.additionalProperties : undefined;
}
