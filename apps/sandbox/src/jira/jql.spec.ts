import { describe, expect, it } from 'vitest';
import { parseJql } from './jql-parser.ts';
import { runJql, validateJql } from './jql-query.ts';

const now = Date.parse('2026-03-10T12:00:00Z');
const keys = (jql: string) => runJql(parseJql(jql), now).map(({ key }) => key);
const count = (jql: string) => keys(jql).length;
const problems = (jql: string) => validateJql(parseJql(jql), now);

describe('finding', () => {
  it('divides the issues among the projects', () => {
    expect(['DEV', 'QA', 'PROD'].map((key) => count(`project = ${key}`))).toEqual([130, 80, 40]);
  });

  it('knows a project by key, name and id, in any case', () => {
    expect(count('project = dev')).toBe(130);
    expect(count('project = "Quality assurance"')).toBe(80);
    expect(count('project = 10002')).toBe(40);
  });

  it('binds AND closer than OR', () => {
    const open = count('project = QA AND status = "To Do"');
    expect(count('project = PROD OR project = QA AND status = "To Do"')).toBe(40 + open);
    expect(count('(project = PROD OR project = QA) AND status = "To Do"')).toBeLessThan(40 + open);
  });

  it('leaves out empty fields where a value is ruled out', () => {
    const nobody = count('assignee is EMPTY');
    expect(nobody).toBeGreaterThan(0);
    expect(count('assignee != currentUser()') + count('assignee = currentUser()') + nobody).toBe(250);
  });

  it('turns around with NOT', () => {
    expect(count('NOT project in (DEV, QA)')).toBe(40);
    expect(count('project not in (DEV, QA)')).toBe(40);
  });

  it('finds words of the text', () => {
    expect(count('summary ~ "webhook"')).toBe(count('text ~ "WEBHOOK*"'));
    expect(count('summary ~ "webhook"')).toBeGreaterThan(0);
  });

  it('reads dates in the time zone of the user', () => {
    // DEV-1 was created at 08:00 UTC, which is 09:00 in Berlin.
    expect(count('created <= "2026-01-05 09:00"')).toBe(1);
    expect(count('created <= "2026-01-05 08:59"')).toBe(0);
  });

  it('reckons periods and functions from now', () => {
    expect(count('created >= -1d')).toBe(count('created >= "2026/03/09 13:00"'));
    expect(count('created >= startOfDay()')).toBe(count('created >= "2026-03-10"'));
    expect(count('created >= -1d')).toBeLessThan(count('created >= -1w'));
  });

  it('sorts as told', () => {
    const sorted = keys('project = DEV ORDER BY key ASC');
    expect(sorted.slice(0, 3)).toEqual(['DEV-1', 'DEV-2', 'DEV-3']);
    expect(keys('project = DEV ORDER BY key DESC')).toEqual(sorted.toReversed());
  });
});

describe('refusing', () => {
  it.each([
    ['foo = 1', "Field 'foo' does not exist or you do not have permission to view it."],
    ['project = NOPE', "The value 'NOPE' does not exist for the field 'project'."],
    ['project ~ DEV', "The operator '~' is not supported by the 'project' field."],
    ['summary = "x"', "The operator '=' is not supported by the 'summary' field."],
    ['project = DEV ORDER BY nonsense', "Not able to sort using field 'nonsense'."],
    ['created > "last week"', "Date value 'last week' for field 'created' is invalid."],
    ['created > "2026-02-30"', "Date value '2026-02-30' for field 'created' is invalid."],
    ['assignee = membersOf("x")', "Unable to find JQL function 'membersOf(x)'."],
    ['status = (Done)', "Operator '=' does not support a list as a value for field 'status'."],
    ['key = DEV-9999', "An issue with key 'DEV-9999' does not exist for field 'issuekey'."],
  ])('%s', (jql, sentence) => {
    expect(problems(jql)).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([
    ['project DEV', "Expecting operator but got 'DEV'."],
    ['project =', 'Expecting either a value, list or function before the end of the query.'],
    ['project = DEV status = Done', "Expecting either 'OR' or 'AND' but got 'status'. (line 1, character 15)"],
    ['project in (DEV, QA', "Expecting ')' before the end of the query."],
    ['project = "DEV', 'The quoted string has not been completed.'],
    ['project = AND', "You must surround 'AND' in quotation marks to use it as a value."],
    ['project = DEV AND', 'Expecting a field name at the end of the query.'],
    ['project = D@V', "The character '@' is a reserved JQL character."],
    ['project = DEV ORDER updated', "Expecting 'by' but got 'updated'."],
  ])('to read %s', (jql, sentence) => {
    expect(() => parseJql(jql)).toThrow(sentence);
  });
});
