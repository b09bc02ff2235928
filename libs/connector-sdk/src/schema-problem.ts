import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Field } from './error-class.ts';
import type { JsonSchema } from './json-schema.ts';
import { pointerOf, schemaAt } from './schema-checker.ts';

export interface Problem {
  pointer: Field;
  message: string;
  /** Nothing was filled in, as opposed to something wrong. */
  missing: boolean;
}

const isMissing = ({ keyword, params }: ErrorObject) =>
  keyword === 'required' || keyword === 'dependentRequired' || (keyword === 'minLength' && params.limit === 1);

/**
 * What Ajv found, told to a person: one problem per field, none that quotes a value. Errors inside the branches of a
 * choice are left out, as the choice itself tells; so is the `if` whose `then` has told already.
 */
export function problemsOf(errors: readonly ErrorObject[], schema: JsonSchema): Problem[] {
  const choices = errors.filter((error) => error.keyword === 'anyOf' || error.keyword === 'oneOf');
  const told = new Map<Field, Problem>();
  for (const error of errors) {
    const inChoice = choices.some((choice) => error.schemaPath.startsWith(`${choice.schemaPath}/`));
    const pointer: Field = `/${pointerOf(error).slice(1)}`;
    if (error.keyword === 'if' || inChoice || told.has(pointer)) continue;
    const at = schemaAt(schema, pointerOf(error)) ?? {};
    const name = at.title ?? pointer.split('/').at(-1)?.replaceAll('_', ' ') ?? '';
    told.set(pointer, { pointer, message: `${name} ${sentenceEnd(error, at)}.`, missing: isMissing(error) });
  }
  return [...told.values()];
}

const types: Record<string, string> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  null: 'empty',
};

const formatNames: Record<string, string> = {
  uri: 'an address with a scheme, such as https://example.com',
  email: 'an e-mail address',
  hostname: 'a host name',
  date: 'a date, such as 2026-01-31',
  'date-time': 'a time, such as 2026-01-31T12:00:00Z',
  uuid: 'a UUID',
};

function sentenceEnd(error: ErrorObject, schema: JsonSchema): string {
  const { limit, type, format, allowedValues, allowedValue, multipleOf } = error.params;
  switch (error.keyword) {
    case 'required':
    case 'dependentRequired':
      return 'is missing';
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return 'is not a field this connector knows';
    case 'type':
      return `must be ${[type]
        .flat()
        .map((one) => types[one] ?? one)
        .join(' or ')}`;
    case 'enum':
      return `must be one of: ${[allowedValues].flat().join(', ')}`;
    case 'const':
      return `must be ${String(allowedValue)}`;
    case 'format':
      return `must be ${formatNames[format] ?? format}`;
    case 'pattern':
      return `is not written as expected${example(schema)}`;
    case 'minLength':
      return limit === 1 ? 'is missing' : `must have at least ${limit} characters`;
    case 'maxLength':
      return `must have at most ${limit} characters`;
    case 'minimum':
      return `must be ${limit} or more`;
    case 'maximum':
      return `must be ${limit} or less`;
    case 'exclusiveMinimum':
      return `must be more than ${limit}`;
    case 'exclusiveMaximum':
      return `must be less than ${limit}`;
    case 'multipleOf':
      return `must be a multiple of ${multipleOf}`;
    case 'minItems':
      return `must have at least ${limit} entries`;
    case 'maxItems':
      return `must have at most ${limit} entries`;
    case 'uniqueItems':
      return 'must not name anything twice';
    default:
      return `is not one of the allowed forms${choices(schema)}`;
  }
}

function example(schema: JsonSchema): string {
  const first = schema.examples?.[0];
  return first === undefined ? '' : `, such as ${String(first)}`;
}

function choices(schema: JsonSchema): string {
  const names = (schema.oneOf ?? schema.anyOf ?? [])
    .map((one) => one.title ?? one.const)
    .filter((name) => name !== undefined);
  return names.length > 0 ? `: ${names.join(', ')}` : '';
}
