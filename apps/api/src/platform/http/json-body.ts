import { tokenize } from '@humanwhocodes/momoa';
import express, { type RequestHandler } from 'express';
import { invalid, unreadableRequest } from '../errors/common-errors.ts';

/** How much a body may hold. */
export interface BodyLimits {
  /** As Express writes sizes. */
  size: string;
  keys: number;
}

const usual: BodyLimits = { size: '256kb', keys: 5000 };
const MAX_DEPTH = 32;
const MAX_KEY_LENGTH = 256;
/** Keys that reach an object's prototype when somebody merges or assigns carelessly later on. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Reads JSON bodies of at most 256 kB and refuses, before any of our code sees them, those that parsers disagree about
 * or that are built to hurt: duplicate keys, prototype keys, deep nesting, thousands of keys, NUL and lone surrogates.
 * `larger` names the paths that take more.
 */
export function jsonBody(larger: Record<string, BodyLimits> = {}): RequestHandler[] {
  const read = reader(usual);
  const readLarger = new Map(Object.entries(larger).map(([path, limits]) => [path, reader(limits)]));
  return [
    (request, response, next) => (readLarger.get(request.path) ?? read)(request, response, next),
    (request, _response, next) => {
      const { keys } = larger[request.path] ?? usual;
      if (typeof request.body === 'string')
        request.body = request.body === '' ? undefined : parseJson(request.body, keys);
      next();
    },
  ];
}

const reader = ({ size: limit }: BodyLimits) =>
  express.text({ type: ['application/json', 'application/*+json'], limit, defaultCharset: 'utf-8' });

/** Parses `text`; throws 400 `unreadable_request` with the place of the fault, or 422 for text PostgreSQL cannot keep. */
export function parseJson(text: string, maxKeys = usual.keys): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw unreadableRequest({ detail: `The body is not valid JSON${placeOf(error)}.` });
  }
  assertUnambiguous(text, maxKeys);
  return value;
}

/** Where the parser stopped. Its own words would quote the body, and with it a secret. */
function placeOf(error: unknown): string {
  const [, line, column] = /line (\d+) column (\d+)/.exec(String(error)) ?? [];
  return line ? ` (line ${line}, column ${column})` : '';
}

function assertUnambiguous(text: string, maxKeys: number): void {
  const open: (Set<string> | undefined)[] = [];
  let keys = 0;
  let lastString = '';
  for (const token of tokenize(text)) {
    if (token.type === 'LBrace' || token.type === 'LBracket') {
      open.push(token.type === 'LBrace' ? new Set() : undefined);
      if (open.length > MAX_DEPTH) throw unreadable(`The body is nested deeper than ${MAX_DEPTH} levels`, token);
    } else if (token.type === 'RBrace' || token.type === 'RBracket') {
      open.pop();
    } else if (token.type === 'String') {
      lastString = JSON.parse(text.slice(token.loc.start.offset, token.loc.end.offset));
      if (lastString.includes('\0') || !lastString.isWellFormed()) {
        throw invalid({
          detail: `The text at line ${token.loc.start.line}, column ${token.loc.start.column} holds a NUL or half a character. Remove it.`,
        });
      }
    } else if (token.type === 'Colon') {
      keys += 1;
      if (keys > maxKeys) throw unreadable(`The body has more than ${maxKeys} keys`, token);
      checkKey(lastString, open.at(-1), token);
    }
  }
}

function checkKey(key: string, siblings: Set<string> | undefined, token: Token): void {
  if (key.length > MAX_KEY_LENGTH) throw unreadable(`A key is longer than ${MAX_KEY_LENGTH} characters`, token);
  if (FORBIDDEN_KEYS.has(key)) throw unreadable(`The key "${key}" is not allowed`, token);
  if (siblings?.has(key)) throw unreadable(`The key "${key}" stands twice in one object`, token);
  siblings?.add(key);
}

type Token = ReturnType<typeof tokenize>[number];

function unreadable(what: string, token: Token) {
  return unreadableRequest({ detail: `${what} (line ${token.loc.start.line}, column ${token.loc.start.column}).` });
}
