/** Reads one part of an address. What says something else than it may is as if it were not there. */
type Read<Value> = (said: unknown) => Value | undefined;

/** What the address of a page may say, part by part. */
export const searchParams =
  <Parts extends Record<string, Read<unknown>>>(parts: Parts) =>
  (search: Record<string, unknown>) =>
    Object.fromEntries(
      Object.entries(parts).flatMap(([name, read]) => {
        const value = read(search[name]);
        return value === undefined ? [] : [[name, value]];
      }),
    ) as { [Name in keyof Parts]?: ReturnType<Parts[Name]> };

/** The router reads `?q=42` as a number. */
export const text =
  (longest = Number.POSITIVE_INFINITY): Read<string> =>
  (said) => {
    const found = typeof said === 'number' || typeof said === 'boolean' ? String(said) : said;
    return typeof found === 'string' && found.length <= longest ? found : undefined;
  };

export const matching =
  (pattern: RegExp): Read<string> =>
  (said) =>
    typeof said === 'string' && pattern.test(said) ? said : undefined;

/** `2026-03-29`. */
export const day = matching(/^\d{4}-\d{2}-\d{2}$/);

export const oneOf =
  <Choice extends string>(choices: readonly Choice[]): Read<Choice> =>
  (said) =>
    choices.find((choice) => choice === said);

export const wholeFrom =
  (least: number): Read<number> =>
  (said) =>
    Number.isInteger(said) && Number(said) >= least ? Number(said) : undefined;

export const id = wholeFrom(1);

export const flag: Read<true> = (said) => said === true || undefined;
