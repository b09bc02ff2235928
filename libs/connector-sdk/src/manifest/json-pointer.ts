/** The value a JSON pointer (RFC 6901) leads to; undefined where there is none. The empty pointer is the whole. */
export function valueAt(document: unknown, pointer: string): unknown {
  let value = document;
  for (const part of pointer.split('/').slice(1)) {
    const name = part.replaceAll('~1', '/').replaceAll('~0', '~');
    // Own members only: a pointer must not lead to what every object inherits.
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Text or a number as text; null for all else, and for what is empty. */
export function textAt(document: unknown, pointer: string | undefined): string | null {
  const value = pointer === undefined ? null : valueAt(document, pointer);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : null;
}
