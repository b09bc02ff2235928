import { createHash, timingSafeEqual } from 'node:crypto';
import type { Request } from 'express';

export interface BasicPair {
  username: string;
  password: string;
}

/** The pair of a Basic header; undefined when there is none or it cannot be read. */
export function basicPair(req: Request): BasicPair | undefined {
  const encoded = /^basic +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
  if (!encoded) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}

export function bearerToken(req: Request): string | undefined {
  return /^bearer +(\S+)$/i.exec(req.get('authorization') ?? '')?.[1];
}

/** Whether a key of an AI provider is right. A label behind it, `<key>.<label>`, is for telling callers apart. */
export function isKey(given: string, expected: string): boolean {
  const [key = ''] = given.split('.');
  return same(key, expected);
}

export function same(given: string | null | undefined, expected: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return typeof given === 'string' && timingSafeEqual(digest(given), digest(expected));
}
