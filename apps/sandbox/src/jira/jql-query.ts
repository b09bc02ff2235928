import { type Issue, issues, self } from './jira-data.ts';
import { callDateFunction, parseJqlDate } from './jql-dates.ts';
import { findField, type JqlField, operatorsOf } from './jql-fields.ts';
import { type Clause, type FieldClause, isCompound, type Jql, type Operand, type SingleOperand } from './jql-parser.ts';

/** What Jira has against a query that can be read: unknown fields, values and functions, operators that do not fit. */
export function validateJql({ where, orderBy }: Jql, now: number): string[] {
  const unsortable = (orderBy?.fields ?? [])
    .filter(({ field }) => !findField(field.name))
    .map(({ field }) => `Not able to sort using field '${field.name}'.`);
  return [...new Set([...(where ? validateClause(where, now) : []), ...unsortable])];
}

/** The issues a valid query finds, in its order; without one, the newest first. */
export function runJql({ where, orderBy }: Jql, now: number): Issue[] {
  const found = where ? issues.filter((issue) => matches(where, issue, now)) : issues;
  const keys = (orderBy?.fields ?? []).flatMap(({ field: { name }, direction }) => {
    const field = findField(name);
    return field ? [{ field, descending: (direction ?? (field.kind === 'date' ? 'desc' : 'asc')) === 'desc' }] : [];
  });
  return found.toSorted((a, b) => {
    for (const { field, descending } of keys) {
      const [x, y] = [sortKey(field, a), sortKey(field, b)];
      if (x !== y) return x < y === descending ? 1 : -1;
    }
    return Number(b.id) - Number(a.id);
  });
}

function sortKey(field: JqlField, issue: Issue): string | number {
  return field.rank?.(issue) ?? field.read(issue)[0] ?? '';
}

function validateClause(clause: Clause, now: number): string[] {
  if (isCompound(clause)) return clause.clauses.flatMap((inner) => validateClause(inner, now));
  const field = findField(clause.field.name);
  if (!field) {
    return [`Field '${clause.field.name}' does not exist or you do not have permission to view it.`];
  }
  const { operator, operand } = clause;
  const list = 'values' in operand;
  if (!operatorsOf[field.kind].includes(operator)) {
    return [`The operator '${operator}' is not supported by the '${field.name}' field.`];
  }
  if (list !== (operator === 'in' || operator === 'not in') && !(list === false && 'function' in operand)) {
    const what = list ? 'a list' : `'${singleText(operand)}'`;
    return [`Operator '${operator}' does not support ${what} as a value for field '${field.name}'.`];
  }
  if (operator.startsWith('is') && !('keyword' in operand)) {
    return [`The operator '${operator}' only takes 'EMPTY' or 'NULL' for the field '${field.name}'.`];
  }
  return singles(operand).flatMap((single) => validateValue(field, single, now));
}

function validateValue(field: JqlField, operand: SingleOperand, now: number): string[] {
  if ('keyword' in operand) return [];
  if (field.kind === 'date') {
    if (dateOf(operand, now) !== undefined) return [];
    const formats =
      "'yyyy/MM/dd HH:mm', 'yyyy-MM-dd HH:mm', 'yyyy/MM/dd', 'yyyy-MM-dd', or a period format e.g. '-5d', '4w 2d'";
    return [
      `Date value '${singleText(operand)}' for field '${field.name}' is invalid. Valid formats include: ${formats}.`,
    ];
  }
  if ('function' in operand) {
    const known = operand.function.toLowerCase() === 'currentuser' && field.kind === 'person';
    return known ? [] : [`Unable to find JQL function '${operand.encodedOperand}'.`];
  }
  if (field.kind === 'key') return validateKey(operand.value, field.name);
  const wanted = operand.value.toLowerCase();
  if (!field.choices || field.choices.some((choice) => choice.toLowerCase() === wanted)) return [];
  return [`The value '${operand.value}' does not exist for the field '${field.name}'.`];
}

function validateKey(key: string, field: string): string[] {
  if (!/^([A-Z][A-Z0-9_]*-\d+|\d+)$/i.test(key)) return [`The issue key '${key}' for field '${field}' is invalid.`];
  const exists = issues.some((issue) => issue.key === key.toUpperCase() || issue.id === key);
  return exists ? [] : [`An issue with key '${key}' does not exist for field '${field}'.`];
}

function matches(clause: Clause, issue: Issue, now: number): boolean {
  if (!isCompound(clause)) return matchesField(clause, issue, now);
  const { operator, clauses } = clause;
  if (operator === 'and') return clauses.every((inner) => matches(inner, issue, now));
  const some = clauses.some((inner) => matches(inner, issue, now));
  return operator === 'not' ? !some : some;
}

function matchesField({ field: { name }, operator, operand }: FieldClause, issue: Issue, now: number): boolean {
  const field = findField(name);
  if (!field) return false;
  const has = field.read(issue);
  const equal = singles(operand).some((single) => equals(field, issue, has, single, now));
  if (operator === '=' || operator === 'in' || operator === 'is' || operator === '~') return equal;
  // An empty field is neither equal nor unequal to a value.
  if (operator === '!=' || operator === 'not in') return !equal && has.length > 0;
  if (operator === 'is not' || operator === '!~') return !equal;
  return compare(field, issue, operator, operand, now);
}

function equals(field: JqlField, issue: Issue, has: (string | number)[], operand: SingleOperand, now: number): boolean {
  if ('keyword' in operand) return has.length === 0;
  if (field.kind === 'date') return has[0] === dateOf(operand, now);
  if ('function' in operand) return has.includes(self.accountId);
  const wanted = operand.value.toLowerCase();
  if (field.name === 'resolution' && wanted === 'unresolved') return issue.resolution === null;
  if (field.kind === 'text') {
    const words = wanted.replace(/[*"\\]/g, '').split(/\s+/);
    return words.every((word) => has.some((text) => String(text).toLowerCase().includes(word)));
  }
  return has.some((value) => String(value).toLowerCase() === wanted);
}

function compare(field: JqlField, issue: Issue, operator: string, operand: Operand, now: number): boolean {
  const single = singles(operand)[0];
  if (!single) return false;
  const [left, right] =
    field.kind === 'date'
      ? [Number(field.read(issue)[0]), dateOf(single, now)]
      : [keyNumber(issue.key), keyNumber(singleText(single))];
  if (right === undefined) return false;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '>' ? left > right : left >= right;
}

function keyNumber(key: string): number {
  return Number(key.split('-').at(-1));
}

function dateOf(operand: SingleOperand, now: number): number | undefined {
  if ('value' in operand) return parseJqlDate(operand.value, now);
  return 'function' in operand ? callDateFunction(operand.function, operand.arguments, now) : undefined;
}

function singles(operand: Operand): SingleOperand[] {
  return 'values' in operand ? operand.values : [operand];
}

function singleText(operand: Operand): string {
  return 'value' in operand ? operand.value : operand.encodedOperand;
}
