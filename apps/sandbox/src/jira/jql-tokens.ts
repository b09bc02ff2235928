export interface Token {
  kind: 'word' | 'text' | 'operator' | 'open' | 'close' | 'comma' | 'end';
  /** Quotes and escapes taken off. */
  value: string;
  /** Position in the query, from 1. */
  at: number;
}

export class JqlError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'JqlError';
  }
}

export function syntaxError(problem: string, at?: number): JqlError {
  return new JqlError(`Error in the JQL Query: ${problem}${at === undefined ? '' : ` (line 1, character ${at})`}`);
}

const kinds: [Token['kind'], RegExp][] = [
  ['text', /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/y],
  ['operator', /!=|>=|<=|!~|[=<>~]/y],
  ['open', /\(/y],
  ['close', /\)/y],
  ['comma', /,/y],
  ['word', /(?:[^\s()=<>~!,"'@#%&*;?|^$[\]{}/\\`]|\/(?=\d)|\\.)+/y],
];

export function tokenizeJql(query: string): Token[] {
  const tokens: Token[] = [];
  for (let position = 0; position < query.length; ) {
    if (/\s/.test(query.charAt(position))) {
      position++;
      continue;
    }
    const token = tokenAt(query, position);
    if (!token) throw unreadable(query.charAt(position), position + 1);
    tokens.push({ kind: token.kind, value: unquote(token), at: position + 1 });
    position += token.raw.length;
  }
  return [...tokens, { kind: 'end', value: '', at: query.length + 1 }];
}

function tokenAt(query: string, position: number) {
  for (const [kind, pattern] of kinds) {
    pattern.lastIndex = position;
    const raw = pattern.exec(query)?.[0];
    if (raw) return { kind, raw };
  }
  return undefined;
}

function unquote({ kind, raw }: { kind: Token['kind']; raw: string }): string {
  return (kind === 'text' ? raw.slice(1, -1) : raw).replace(/\\(.)/g, '$1');
}

function unreadable(char: string, at: number): JqlError {
  if (char === '"' || char === "'") return syntaxError('The quoted string has not been completed.', at);
  return syntaxError(
    `The character '${char}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}' instead.`,
    at,
  );
}
