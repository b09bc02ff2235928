import { getNodeValue, type Node, parseTree } from 'jsonc-parser';
import { formOf, type JsonSchema, memberSchema } from './json-schema.ts';

/** The text of a value, in the usual layout, with keys in the order of its schema: storage keeps none. */
export function jsonInOrder(value: unknown, schema: JsonSchema): string {
  const root = parseTree(JSON.stringify(value));
  return JSON.stringify(root ? ordered(root, schema) : value, null, 2);
}

function ordered(node: Node, schema: JsonSchema | undefined): unknown {
  const form = schema && formOf(schema, node);
  if (node.type === 'array') return node.children?.map((entry) => ordered(entry, form?.items));
  if (node.type !== 'object') return getNodeValue(node);
  const known = Object.keys(form?.properties ?? {});
  const placeOf = (key: string) => (known.includes(key) ? known.indexOf(key) : known.length);
  const members = (node.children ?? []).flatMap(({ children: [key, inner] = [] }) =>
    key && inner ? [[String(key.value), ordered(inner, memberSchema(form, key.value))] as const] : [],
  );
  return Object.fromEntries(members.toSorted(([one], [other]) => placeOf(one) - placeOf(other)));
}
