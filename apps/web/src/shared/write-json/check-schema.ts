import type { Node } from 'jsonc-parser';
import type { Finding } from './check-json.ts';
import {
  branchesOf,
  discriminatorOf,
  fixedValues,
  formOf,
  hasType,
  type JsonSchema,
  memberOf,
  memberSchema,
  typesOf,
} from './json-schema.ts';

/** Where a value departs from its schema, in the words of the API. */
export function schemaFindings(node: Node, schema: JsonSchema): Finding[] {
  const form = formOf(schema, node);
  if (!form) return [formUnknown(node, branchesOf(schema))];
  if (!hasType(form, node)) return [{ at: node, message: `must be ${typesOf(form).map(typeName).join(' or ')}` }];
  const allowed = form.const === undefined ? form.enum : [form.const];
  if (allowed && !allowed.includes(node.value)) return [{ at: node, message: oneOf(allowed) }];
  switch (node.type) {
    case 'object':
      return objectFindings(node, form);
    case 'array':
      return arrayFindings(node, form);
    case 'string':
      return said(node, textFault(String(node.value), form));
    case 'number':
      return said(node, numberFault(Number(node.value), form));
    default:
      return [];
  }
}

const said = (at: Node, message: string | undefined): Finding[] => (message ? [{ at, message }] : []);

function formUnknown(node: Node, branches: readonly JsonSchema[]): Finding {
  const key = node.type === 'object' ? discriminatorOf(branches) : undefined;
  if (!key)
    return { at: node, message: `must be ${[...new Set(branches.flatMap(typesOf))].map(typeName).join(' or ')}` };
  const values = branches.flatMap(({ properties }) => fixedValues(properties?.[key]));
  const given = memberOf(node, key);
  return given
    ? { at: given, message: oneOf(values) }
    : { at: brace(node), message: `"${key}" is missing: ${oneOf(values)}` };
}

function objectFindings(node: Node, schema: JsonSchema): Finding[] {
  const missing = (schema.required ?? []).filter((key) => memberOf(node, key) === undefined);
  const members = (node.children ?? []).flatMap((member) => memberFindings(member, schema));
  return [...missing.map((key) => ({ at: brace(node), message: `"${key}" is missing` })), ...members];
}

function memberFindings({ children = [] }: Node, schema: JsonSchema): Finding[] {
  const [key, value] = children;
  if (!key) return [];
  const known = memberSchema(schema, key.value);
  if (!known && schema.additionalProperties === false) {
    const names = Object.keys(schema.properties ?? {}).join(', ');
    return [{ at: key, message: `"${key.value}" is not known here; known are ${names}` }];
  }
  const named = schema.propertyNames ? schemaFindings(key, schema.propertyNames) : [];
  return [...named, ...(known && value ? schemaFindings(value, known) : [])];
}

function arrayFindings(
  node: Node,
  { items, minItems = 0, maxItems = Number.POSITIVE_INFINITY }: JsonSchema,
): Finding[] {
  const entries = node.children ?? [];
  if (entries.length < minItems) return said(node, `must have at least ${minItems} entries`);
  if (entries.length > maxItems) return said(node, `must have at most ${maxItems} entries`);
  return items ? entries.flatMap((entry) => schemaFindings(entry, items)) : [];
}

function textFault(text: string, { minLength = 0, maxLength, pattern, format }: JsonSchema): string | undefined {
  if (minLength > 0 && text.trim() === '') return 'must not be empty';
  if (text.length < minLength) return `must be at least ${minLength} characters`;
  if (maxLength !== undefined && text.length > maxLength) return `must be at most ${maxLength} characters`;
  if (pattern !== undefined && !new RegExp(pattern, 'u').test(text)) return patternFault(pattern);
  return format === 'uri' && !URL.canParse(text) ? 'must be an address, such as https://company.com/docs' : undefined;
}

/** The patterns manifests are written with; any other is shown as it is. */
function patternFault(pattern: string): string {
  if (pattern.startsWith('^(?:\\/(?:[^~/]')) return 'must be a JSON pointer, such as /data/items';
  if (pattern.startsWith('^[a-z][a-z0-9_]')) return 'must be in small letters, digits and "_", such as status';
  if (pattern.startsWith('^[a-z')) return 'must be a slug, such as my-system';
  return `must match ${pattern}`;
}

function numberFault(value: number, { minimum = -Infinity, maximum = Infinity }: JsonSchema): string | undefined {
  if (value < minimum) return `must be at least ${minimum}`;
  return value > maximum ? `must be at most ${maximum}` : undefined;
}

const oneOf = (values: readonly unknown[]) =>
  values.length === 1
    ? `must be ${JSON.stringify(values[0])}`
    : `must be one of ${values.map((one) => JSON.stringify(one)).join(', ')}`;

const typeNames: Record<string, string> = {
  object: 'an object',
  array: 'a list',
  string: 'a text in double quotes',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'true or false',
  null: 'null',
};
const typeName = (type: string) => typeNames[type] ?? type;

/** What is missing is told at the opening brace, not under the whole object. */
const brace = ({ offset }: Node) => ({ offset, length: 1 });
