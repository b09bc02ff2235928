import type { CodedError } from '../errors/coded-error.ts';
import { conflict, unavailable, unreadableRequest } from '../errors/common-errors.ts';

/** Connection lost or refused, server starting, stopping, read-only, full, or out of connections: it may work again soon. */
const away = /^(08|53|57P|25006|58030)/;
const awaySystemCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'ENOENT',
]);
const awayMessage =
  /connection terminated|query (read timeout|runner already released)|timeout exceeded when trying to connect|client (was closed|has encountered)|not queryable|cannot use a pool/i;
/** A value that no column can hold, such as text with a NUL. Schemas refuse these; this is the second wall. */
const unstorable = /^22/;
/** Lock time-out, deadlock, serialisation failure: another request was in the way. */
const contended = /^(55P03|40001|40P01)$/;
/** Statement time-out: too much was asked for, or too much else was going on. */
const tooLong = '57014';

/** SQLSTATE of an error from `pg`, also when TypeORM wrapped it. */
function sqlState(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}

/** The name of the violated unique constraint or index, if that is what went wrong. */
export function violatedUnique(error: unknown): string | undefined {
  if (sqlState(error) !== '23505') return undefined;
  const { constraint } =
    (error as { constraint?: string; driverError?: { constraint?: string } }).driverError ??
    (error as { constraint?: string });
  return constraint;
}

/** The problem behind a database error that no feature has a name for; `undefined` when it is not the database's. */
export function databaseProblem(error: unknown): CodedError | undefined {
  const code = sqlState(error) ?? '';
  if (contended.test(code)) {
    return conflict({
      detail: 'Another change is in progress. Try again in a moment.',
      headers: { 'Retry-After': '1' },
      cause: error,
    });
  }
  if (code === tooLong) {
    return unavailable({
      detail:
        'This took the database too long and was given up. Nothing was changed; try again in a moment, or ask for less.',
      headers: { 'Retry-After': '1' },
      cause: error,
    });
  }
  if (unstorable.test(code))
    return unreadableRequest({ detail: 'A value is not one that can be stored or searched for.', cause: error });
  if (away.test(code) || isConnectionLost(error)) {
    return unavailable({
      detail: 'The database is away. Nothing was changed; try again shortly.',
      headers: { 'Retry-After': '2' },
      cause: error,
    });
  }
  return undefined;
}

/** Whether the server itself said no and lives on, rather than that the connection broke. */
export function isAnswer(error: unknown): boolean {
  return sqlState(error)?.length === 5 && (error as { severity?: string }).severity === 'ERROR';
}

/** The problem of a transaction that was cut off while it committed. */
export function unknownOutcome(error: unknown): CodedError {
  const detail = 'The database went away while it saved. Look whether your change is there before you repeat it.';
  return unavailable({ code: 'outcome_unknown', detail, headers: { 'Retry-After': '2' }, cause: error });
}

/** Whether the connection is gone or no longer answers, so that nothing more can be asked of it. */
export function isConnectionLost(error: unknown): boolean {
  const code = sqlState(error) ?? '';
  return /^(08|57P)/.test(code) || (awaySystemCodes.has(code) && isSocketError(error)) || isAwayMessage(error);
}

function isSocketError(error: unknown): boolean {
  if (error instanceof AggregateError) return true;
  return (
    error instanceof Error && 'syscall' in error && /^(connect|read|write|getaddrinfo)$/.test(String(error.syscall))
  );
}

function isAwayMessage(error: unknown): boolean {
  return error instanceof Error && awayMessage.test(error.message);
}
