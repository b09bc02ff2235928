/** Says what is wrong with the name of a provider, in the server's words and by its rules. */
export function providerFault(given: string): string | undefined {
  const text = given.trim();
  if (text === '') return 'must not be empty';
  if (text.length > 50) return 'must be at most 50 characters';
  if (/^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text)) return undefined;
  return 'must be letters, digits, "_", "-" or ".", such as wex_ai_gateway';
}

/** What a person types, as a provider may be called. */
export const providerSlug = (typed: string) =>
  typed
    .trim()
    .toLowerCase()
    .replaceAll(/[^a-z0-9_.-]+/g, '_')
    .replaceAll(/^[_.-]+|_+$/g, '');

/** In the address, where a provider stands that is typed into the form. */
export const ANY_PROVIDER = '*';
