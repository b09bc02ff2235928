import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { applyDecorators, HttpCode, type NestApplicationOptions } from '@nestjs/common';
import { ExpressAdapter } from '@nestjs/platform-express';
import { ApiCreatedResponse, ApiHeader, ApiNoContentResponse, ApiOkResponse, ApiResponse } from '@nestjs/swagger';
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
  /** Names the content for callers who have it already: they are answered 304. */
  etag?: string;
  page?: PageFacts;
}

interface PageFacts {
  total: number;
  /** Cursor of the next page, or null on the last. */
  next: string | null;
}

/** Takes a request before Express sees it. Gives false for one that is none of its own. */
export type DirectListener = (request: IncomingMessage, response: ServerResponse) => boolean;

/** Gives versioned answers their `ETag`, those who know an answer already a 304, pages their `Link` and `X-Total-Count`, created things their `Location`. */
export class AnswerAdapter extends ExpressAdapter {
  private direct: DirectListener = () => false;

  /** For paths where each microsecond counts; all others go through Express. */
  listenDirectly(listener: DirectListener): void {
    this.direct = listener;
  }

  override initHttpServer(options: NestApplicationOptions): void {
    super.initHttpServer(options);
    const server: Server = this.getHttpServer();
    const viaExpress = server.listeners('request') as RequestListener[];
    server.removeAllListeners('request').on('request', (request, response) => {
      if (this.direct(request, response)) return;
      for (const listener of viaExpress) listener(request, response);
    });
  }

  /** An answer that is under way now leaves its connection idle: without this the process would wait until its client lets go. */
  override close(): Promise<unknown> | undefined {
    const server: Server = this.getHttpServer();
    server.keepAliveTimeout = 1;
    server.keepAliveTimeoutBuffer = 0;
    return super.close();
  }

  override reply(response: Response, answer: unknown, status?: number): unknown {
    const isText = answer instanceof JsonText;
    const head: AnswerHead = isText ? answer.head : versionOf(answer);
    writeHead(response, head, status ?? response.statusCode);
    if (!isText) return super.reply(response, answer, status);
    response.statusCode = status ?? response.statusCode;
    if (head.etag !== undefined && isKnown(response.req, head.etag)) {
      response.statusCode = 304;
      return response.end();
    }
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(answer.text));
    return response.end(answer.text);
  }
}

function writeHead(response: Response, { id, version, etag, page }: AnswerHead, status: number): void {
  const { req: request } = response;
  if (typeof version === 'number') response.setHeader('ETag', `"${version}"`);
  if (etag !== undefined) response.setHeader('ETag', etag).setHeader('Cache-Control', 'private, no-cache');
  if (typeof id === 'number' && status === 201) response.setHeader('Location', `${request.path}/${id}`);
  if (page) {
    response.setHeader('X-Total-Count', page.total);
    if (page.next) response.setHeader('Link', `<${nextUrl(request, page.next)}>; rel="next"`);
  }
}

/** Of a `Cache-Control: no-cache` beside it no notice is taken: `fetch` sends it along, and means the caches on the way. */
function isKnown({ headers }: Request, etag: string): boolean {
  const known = headers['if-none-match'] ?? '';
  return known === '*' || known.split(',').some((tag) => tag.trim().replace(/^W\//, '') === etag);
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

/** Documents that callers may ask with `If-None-Match`; the answer is a `JsonText` with an `etag`. */
export function AnswersUnlessKnown(schema: z.ZodType) {
  return applyDecorators(
    Answers(schema),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      schema: { type: 'string' },
      description: 'The ETag you were given; 304 when nothing has changed since.',
    }),
    ApiResponse({ status: 304, description: 'You have this answer already.' }),
  );
}

export function AnswersNothing() {
  return applyDecorators(
    HttpCode(204),
    ApiNoContentResponse(),
    ApiResponse({ status: 'default', standardSchema: problem, description: 'Problem document (RFC 9457)' }),
  );
}
