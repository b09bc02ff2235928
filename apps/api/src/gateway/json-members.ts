import { invalidRequest } from './gateway-error.ts';

/** From the first character of a value to the one behind its last. */
type Span = readonly [number, number];

const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const SPACE = 0x20;

/**
 * Where the members of a JSON object stand in its text, so that one can be changed while all others stay as they were
 * written: numbers too long for JavaScript, the order of members, every blank.
 */
export class Members {
  constructor(private readonly spans: ReadonlyMap<string, Span>) {}

  has(name: string): boolean {
    return this.spans.has(name);
  }

  /** The text of a value. */
  value(text: string, name: string): string | undefined {
    const span = this.spans.get(name);
    return span && text.slice(...span);
  }

  /** The text with other values for some members; those that were not there come first. */
  edit(text: string, changes: ReadonlyMap<string, string>): string {
    if (changes.size === 0) return text;
    const added: string[] = [];
    const replaced: { span: Span; value: string }[] = [];
    for (const [name, value] of changes) {
      const span = this.spans.get(name);
      if (span) replaced.push({ span, value });
      else added.push(`${JSON.stringify(name)}:${value}`);
    }
    let result = text;
    for (const { span, value } of replaced.sort((a, b) => b.span[0] - a.span[0]))
      result = result.slice(0, span[0]) + value + result.slice(span[1]);
    if (added.length === 0) return result;
    const open = result.indexOf('{') + 1;
    return `${result.slice(0, open)}${added.join(',')}${this.spans.size > 0 ? ',' : ''}${result.slice(open)}`;
  }
}

/** The members of a JSON object. `text` is valid JSON. Throws where a name stands twice: parsers disagree which one counts. */
export function membersOf(text: string): Members {
  const spans = new Map<string, Span>();
  let at = afterBlanks(text, text.indexOf('{') + 1);
  while (text.charCodeAt(at) === QUOTE) {
    const nameEnd = stringEnd(text, at);
    const name = nameIn(text, at, nameEnd);
    const begin = afterBlanks(text, afterBlanks(text, nameEnd) + 1);
    const end = valueEnd(text, begin);
    if (spans.has(name))
      throw invalidRequest(`The body has the member "${name.slice(0, 100)}" twice. Send each once.`, {
        code: 'invalid_json',
      });
    spans.set(name, [begin, end]);
    at = afterBlanks(text, end);
    if (text.charCodeAt(at) === COMMA) at = afterBlanks(text, at + 1);
  }
  return new Members(spans);
}

/** The same name can be written in many ways. */
function nameIn(text: string, begin: number, end: number): string {
  const written = text.slice(begin + 1, end - 1);
  return written.includes('\\') ? JSON.parse(text.slice(begin, end)) : written;
}

/** Between two values JSON has only blanks, tabs and ends of lines, and they are all there is up to the blank. */
function afterBlanks(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at += 1;
  return at;
}

/** Behind the closing quote of the string that begins at `from`; 0 when there is none. */
export function stringEnd(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); ; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text.charCodeAt(quote - 1 - escapes) === BACKSLASH) escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
}

function valueEnd(text: string, from: number): number {
  const first = text.charCodeAt(from);
  if (first === QUOTE) return stringEnd(text, from);
  return first === OPEN_OBJECT || first === OPEN_LIST ? compoundEnd(text, from) : scalarEnd(text, from);
}

function compoundEnd(text: string, from: number): number {
  let depth = 0;
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    // Most of a body is text, which is passed over in one step.
    if (sign === QUOTE) at = stringEnd(text, at) - 1;
    else if (sign === OPEN_OBJECT || sign === OPEN_LIST) depth += 1;
    else if (sign === CLOSE_OBJECT || sign === CLOSE_LIST) depth -= 1;
    if (depth === 0) return at + 1;
  }
  return text.length;
}

function scalarEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const sign = text.charCodeAt(at);
    if (sign <= SPACE || sign === COMMA || sign === CLOSE_OBJECT || sign === CLOSE_LIST) return at;
  }
  return text.length;
}
