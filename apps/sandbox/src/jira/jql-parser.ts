import { JqlError, syntaxError, type Token, tokenizeJql } from './jql-tokens.ts';

/** A query in the shape that `/jql/parse` answers. */
export interface Jql {
  where?: Clause;
  orderBy?: { fields: { field: Field; direction?: 'asc' | 'desc' }[] };
}

export type Clause = CompoundClause | FieldClause;

export interface CompoundClause {
  operator: 'and' | 'or' | 'not';
  clauses: Clause[];
}

export interface FieldClause {
  field: Field;
  operator: string;
  operand: Operand;
}

interface Field {
  name: string;
  encodedName: string;
}

export type SingleOperand =
  | { value: string; encodedValue: string }
  | { keyword: 'empty'; encodedOperand: string }
  | { function: string; arguments: string[]; encodedOperand: string };
export type Operand = SingleOperand | { values: SingleOperand[]; encodedOperand: string };

export function isCompound(clause: Clause): clause is CompoundClause {
  return 'clauses' in clause;
}

const operators =
  "The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'.";

/** Reads a query. Throws a {@link JqlError} with Jira's sentence when it is none. */
export function parseJql(query: string): Jql {
  const tokens = tokenizeJql(query);
  const cursor = new Cursor(tokens);
  const where = cursor.peek().kind === 'end' || cursor.isWord('order') ? undefined : parseOr(cursor);
  const orderBy = cursor.takeWord('order') ? parseOrder(cursor) : undefined;
  const rest = cursor.peek();
  if (rest.kind === 'end') return { ...(where && { where }), ...(orderBy && { orderBy }) };
  const expected = orderBy ? "','" : "either 'OR' or 'AND'";
  throw syntaxError(`Expecting ${expected} but got '${rest.value}'.`, rest.at);
}

class Cursor {
  private position = 0;
  private readonly tokens: Token[];

  constructor(tokens: Token[]) {
    this.tokens = tokens;
  }

  peek(ahead = 0): Token {
    const token = this.tokens[Math.min(this.position + ahead, this.tokens.length - 1)];
    if (!token) throw new JqlError('A query has an end.');
    return token;
  }

  take(): Token {
    const token = this.peek();
    this.position++;
    return token;
  }

  isWord(word: string, ahead = 0): boolean {
    const { kind, value } = this.peek(ahead);
    return kind === 'word' && value.toLowerCase() === word;
  }

  takeWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.position++;
    return true;
  }
}

function parseOr(cursor: Cursor): Clause {
  const clauses = [parseAnd(cursor)];
  while (cursor.takeWord('or')) clauses.push(parseAnd(cursor));
  return one(clauses) ?? { operator: 'or', clauses };
}

function parseAnd(cursor: Cursor): Clause {
  const clauses = [parseNot(cursor)];
  while (cursor.takeWord('and')) clauses.push(parseNot(cursor));
  return one(clauses) ?? { operator: 'and', clauses };
}

function one(clauses: Clause[]): Clause | undefined {
  return clauses.length === 1 ? clauses[0] : undefined;
}

function parseNot(cursor: Cursor): Clause {
  if (cursor.takeWord('not')) return { operator: 'not', clauses: [parseNot(cursor)] };
  if (cursor.peek().kind !== 'open') return parseField(cursor);
  cursor.take();
  const inner = parseOr(cursor);
  close(cursor);
  return inner;
}

function close(cursor: Cursor): void {
  const { kind, value, at } = cursor.take();
  if (kind === 'end') throw syntaxError("Expecting ')' before the end of the query.");
  if (kind !== 'close') throw syntaxError(`Expecting ')' but got '${value}'.`, at);
}

function parseField(cursor: Cursor): FieldClause {
  const field = fieldName(cursor);
  const operator = parseOperator(cursor);
  return { field, operator, operand: parseOperand(cursor) };
}

const reserved = new Set(['and', 'or', 'not', 'order', 'by', 'in', 'is', 'empty', 'null', 'asc', 'desc']);

function fieldName(cursor: Cursor): Field {
  const { kind, value, at } = cursor.take();
  if (kind === 'end') throw syntaxError('Expecting a field name at the end of the query.');
  if ((kind !== 'word' && kind !== 'text') || (kind === 'word' && reserved.has(value.toLowerCase()))) {
    throw syntaxError(`Expecting a field name but got '${value}'.`, at);
  }
  return { name: value, encodedName: encode(value) };
}

function parseOperator(cursor: Cursor): string {
  const { kind, value, at } = cursor.take();
  const word = kind === 'word' ? value.toLowerCase() : '';
  if (kind === 'operator') return value;
  if (word === 'in') return 'in';
  if (word === 'is') return cursor.takeWord('not') ? 'is not' : 'is';
  if (word === 'not' && cursor.takeWord('in')) return 'not in';
  if (kind === 'end') throw syntaxError(`Expecting operator before the end of the query. ${operators}`);
  throw syntaxError(`Expecting operator but got '${value}'. ${operators}`, at);
}

function parseOperand(cursor: Cursor): Operand {
  if (cursor.peek().kind !== 'open') return parseSingle(cursor);
  cursor.take();
  const values = [parseSingle(cursor)];
  while (cursor.peek().kind === 'comma') {
    cursor.take();
    values.push(parseSingle(cursor));
  }
  close(cursor);
  return { values, encodedOperand: `(${values.map(encodeOperand).join(', ')})` };
}

function parseSingle(cursor: Cursor): SingleOperand {
  const { kind, value, at } = cursor.take();
  if (kind === 'end') throw syntaxError('Expecting either a value, list or function before the end of the query.');
  if (kind !== 'word' && kind !== 'text') {
    throw syntaxError(`Expecting either a value, list or function but got '${value}'.`, at);
  }
  const isWord = kind === 'word';
  if (isWord && /^(empty|null)$/i.test(value)) return { keyword: 'empty', encodedOperand: value };
  if (isWord && reserved.has(value.toLowerCase())) {
    const advice = `You must surround '${value}' in quotation marks to use it as a value.`;
    throw syntaxError(`Expecting either a value, list or function but got '${value}'. ${advice}`, at);
  }
  if (cursor.peek().kind !== 'open') return { value, encodedValue: encode(value) };
  return parseFunction(value, cursor);
}

function parseFunction(name: string, cursor: Cursor): SingleOperand {
  cursor.take();
  const values: string[] = [];
  while (cursor.peek().kind !== 'close' && cursor.peek().kind !== 'end') {
    values.push(cursor.take().value);
    if (cursor.peek().kind !== 'comma') break;
    cursor.take();
  }
  close(cursor);
  return { function: name, arguments: values, encodedOperand: `${name}(${values.map(encode).join(', ')})` };
}

function parseOrder(cursor: Cursor): Jql['orderBy'] {
  const { value, at, kind } = cursor.peek();
  if (!cursor.takeWord('by')) {
    throw syntaxError(
      kind === 'end' ? "Expecting 'by' before the end of the query." : `Expecting 'by' but got '${value}'.`,
      at,
    );
  }
  const fields: NonNullable<Jql['orderBy']>['fields'] = [];
  do {
    if (fields.length > 0) cursor.take();
    const field = fieldName(cursor);
    const direction = cursor.takeWord('desc') ? 'desc' : cursor.takeWord('asc') ? 'asc' : undefined;
    fields.push({ field, ...(direction && { direction }) });
  } while (cursor.peek().kind === 'comma');
  return { fields };
}

function encodeOperand(operand: SingleOperand): string {
  return 'encodedValue' in operand ? operand.encodedValue : operand.encodedOperand;
}

function encode(text: string): string {
  return /^[\w-]+$/.test(text) && !reserved.has(text.toLowerCase()) ? text : JSON.stringify(text);
}
