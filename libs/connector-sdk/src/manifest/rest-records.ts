import { z } from 'zod';
import type { ConnectorContext, RecordPage, RecordsQuery, SourceRecord } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { JsonAnswer } from '../connector-http.ts';
import { upstreamOf } from '../general-faults.ts';
import { textAt, valueAt } from './json-pointer.ts';
import type { RestSourceManifest } from './manifest.ts';
import { type At, type Place, pagingOf, readCursor, writeCursor } from './paging.ts';
import { fillPath, fillValues } from './template.ts';

const maxPages = 10_000;

/**
 * Reads the list page by page. An answer with more records than were asked for is handed on in portions; a system that
 * leads in circles is a fault rather than an endless stream.
 */
export async function* readRecords(
  manifest: RestSourceManifest,
  context: ConnectorContext,
  from: RecordsQuery,
): AsyncGenerator<RecordPage> {
  const { pagination } = manifest.list;
  const paging = pagingOf(pagination, context.settings.base_url);
  const limit = Math.max(1, Math.trunc(from.limit));
  let place: Place | null =
    from.cursor === undefined ? { at: paging.first, skip: 0 } : readCursor(pagination, from.cursor);
  const seen = new Set<At>();
  let before = '';
  while (place !== null) {
    const answer: JsonAnswer<unknown> = await fetchPage(manifest, context, place.at, limit);
    const records = recordsOf(manifest, context.settings.base_url, answer);
    const ids = JSON.stringify(records.map(({ id }) => id));
    if (seen.has(place.at) || seen.size >= maxPages || (records.length > 0 && ids === before)) throw circling(answer);
    seen.add(place.at);
    before = ids;
    const next: At | undefined = paging.next(place.at, answer, records.length);
    const after: Place | null = next === undefined ? null : { at: next, skip: 0 };
    yield* portions(records, place, after, limit, (where) => writeCursor(pagination, where));
    place = after;
  }
}

function* portions(
  records: SourceRecord[],
  { at, skip }: Place,
  after: Place | null,
  limit: number,
  cursorOf: (place: Place) => string,
): Generator<RecordPage> {
  for (let start = skip; ; start += limit) {
    const end = start + limit;
    const here = end < records.length ? { at, skip: end } : after;
    yield { records: records.slice(start, end), cursor: here && cursorOf(here) };
    if (end >= records.length) return;
  }
}

async function fetchPage(
  manifest: RestSourceManifest,
  { http, settings }: ConnectorContext,
  at: At,
  limit: number,
): Promise<JsonAnswer<unknown>> {
  const { list } = manifest;
  const paging = pagingOf(list.pagination, settings.base_url);
  const address = paging.address?.(at);
  const values = { settings, fields: manifest.settings };
  const headers = fillValues(manifest.headers, values);
  if (address) return http.json({ to: address, headers }, z.unknown());
  const search = list.search_param && settings.base_search ? { [list.search_param]: settings.base_search } : {};
  const query = { ...fillValues(list.query, values), ...search, ...paging.query(at, limit) };
  return http.json({ to: fillPath(list.path, values), query, headers }, z.unknown());
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

function circling(answer: JsonAnswer<unknown>): ConnectorFault {
  return amiss(answer, 'The pages of the list lead in circles.');
}

function amiss(answer: JsonAnswer<unknown>, message: string): ConnectorFault {
  const remedy = 'Compare the manifest with what the system answers.';
  return new ConnectorFault('unexpected_content', { message, remedy, upstream: upstreamOf(answer) });
}
