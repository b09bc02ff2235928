import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import type { Connector } from './connector.ts';
import type { JsonSchema } from './json-schema.ts';

/** Keywords of ours, for the form alone. */
const formKeywords = ['x-input', 'x-shown-when'];

/** Formats a schema may ask for. */
const formats = ['uri', 'email', 'hostname', 'date', 'date-time', 'uuid'] as const;

export interface SchemaChecker {
  configuration: ValidateFunction;
  credentials: ValidateFunction;
}

const checkers = new WeakMap<Connector, SchemaChecker>();

/** Compiled once per connector, and forgotten with it. Throws what Ajv says when a schema is not one. */
export function checkerOf(connector: Connector): SchemaChecker {
  const known = checkers.get(connector);
  if (known) return known;
  const ajv = strictAjv({ meta: false, validateSchema: false });
  const checker = {
    configuration: ajv.compile({ type: 'object', ...connector.configuration }),
    credentials: ajv.compile({ type: 'object', ...connector.credentials }),
  };
  checkers.set(connector, checker);
  return checker;
}

/**
 * Ajv for JSON Schema 2020-12 that refuses unknown keywords and formats. Types need not be repeated in the branches of
 * a condition. With `meta`, schemas are checked against the schema of schemas: the contract kit does that once for all.
 */
export function strictAjv(options: { meta?: boolean; validateSchema?: boolean } = {}): Ajv2020 {
  const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, allowUnionTypes: true, ...options });
  ajvFormats.default(ajv, [...formats]);
  return ajv.addVocabulary(formKeywords);
}

/** The place an Ajv error is about: for what is missing or too much, the place where it would be. */
export function pointerOf(error: ErrorObject): string {
  const { missingProperty, additionalProperty, unevaluatedProperty } = error.params as Record<
    string,
    string | undefined
  >;
  const name = missingProperty ?? additionalProperty ?? unevaluatedProperty;
  return name === undefined ? error.instancePath : `${error.instancePath}/${escaped(name)}`;
}

/** The schema of the value a JSON pointer leads to, wherever in a condition it is declared. */
export function schemaAt(schema: JsonSchema, pointer: string): JsonSchema | undefined {
  let candidates = [schema];
  for (const name of pointer.split('/').slice(1).map(unescaped)) {
    candidates = candidates.flatMap(withBranches).flatMap((one) => one.properties?.[name] ?? one.items ?? []);
  }
  return candidates.flatMap(withBranches).find((one) => one.title !== undefined) ?? candidates[0];
}

function withBranches(schema: JsonSchema): JsonSchema[] {
  const { allOf = [], anyOf = [], oneOf = [] } = schema;
  const branches = [...allOf, ...anyOf, ...oneOf, schema.then, schema.else].filter((branch) => branch !== undefined);
  return [schema, ...branches.flatMap(withBranches)];
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescaped(name: string): string {
  return name.replaceAll('~1', '/').replaceAll('~0', '~');
}
