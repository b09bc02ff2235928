import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import type { JsonKey, JsonRules } from './json-rules.ts';

/** One finding in the text; `line` and `column` count from 1. An error keeps the form from being saved. */
export interface JsonProblem {
  from: number;
  to: number;
  line: number;
  column: number;
  severity: 'error' | 'warning';
  message: string;
}

export interface JsonCheck {
  /** The object the text stands for; undefined while there are errors. */
  value: Record<string, unknown> | undefined;
  problems: JsonProblem[];
}

export interface Finding {
  at: { offset: number; length: number };
  message: string;
  severity?: 'warning';
}

const MAX_LENGTH = 16_384;
const MAX_DEPTH = 10;
const MAX_KEY_LENGTH = 256;
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** Checks the text of a JSON field as the server will, and says where each fault is. Blank text is an empty object. */
export function checkJson(text: string, rules: JsonRules): JsonCheck {
  if (text.trim() === '') return { value: {}, problems: [] };
  return checkText(text, (root) => [
    ...(root.children ?? []).flatMap((member) => keyFindings(member, rules)),
    ...sizeFindings(root),
  ]);
}

/** Checks that a text is one JSON object that can be kept as it is, and what `furtherFindings` says of it. */
export function checkText(text: string, furtherFindings: (root: Node) => Finding[]): JsonCheck {
  const errors: ParseError[] = [];
  const root = parseTree(text, errors, { disallowComments: true, allowTrailingComma: false });
  const [first] = errors;
  // Only the first: a parser that goes on after a fault mostly finds consequences of that fault.
  const findings = first ? [syntaxFinding(text, first)] : root ? objectFindings(root, furtherFindings) : [];
  const problems = findings.map((finding) => located(text, finding));
  const usable = root && !problems.some(({ severity }) => severity === 'error');
  return { value: usable ? (getNodeValue(root) as Record<string, unknown>) : undefined, problems };
}

/** Puts what the server said of values, by JSON pointer, on their places in the text. */
export function problemsAt(text: string, errors: readonly { pointer: string; message: string }[]): JsonProblem[] {
  const root = parseTree(text);
  if (!root) return [];
  return errors.map(({ pointer, message }) => located(text, { at: nodeAt(root, pointer), message }));
}

/** The value at a pointer, or the nearest one around it when it is not there. */
function nodeAt(root: Node, pointer: string): Node {
  const path = pointerPath(pointer);
  for (let length = path.length; length > 0; length -= 1) {
    const found = findNodeAtLocation(root, path.slice(0, length));
    if (found) return found;
  }
  return root.children?.[0] ?? root;
}

/** Digits name an entry of a list; a key of digits is not known to the schemas here. */
const pointerPath = (pointer: string) =>
  pointer
    .split('/')
    .slice(1)
    .map((part) => (/^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')));

/** A finding in one line, for the message below the field. */
export function describeProblem({ line, column, message }: JsonProblem): string {
  return `Line ${line}, column ${column}: ${message}`;
}

/** The text in the usual layout; undefined while it has errors. */
export function formatJson(text: string, rules: JsonRules): string | undefined {
  const { value } = checkJson(text, rules);
  return value && text.trim() !== '' ? JSON.stringify(value, null, 2) : undefined;
}

const syntaxSentences: Record<string, string> = {
  InvalidSymbol: 'this is not JSON; texts and keys stand in double quotes',
  InvalidNumberFormat: 'this is not a number',
  UnexpectedEndOfNumber: 'this number is not complete',
  PropertyNameExpected: 'a key in double quotes is expected here',
  ValueExpected: 'a value is expected here',
  ColonExpected: 'a colon is expected between key and value',
  CommaExpected: 'a comma is expected between two entries',
  CloseBraceExpected: 'the closing } is missing',
  CloseBracketExpected: 'the closing ] is missing',
  EndOfFileExpected: 'nothing may follow the object',
  InvalidCommentToken: 'JSON has no comments',
  UnexpectedEndOfString: 'the closing double quote is missing',
  InvalidUnicode: '\\u needs four hexadecimal digits',
  InvalidEscapeCharacter: 'only \\" \\\\ \\/ \\b \\f \\n \\r \\t \\u may follow a backslash',
  InvalidCharacter: 'control characters must be escaped, such as \\n or \\t',
};

function syntaxFinding(text: string, { error, offset, length }: ParseError): Finding {
  const code = printParseErrorCode(error);
  const before = text.slice(0, offset).trimEnd();
  if (code === 'PropertyNameExpected' && before.endsWith(',') && text[offset] === '}') {
    return { at: { offset: before.length - 1, length: 1 }, message: 'no comma may stand before }' };
  }
  return { at: { offset, length }, message: syntaxSentences[code] ?? 'this is not JSON' };
}

function objectFindings(root: Node, furtherFindings: (root: Node) => Finding[]): Finding[] {
  if (root.type !== 'object') return [{ at: root, message: 'must be a JSON object, such as {"key": "value"}' }];
  return [...structureFindings(root, 1), ...furtherFindings(root)];
}

function sizeFindings(root: Node): Finding[] {
  if (JSON.stringify(getNodeValue(root)).length <= MAX_LENGTH) return [];
  return [{ at: { offset: root.offset, length: 1 }, message: `must be at most ${MAX_LENGTH / 1024} kB` }];
}

function structureFindings(node: Node, depth: number): Finding[] {
  const children = node.children ?? [];
  if (node.type === 'property') return children.slice(1).flatMap((child) => structureFindings(child, depth));
  if (node.type === 'number') return numberFindings(node);
  if (node.type === 'string') return textFindings(node, node.value);
  if (depth > MAX_DEPTH && (node.type === 'object' || node.type === 'array')) {
    return [{ at: node, message: `must not be nested deeper than ${MAX_DEPTH} levels` }];
  }
  const below = children.flatMap((child) => structureFindings(child, depth + 1));
  return node.type === 'object' ? [...memberFindings(children), ...below] : below;
}

function memberFindings(members: Node[]): Finding[] {
  const seen = new Set<string>();
  return members.flatMap((member): Finding[] => {
    const [at] = member.children ?? [];
    if (!at) return [];
    const key = String(at.value);
    const twice = seen.has(key);
    seen.add(key);
    if (twice) return [{ at, message: `the key "${key}" stands twice in one object` }];
    if (FORBIDDEN_KEYS.has(key)) return [{ at, message: `the key "${key}" is not allowed` }];
    if (key.length > MAX_KEY_LENGTH) return [{ at, message: `a key is longer than ${MAX_KEY_LENGTH} characters` }];
    return textFindings(at, key);
  });
}

/** JavaScript would send such a number as another one, or as null. */
function numberFindings(node: Node): Finding[] {
  const value = Number(node.value);
  if (Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value))) return [];
  return [{ at: node, message: 'this number is too large to be kept exactly; write it as text' }];
}

function textFindings(at: Node, text: string): Finding[] {
  if (!text.includes('\0') && text.isWellFormed()) return [];
  return [{ at, message: 'this text holds a NUL or half a character; remove it' }];
}

function keyFindings(member: Node, { keys, strict }: JsonRules): Finding[] {
  const [key, value] = member.children ?? [];
  const known = key && Object.hasOwn(keys, key.value) ? keys[key.value] : undefined;
  if (!known?.number || !value || value.type === 'null') return [];
  const fault = numberFault(value, known.number);
  return fault ? [{ at: value, message: `${key?.value} ${fault}`, severity: strict ? undefined : 'warning' }] : [];
}

function numberFault(value: Node, { min, max, whole }: NonNullable<JsonKey['number']>): string | undefined {
  if (value.type !== 'number') return 'must be a number';
  if (whole && !Number.isInteger(value.value)) return 'must be a whole number';
  const fits = value.value >= (min ?? -Infinity) && value.value <= (max ?? Infinity);
  if (fits) return undefined;
  if (max !== undefined) return `must be between ${min} and ${max}`;
  return min === 0 ? 'must not be negative' : `must be at least ${min}`;
}

function located(text: string, { at, message, severity }: Finding): JsonProblem {
  const before = text.slice(0, at.offset);
  const lineStart = before.lastIndexOf('\n') + 1;
  return {
    from: at.offset,
    to: Math.min(at.offset + at.length, text.length),
    line: before.split('\n').length,
    column: at.offset - lineStart + 1,
    severity: severity ?? 'error',
    message,
  };
}
