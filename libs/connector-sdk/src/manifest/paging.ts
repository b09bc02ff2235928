import { z } from 'zod';
import { isBelow } from '../base-url.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { JsonAnswer } from '../connector-http.ts';
import { upstreamOf } from '../general-faults.ts';
import { textAt, valueAt } from './json-pointer.ts';
import type { Pagination } from './manifest.ts';

/** Where a page begins: its number, an offset, a token or an address; null for the first page where it has none. */
export type At = number | string | null;

export interface Place {
  at: At;
  /** Records of the page that were handed on before. */
  skip: number;
}

export interface Paging {
  first: At;
  query(at: At, limit: number): Record<string, string | number>;
  /** Instead of path and query. */
  address?(at: At): URL | undefined;
  /** Undefined at the end. */
  next(at: At, answer: JsonAnswer<unknown>, count: number): At | undefined;
}

/** A page shorter than asked for is no end: systems cap the size of pages as they like. */
export function pagingOf(style: Pagination, baseUrl: string): Paging {
  switch (style.style) {
    case 'none':
      return { first: null, query: () => ({}), next: () => undefined };
    case 'page':
      return {
        first: style.first,
        query: (at, limit) => ({ [style.param]: Number(at), ...sized(style, limit) }),
        next: (at, { data }, count) => (count > 0 && saysMore(style.more, data) ? Number(at) + 1 : undefined),
      };
    case 'offset':
      return {
        first: 0,
        query: (at, limit) => ({ [style.param]: Number(at), ...sized(style, limit) }),
        next: (at, { data }, count) => {
          const total = Number(textAt(data, style.total) ?? Number.POSITIVE_INFINITY);
          return count > 0 && Number(at) + count < total ? Number(at) + count : undefined;
        },
      };
    case 'cursor':
      return {
        first: null,
        query: (at, limit) => ({ ...(at !== null && { [style.param]: at }), ...sized(style, limit) }),
        next: (_, { data }) => textAt(data, style.next) ?? undefined,
      };
    case 'link':
      return {
        first: null,
        query: (_, limit) => sized(style, limit),
        address: (at) => (at === null ? undefined : addressBelow(String(at), baseUrl)),
        next: (_, answer) => {
          const target = style.next === undefined ? nextLink(answer.headers.link) : textAt(answer.data, style.next);
          return target ? following(target, answer, baseUrl) : undefined;
        },
      };
  }
}

function sized(style: { size_param?: string; size: number }, limit: number): Record<string, number> {
  return style.size_param === undefined ? {} : { [style.size_param]: Math.min(limit, style.size) };
}

function saysMore(pointer: string | undefined, data: unknown): boolean {
  return pointer === undefined || Boolean(valueAt(data, pointer));
}

function following(target: string, answer: JsonAnswer<unknown>, baseUrl: string): string {
  const url = URL.parse(target, answer.url);
  if (url && isBelow(baseUrl, url)) return url.href;
  const message = 'The next page of the list lies outside of the base URL.';
  throw new ConnectorFault('unexpected_content', { message, upstream: upstreamOf(answer) });
}

function addressBelow(text: string, baseUrl: string): URL {
  const url = URL.parse(text);
  if (!url || !isBelow(baseUrl, url)) throw foreignCursor();
  return url;
}

function nextLink(header: string | undefined): string | null {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const relations = /;\s*rel\s*=\s*"?([^";,]*)/i.exec(parameters)?.[1] ?? '';
    if (relations.toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return null;
}

const count = z.int().min(0);
const token = z.string().min(1).max(8192).nullable();
const cursorShapes = {
  none: z.strictObject({ style: z.literal('none'), at: z.null(), skip: count }),
  page: z.strictObject({ style: z.literal('page'), at: count, skip: count }),
  offset: z.strictObject({ style: z.literal('offset'), at: count, skip: count }),
  cursor: z.strictObject({ style: z.literal('cursor'), at: token, skip: count }),
  link: z.strictObject({ style: z.literal('link'), at: token, skip: count }),
} satisfies Record<Pagination['style'], z.ZodType<Place>>;

export function writeCursor({ style }: Pagination, { at, skip }: Place): string {
  return Buffer.from(JSON.stringify({ style, at, skip })).toString('base64url');
}

/** Takes nothing that {@link writeCursor} would not have written for this style of pagination. */
export function readCursor({ style }: Pagination, cursor: string): Place {
  try {
    return cursorShapes[style].parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw foreignCursor();
  }
}

function foreignCursor(): ConnectorFault {
  return new ConnectorFault('invalid_config', {
    message: 'The cursor is not one of this list.',
    remedy: 'Start again without a cursor.',
  });
}
