import { z } from 'zod';
import { upstreamOf } from '../answer-parts.ts';
import { isBelow } from '../base-url.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { HttpRequest, JsonAnswer } from '../connector-http.ts';
import { pageAt, pageSize } from '../pages/walk-pages.ts';
import { textAt, valueAt } from './json-pointer.ts';
import type { Pagination } from './manifest.ts';

/** How a list is divided: `P` is what its pages are known by. */
export interface Paging<P> {
  /** All that a cursor may say. */
  shape: z.ZodType<P>;
  first: P;
  /** What a page adds to the query. */
  query?(at: P): HttpRequest['query'];
  /** Instead of path and query. */
  address?(at: P): URL | undefined;
  /** Undefined at the end. */
  next(at: P, answer: JsonAnswer<unknown>, count: number): P | undefined;
}

/** Hands the paging of a list to `use`. A page shorter than asked for is no end: systems cap the size as they like. */
export function withPaging<T>(
  style: Pagination,
  { baseUrl, limit }: { baseUrl: string; limit: number },
  use: <P>(paging: Paging<P>) => T,
): T {
  switch (style.style) {
    case 'none':
      return use({ shape: z.null(), first: null, next: () => undefined });
    case 'page':
      return use(byNumber(style, limit));
    case 'offset':
      return use(byOffset(style, limit));
    case 'cursor':
      return use(byToken(style, limit));
    case 'link':
      return use(byLink(style, baseUrl, limit));
  }
}

type Style<S extends Pagination['style']> = Extract<Pagination, { style: S }>;

const whole = z.int().nonnegative();
const numbered = z.strictObject({ page: z.int().positive(), size: z.int().positive() });

/**
 * The number of a page says where it begins only along with its size, so both are kept, and a reader who goes on with
 * another limit gets the rest of the page as it was cut. Only after a full page is it known how many records lie behind.
 */
function byNumber({ param, first, more, size_param, size: largest }: Style<'page'>, limit: number) {
  return {
    shape: numbered,
    first: pageAt(0, limit, largest),
    query: ({ page, size }) => ({ [param]: page - 1 + first, ...(size_param && { [size_param]: size }) }),
    next({ page, size }, { data }, count) {
      if (count === 0 || (more !== undefined && !valueAt(data, more))) return undefined;
      return count === size && size_param ? pageAt(page * size, limit, largest) : { page: page + 1, size };
    },
  } satisfies Paging<z.output<typeof numbered>>;
}

function byOffset({ param, total, ...size }: Style<'offset'>, limit: number) {
  return {
    shape: whole,
    first: 0,
    query: (at) => ({ [param]: at, ...sized(size, limit) }),
    next(at, { data }, count) {
      const all = Number(textAt(data, total) ?? Number.POSITIVE_INFINITY);
      return count > 0 && at + count < all ? at + count : undefined;
    },
  } satisfies Paging<number>;
}

/** The first page has none. */
const token = z.string().min(1).max(8192).nullable();

function byToken({ param, next, ...size }: Style<'cursor'>, limit: number) {
  return {
    shape: token,
    first: null,
    query: (at) => ({ ...(at !== null && { [param]: at }), ...sized(size, limit) }),
    next: (_, { data }) => textAt(data, next) ?? undefined,
  } satisfies Paging<string | null>;
}

function byLink({ next, ...size }: Style<'link'>, baseUrl: string, limit: number) {
  const isOurs = (address: string | null) =>
    address === null || (URL.canParse(address) && isBelow(baseUrl, new URL(address)));
  return {
    // Cursors come from outside: an address in one leads nowhere that an answer of the system could not.
    shape: token.refine(isOurs),
    first: null,
    query: () => sized(size, limit),
    address: (at) => (at === null ? undefined : new URL(at)),
    next(_, answer) {
      const target = next === undefined ? nextLink(answer.headers.link) : textAt(answer.data, next);
      return target ? following(target, answer, baseUrl) : undefined;
    },
  } satisfies Paging<string | null>;
}

function sized({ size_param, size }: { size_param?: string; size: number }, limit: number): Record<string, number> {
  return size_param === undefined ? {} : { [size_param]: pageSize(limit, size) };
}

function following(target: string, answer: JsonAnswer<unknown>, baseUrl: string): string {
  const url = URL.parse(target, answer.url);
  if (url && isBelow(baseUrl, url)) return url.href;
  const message = 'The next page of the list lies outside of the base URL.';
  throw new ConnectorFault('unexpected_content', { message, upstream: upstreamOf(answer) });
}

function nextLink(header: string | undefined): string | null {
  for (const [, target = '', parameters = ''] of (header ?? '').matchAll(/<([^<>]*)>([^<]*)/g)) {
    const relations = /;\s*rel\s*=\s*"?([^";,]*)/i.exec(parameters)?.[1] ?? '';
    if (relations.toLowerCase().split(/\s+/).includes('next')) return target;
  }
  return null;
}
