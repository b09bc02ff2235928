type Field = string | number | null;

/** What spreadsheets take for a formula, and would run. */
const FORMULA = /^[=+\-@\t\r]/;

/** One line of RFC 4180. Text that looks like a formula is made text again by an apostrophe. */
export const csvLine = (fields: readonly Field[]): string => `${fields.map(fieldOf).join()}\r\n`;

function fieldOf(field: Field): string {
  if (typeof field !== 'string') return field === null ? '' : String(field);
  const text = FORMULA.test(field) ? `'${field}` : field;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
