import { invalidRequest } from './gateway-error.ts';

/** From the first character of a value to the one behind its last. */
type Span = readonly [number, number];

const blank = /[\t\n\r ]*/y;
const structural = /["{}[\]]/g;
const scalarEnd = /[,}\]\t\n\r ]/g;

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
  while (text[at] === '"') {
    const nameEnd = stringEnd(text, at);
    const name: string = JSON.parse(text.slice(at, nameEnd));
    const begin = afterBlanks(text, afterBlanks(text, nameEnd) + 1);
    const end = valueEnd(text, begin);
    if (spans.has(name))
      throw invalidRequest(`The body has the member "${name.slice(0, 100)}" twice. Send each once.`, {
        code: 'invalid_json',
      });
    spans.set(name, [begin, end]);
    at = afterBlanks(text, end);
    if (text[at] === ',') at = afterBlanks(text, at + 1);
  }
  return new Members(spans);
}

function afterBlanks(text: string, from: number): number {
  blank.lastIndex = from;
  blank.test(text);
  return blank.lastIndex;
}

/** Behind the closing quote of the string that begins at `from`; 0 when there is none. */
export function stringEnd(text: string, from: number): number {
  for (let quote = text.indexOf('"', from + 1); ; quote = text.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (text[quote - 1 - escapes] === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
}

function valueEnd(text: string, from: number): number {
  const first = text[from];
  if (first === '"') return stringEnd(text, from);
  if (first !== '{' && first !== '[') {
    scalarEnd.lastIndex = from;
    return scalarEnd.exec(text)?.index ?? text.length;
  }
  let depth = 0;
  structural.lastIndex = from;
  for (let found = structural.exec(text); found; found = structural.exec(text)) {
    const [sign] = found;
    if (sign === '"') structural.lastIndex = stringEnd(text, found.index);
    else depth += sign === '{' || sign === '[' ? 1 : -1;
    if (depth === 0) return structural.lastIndex;
  }
  return text.length;
}
