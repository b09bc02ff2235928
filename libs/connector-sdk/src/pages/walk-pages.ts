import type { RecordPage, RecordsQuery, SourceRecord } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import type { CursorCodec } from './cursor.ts';

export interface PageAt<P> {
  records: SourceRecord[];
  /** Where the next page is; undefined at the end. */
  next: P | undefined;
}

/** Pages may be empty where permissions hide every record of one, but not for ever. */
const mostEmptyPages = 1000;

/**
 * Reads page after page, each only when asked for, so that one page is in memory at a time. A system that sends us in a
 * circle is found out by comparing each position with one remembered at the last power of two (Brent's algorithm).
 */
export async function* walkPages<P>(
  codec: CursorCodec<P>,
  from: Pick<RecordsQuery, 'cursor'>,
  start: P,
  read: (position: P) => Promise<PageAt<P>>,
): AsyncGenerator<RecordPage> {
  let position: P | undefined = from.cursor === undefined ? start : codec.decode(from.cursor);
  let milestone = codec.encode(position);
  let untilMilestone = 1;
  let emptyPages = 0;
  for (let steps = 1; position !== undefined; steps++) {
    const { records, next }: PageAt<P> = await read(position);
    const cursor = next === undefined ? null : codec.encode(next);
    emptyPages = records.length === 0 ? emptyPages + 1 : 0;
    if (cursor === milestone || emptyPages > mostEmptyPages) throw endless();
    yield { records, cursor };
    if (steps === untilMilestone && cursor !== null) {
      milestone = cursor;
      untilMilestone *= 2;
      steps = 0;
    }
    position = next;
  }
}

/** Records to ask for at once: what the caller can take, at most what the system gives. */
export function pageSize(limit: number, largest: number): number {
  return Math.min(Math.max(1, Math.trunc(limit)), largest);
}

/**
 * Where systems count pages, the page that begins after so many records: the largest one that fits the limit. So a
 * reader may go on from a cursor with another limit than it began with.
 */
export function pageAt(offset: number, limit: number, largest: number): { page: number; size: number } {
  let size = pageSize(limit, largest);
  while (offset % size !== 0) size--;
  return { page: offset / size + 1, size };
}

function endless(): ConnectorFault {
  return new ConnectorFault('unexpected_content', {
    message: 'The system leads from page to page without end.',
    remedy: 'Narrow the filter; if that does not help, the paging of the system is broken.',
  });
}
