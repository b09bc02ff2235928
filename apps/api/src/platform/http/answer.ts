import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  HttpCode,
  Injectable,
  type NestInterceptor,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { map, type Observable } from 'rxjs';
import type { z } from 'zod';
import { problem } from '../errors/problem.ts';

/** A JSON answer that PostgreSQL already wrote; it is passed on untouched. */
export class JsonText {
  constructor(
    readonly text: string,
    readonly head: AnswerHead = {},
  ) {}
}

interface AnswerHead {
  id?: number;
  version?: number;
  page?: PageFacts;
}

interface PageFacts {
  total: number;
  /** Cursor of the next page, or null on the last. */
  next: string | null;
}

/** Gives versioned answers their `ETag`, pages their `Link` and `X-Total-Count`, created things their `Location`. */
@Injectable()
export class AnswerInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    return next.handle().pipe(map((answer) => send(answer, http.getRequest(), http.getResponse())));
  }
}

function send(answer: unknown, request: Request, response: Response): unknown {
  const isText = answer instanceof JsonText;
  const { id, version, page } = isText ? answer.head : ((answer ?? {}) as AnswerHead);
  if (typeof version === 'number') response.setHeader('ETag', `"${version}"`);
  if (typeof id === 'number' && response.statusCode === 201) response.setHeader('Location', `${request.path}/${id}`);
  if (isText && page) {
    response.setHeader('X-Total-Count', page.total);
    if (page.next) response.setHeader('Link', `<${nextUrl(request, page.next)}>; rel="next"`);
  }
  if (!isText) return answer;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  return answer.text;
}

function nextUrl(request: Request, cursor: string): string {
  const url = new URL(request.originalUrl, 'http://same.origin');
  url.searchParams.set('cursor', cursor);
  return url.pathname + url.search;
}

/** Documents a handler's answer by its schema, with the problems every handler may answer. */
export function Answers(schema: z.ZodType, options: { created?: boolean; description?: string } = {}) {
  const document = { standardSchema: schema, description: options.description ?? '' };
  return applyDecorators(
    options.created ? ApiCreatedResponse(document) : ApiOkResponse(document),
    HttpCode(options.created ? 201 : 200),
    ApiResponse({ status: 'default', standardSchema: problem, description: 'Problem document (RFC 9457)' }),
  );
}

export function AnswersNothing() {
  return applyDecorators(
    HttpCode(204),
    ApiNoContentResponse(),
    ApiResponse({ status: 'default', standardSchema: problem, description: 'Problem document (RFC 9457)' }),
  );
}
