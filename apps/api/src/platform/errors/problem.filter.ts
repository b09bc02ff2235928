import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { Request, Response } from 'express';
import { databaseProblem } from '../database/database-errors.ts';
import { CodedError, type ErrorKind } from './coded-error.ts';
import {
  conflict,
  forbidden,
  internal,
  invalid,
  notFound,
  throttled,
  tooLarge,
  unauthenticated,
  unavailable,
  unreadableRequest,
  unsupportedMedia,
} from './common-errors.ts';

const byStatus = new Map<number, ErrorKind>(
  [
    unreadableRequest,
    unauthenticated,
    forbidden,
    notFound,
    conflict,
    tooLarge,
    unsupportedMedia,
    invalid,
    throttled,
    unavailable,
  ].map((kind) => [kind.status, kind]),
);

/** The one place where an error becomes an answer. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger('Problem');

  catch(thrown: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<Request>();
    const response = host.switchToHttp().getResponse<Response>();
    const error = toCodedError(thrown);
    this.log(error, thrown);
    // A stream that has begun cannot carry a problem document; cutting it is the only honest end.
    if (response.headersSent) {
      response.destroy();
      return;
    }
    sendProblem(request, response, error);
  }

  private log(error: CodedError, thrown: unknown): void {
    const { level, code } = error.kind;
    const cause = error.facts.cause ?? (thrown === error ? undefined : thrown);
    if (level === 'error') this.logger.error({ code, err: cause ?? error });
    else
      this.logger[level === 'fatal' ? 'error' : level]({
        code,
        reason: cause instanceof Error ? cause.message : undefined,
      });
  }
}

/** Writes the problem document of an error. */
function sendProblem(request: Request, response: Response, error: CodedError): void {
  const { kind, facts } = error;
  const code = facts.code ?? kind.code;
  const document = {
    type: `urn:ims:problem:${code}`,
    title: kind.title,
    status: kind.status,
    ...(facts.detail ? { detail: facts.detail } : {}),
    code,
    request_id: request.id,
    ...(facts.errors ? { errors: facts.errors } : {}),
    ...facts.members,
  };
  if (kind.status === 401) response.setHeader('WWW-Authenticate', 'Bearer');
  for (const [name, value] of Object.entries(facts.headers ?? {})) response.setHeader(name, value);
  response.status(kind.status).setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.end(JSON.stringify(document));
}

/** What an error is to a client, whoever threw it. */
export function toCodedError(thrown: unknown): CodedError {
  if (thrown instanceof CodedError) return thrown;
  const fromDatabase = databaseProblem(thrown);
  if (fromDatabase) return fromDatabase;
  const status = thrown instanceof HttpException ? thrown.getStatus() : bodyParserStatus(thrown);
  const kind = status === undefined ? undefined : byStatus.get(status);
  if (!kind) return internal({ cause: thrown });
  return kind({ detail: kind === notFound ? undefined : message(thrown), cause: thrown });
}

/** Express' body parser and multer mark what they throw with a status and the type of the fault. */
function bodyParserStatus(thrown: unknown): number | undefined {
  if (thrown instanceof URIError) return 400;
  if (!(thrown instanceof Error) || !('expose' in thrown) || thrown.expose !== true) return undefined;
  return 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : undefined;
}

function message(thrown: unknown): string | undefined {
  return thrown instanceof Error ? thrown.message : undefined;
}
