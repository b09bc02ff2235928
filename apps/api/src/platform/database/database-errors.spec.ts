import { expect, test } from 'vitest';
import { databaseProblem, isAnswer, violatedUnique } from './database-errors.ts';

const withCode = (code: string, facts: object = {}) => Object.assign(new Error('x'), { code, ...facts });

test.each([
  ['08006', 'unavailable'],
  ['53300', 'unavailable'],
  ['53100', 'unavailable'],
  ['57P01', 'unavailable'],
  ['57P03', 'unavailable'],
  ['25006', 'unavailable'],
  ['57014', 'unavailable'],
  ['55P03', 'conflict'],
  ['40001', 'conflict'],
  ['40P01', 'conflict'],
  ['22021', 'unreadable_request'],
])('SQLSTATE %s is %s', (code, expected) => {
  expect(databaseProblem(withCode(code))).toMatchObject({ name: expected });
});

test.each(['23505', '23514', '42P01', '42501', 'P0001', 'XX000'])(
  'SQLSTATE %s is nobody’s problem but ours',
  (code) => {
    expect(databaseProblem(withCode(code))).toBeUndefined();
  },
);

test.each(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND'])(
  'a socket’s %s is unavailable',
  (code) => {
    expect(databaseProblem(withCode(code, { syscall: 'connect' }))).toMatchObject({ name: 'unavailable' });
  },
);

test('the same code of a file is not the database’s', () => {
  expect(databaseProblem(withCode('ENOENT', { syscall: 'open' }))).toBeUndefined();
});

test.each([
  'Connection terminated unexpectedly',
  'timeout exceeded when trying to connect',
  'Client was closed and is not queryable',
  'Query read timeout',
  'Query runner already released. Cannot run queries anymore.',
])('an error that says %j is unavailable', (message) => {
  expect(databaseProblem(new Error(message))).toMatchObject({ name: 'unavailable' });
});

test('what is thrown that is no error is not the database’s', () => {
  for (const thrown of [undefined, null, 'text', { code: '57P01' }]) expect(databaseProblem(thrown)).toBeUndefined();
});

test('a violated unique key is named, also when TypeORM wrapped it', () => {
  expect(violatedUnique(withCode('23505', { constraint: 'a_key' }))).toBe('a_key');
  expect(violatedUnique(withCode('23505', { driverError: { constraint: 'a_key' } }))).toBe('a_key');
  expect(violatedUnique(withCode('23503', { constraint: 'a_key' }))).toBeUndefined();
});

test('only an error the server answered and survived is an answer', () => {
  expect(isAnswer(withCode('53100', { severity: 'ERROR' }))).toBe(true);
  expect(isAnswer(withCode('57P01', { severity: 'FATAL' }))).toBe(false);
  expect(isAnswer(new Error('Connection terminated unexpectedly'))).toBe(false);
});
