import type { LogLevel } from '@nestjs/common';

/** One wrong field: a JSON pointer into the body (or `?name` for a query parameter), a code and a sentence. */
export interface FieldProblem {
  pointer: string;
  code: string;
  message: string;
}

interface ErrorKindOptions {
  status: number;
  title: string;
  level?: LogLevel;
}

interface ErrorFacts {
  detail?: string;
  /** A more exact code than the kind's, when one fault alone is to blame. */
  code?: string;
  errors?: FieldProblem[];
  /** Further members of the problem document, for a client that can act on them. */
  members?: Record<string, unknown>;
  headers?: Record<string, string>;
  cause?: unknown;
}

/** The only error our code throws on purpose; one filter turns it into problem+json. */
export class CodedError extends Error {
  constructor(
    readonly kind: ErrorKind,
    readonly facts: ErrorFacts,
  ) {
    super(facts.detail ?? kind.title, { cause: facts.cause });
    this.name = kind.code;
  }
}

export interface ErrorKind extends Required<ErrorKindOptions> {
  (facts?: ErrorFacts): CodedError;
  code: string;
}

/**
 * Declares one kind of error: its code as the contract names it, its HTTP status, its title, and how loud it is in the
 * log. The kind is called to make the error: `throw integrationExists({ detail })`.
 */
export function errorKind(code: string, { status, title, level = 'debug' }: ErrorKindOptions): ErrorKind {
  const kind: ErrorKind = Object.assign((facts: ErrorFacts = {}) => new CodedError(kind, facts), {
    code,
    status,
    title,
    level,
  });
  return kind;
}
