import { z } from 'zod';
import { upstreamOf } from '../answer-parts.ts';
import type { ConnectorContext, RecordPage, RecordsQuery, SourceRecord } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { HttpRequest, JsonAnswer } from '../connector-http.ts';
import { cursorCodec } from '../pages/cursor.ts';
import { type PageAt, walkPages } from '../pages/walk-pages.ts';
import { textAt, valueAt } from './json-pointer.ts';
import type { RestSourceManifest } from './manifest.ts';
import { type Paging, withPaging } from './paging.ts';
import { fillPath, fillValues } from './template.ts';

/** Reads the list page by page. An answer with more records than were asked for is handed on in portions. */
export async function* readRecords(
  manifest: RestSourceManifest,
  context: ConnectorContext,
  from: RecordsQuery,
): AsyncGenerator<RecordPage> {
  const limit = Math.max(1, Math.trunc(from.limit));
  const { pagination } = manifest.list;
  const { base_url: baseUrl } = context.settings;
  const request = requestOf(manifest, context);
  yield* withPaging(pagination, { baseUrl, limit }, (paging) => {
    const place = z.strictObject({ at: paging.shape, skip: z.int().nonnegative() });
    const codec = cursorCodec(place, [baseUrl, request, pagination]);
    const pages = pagesOf(manifest, context, request, paging);
    return walkPages(codec, from, { at: paging.first, skip: 0 }, async ({ at, skip }) => {
      const { records, next } = await pages(at);
      const end = skip + limit;
      if (end < records.length) return { records: records.slice(skip, end), next: { at, skip: end } };
      return { records: records.slice(skip), next: next === undefined ? undefined : { at: next, skip: 0 } };
    });
  });
}

type ListRequest = Required<Pick<HttpRequest, 'to' | 'query' | 'headers'>>;

function requestOf(
  { list, headers, settings: fields }: RestSourceManifest,
  { settings }: ConnectorContext,
): ListRequest {
  const values = { settings, fields };
  const search = list.search_param && settings.base_search ? { [list.search_param]: settings.base_search } : {};
  return {
    to: fillPath(list.path, values),
    query: { ...fillValues(list.query, values), ...search },
    headers: fillValues(headers, values),
  };
}

/** Gets pages, the last one kept for as long as portions of it are handed on. */
function pagesOf<P>(
  manifest: RestSourceManifest,
  { http, settings }: ConnectorContext,
  { to, query, headers }: ListRequest,
  paging: Paging<P>,
): (at: P) => Promise<PageAt<P>> {
  let held: (PageAt<P> & { at: P }) | undefined;
  return async (at) => {
    if (held?.at === at) return held;
    const address = paging.address?.(at);
    const page = address ? { to: address } : { to, query: { ...query, ...paging.query?.(at) } };
    const answer = await http.json({ ...page, headers }, z.unknown());
    const records = recordsOf(manifest, settings.base_url, answer);
    // A system that does not know how to turn pages gives the same one for ever.
    if (records.length > 0 && sameIds(records, held?.records)) {
      throw amiss(answer, 'The list gives the same page again in place of the next one.');
    }
    held = { at, records, next: paging.next(at, answer, records.length) };
    return held;
  };
}

function sameIds(records: SourceRecord[], before: SourceRecord[] | undefined): boolean {
  return records.length === before?.length && records.every(({ id }, index) => id === before[index]?.id);
}

function recordsOf({ list }: RestSourceManifest, baseUrl: string, answer: JsonAnswer<unknown>): SourceRecord[] {
  const found = valueAt(answer.data, list.records);
  if (!Array.isArray(found)) throw amiss(answer, 'The answer has no list where the manifest expects it.');
  return found.map((data: unknown) => {
    const id = textAt(data, list.record.id);
    if (id === null) throw amiss(answer, 'A record has no id where the manifest expects it.');
    const title = textAt(data, list.record.title);
    const url = webAddress(textAt(data, list.record.url), baseUrl);
    return { id, kind: list.kind, title, url, updated_at: textAt(data, list.record.updated_at), data };
  });
}

/** Only what a browser may follow: a link in a page of ours must not run a script. */
function webAddress(text: string | null, baseUrl: string): string | null {
  const url = text === null ? null : URL.parse(text, baseUrl);
  return url && /^https?:$/.test(url.protocol) ? url.href : null;
}

function amiss(answer: JsonAnswer<unknown>, message: string): ConnectorFault {
  const remedy = 'Compare the manifest with what the system answers.';
  return new ConnectorFault('unexpected_content', { message, remedy, upstream: upstreamOf(answer) });
}
