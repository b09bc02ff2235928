import { applyDecorators, HttpCode } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse, ApiResponse } from '@nestjs/swagger';
import type { Request, Response } from 'express';
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
export class AnswerAdapter extends ExpressAdapter {
  override reply(response: Response, answer: unknown, status?: number): unknown {
    const isText = answer instanceof JsonText;
    const head: AnswerHead = isText ? answer.head : versionOf(answer);
    writeHead(response, head, status ?? response.statusCode);
    if (!isText) return super.reply(response, answer, status);
    response.statusCode = status ?? response.statusCode;
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(answer.text));
    return response.end(answer.text);
  }
}

function writeHead(response: Response, { id, version, page }: AnswerHead, status: number): void {
  const { req: request } = response;
  if (typeof version === 'number') response.setHeader('ETag', `"${version}"`);
  if (typeof id === 'number' && status === 201) response.setHeader('Location', `${request.path}/${id}`);
  if (page) {
    response.setHeader('X-Total-Count', page.total);
    if (page.next) response.setHeader('Link', `<${nextUrl(request, page.next)}>; rel="next"`);
  }
}

/** Of an answer that is an object, only what every resource has. */
function versionOf(answer: unknown): AnswerHead {
  const { id, version } = (answer ?? {}) as AnswerHead;
  return { id, version };
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
