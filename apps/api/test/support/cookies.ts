import type { Answer } from './http.ts';

/** The cookies an answer sets, by name; a cleared one is empty. */
export function cookiesOf({ headers }: Pick<Answer, 'headers'>): Record<string, string> {
  const pairs = headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0]?.split('=') ?? []);
  return Object.fromEntries(pairs.map(([name, ...value]) => [name, value.join('=')]));
}

/** One cookie's attributes, lower-case. */
export function attributesOf({ headers }: Pick<Answer, 'headers'>, name: string): string[] {
  const cookie = headers.getSetCookie().find((text) => text.startsWith(`${name}=`)) ?? '';
  return cookie.toLowerCase().split('; ').slice(1);
}
