import type { Completion, CompletionResult } from '@codemirror/autocomplete';
import { findNodeAtLocation, getLocation, type Node, parseTree } from 'jsonc-parser';
import { branchesOf, discriminatorOf, fixedValues, formOf, type JsonSchema, schemaAt, typesOf } from './json-schema.ts';

/** The keys or values the schema knows at `pos`; null where it knows none. */
export function completeSchema(text: string, pos: number, schema: JsonSchema): CompletionResult | null {
  const { path, previousNode, isAtPropertyKey } = getLocation(text, pos);
  const inString = previousNode?.type === 'string' || (isAtPropertyKey && previousNode?.type === 'property');
  const quoted = inString && previousNode.offset < pos && pos <= previousNode.offset + previousNode.length;
  const from = quoted ? previousNode.offset : pos - (/[\w.-]*$/.exec(text.slice(0, pos))?.[0].length ?? 0);
  const to = quoted ? previousNode.offset + previousNode.length : pos;
  const root = parseTree(text);
  const after = text.slice(to).trimStart();
  const place = { schema, root, path, quoted: quoted === true, after };
  const options = isAtPropertyKey ? keysAt(place) : valuesAt(place);
  return options.length > 0 ? { from, to, options, validFor: /^"?[\w.-]*$/ } : null;
}

interface Place {
  schema: JsonSchema;
  root: Node | undefined;
  path: readonly (string | number)[];
  /** The cursor is inside quotes. */
  quoted: boolean;
  after: string;
}

function keysAt({ schema, root, path, quoted, after }: Place): Completion[] {
  const around = path.slice(0, -1);
  const object = root && findNodeAtLocation(root, [...around]);
  const present = new Set(object?.children?.map(({ children }) => children?.[0]?.value));
  return Object.entries(knownKeys(schemaAt(schema, root, around), object))
    .filter(([key]) => !present.has(key))
    .map(([key, known]) => {
      const member = after.startsWith(':') ? `"${key}"` : `"${key}": ${blankOf(known)}`;
      const comma = after.startsWith('"') ? ',' : '';
      return option(key, known, quoted, `${member}${comma}`);
    });
}

/** The keys of the form that is meant; before that is clear, the key that tells the forms apart. */
function knownKeys(schema: JsonSchema | undefined, object: Node | undefined): Readonly<Record<string, JsonSchema>> {
  if (!schema) return {};
  const form = formOf(schema, object);
  if (form) return form.properties ?? {};
  const branches = branchesOf(schema);
  const key = discriminatorOf(branches);
  return key ? { [key]: { enum: branches.flatMap(({ properties }) => fixedValues(properties?.[key])) } } : {};
}

function valuesAt({ schema, root, path, quoted }: Place): Completion[] {
  // The key that tells forms apart may take the value of any of them, not only of the one that is meant now.
  const forms = branchesOf(schemaAt(schema, root, path.slice(0, -1)) ?? {});
  const key = path.at(-1);
  const choices =
    typeof key === 'string' && key === discriminatorOf(forms)
      ? forms.map(({ properties }) => properties?.[key])
      : [schemaAt(schema, root, path)];
  return choices.flatMap((choice) =>
    choice ? fixedValues(choice).map((value) => option(String(value), choice, quoted, JSON.stringify(value))) : [],
  );
}

function option(label: string, { description }: JsonSchema, quoted: boolean, apply: string): Completion {
  return { label: quoted ? `"${label}"` : label, displayLabel: label, detail: description, type: 'property', apply };
}

/** What a new member begins with: its default, its only value, or an empty one of its type. */
function blankOf(schema: JsonSchema): string {
  const [first] = fixedValues(schema);
  const blank = schema.default ?? first;
  if (blank !== undefined) return JSON.stringify(blank);
  const key = discriminatorOf(branchesOf(schema));
  const [value] = key ? fixedValues(branchesOf(schema)[0]?.properties?.[key]) : [];
  if (key) return JSON.stringify({ [key]: value });
  return blanks[typesOf(schema)[0] ?? ''] ?? '""';
}

const blanks: Record<string, string> = { object: '{}', array: '[]', number: '0', integer: '0', boolean: 'false' };
