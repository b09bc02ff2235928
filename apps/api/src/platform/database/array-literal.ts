export type Scalar = string | number | boolean | Date | null;

/** A character that JSON writes as an escape which arrays do not know: they only escape quotes and backslashes, as JSON does. */
const strange = /(?<!\\)(?:\\\\)*\\[bfnrtu]/;
const escapes = /\\(?:["\\]|[bfnrt]|u[0-9a-f]{4})/g;

/** The text of a PostgreSQL array. The driver makes the same of a list, but takes much longer over thousands of values. */
export function arrayLiteral(values: readonly Scalar[]): string {
  const list = JSON.stringify(values).slice(1, -1);
  return `{${strange.test(list) ? list.replace(escapes, asInArrays) : list}}`;
}

const asInArrays = (escaped: string): string => (/["\\]$/.test(escaped) ? escaped : JSON.parse(`"${escaped}"`));
