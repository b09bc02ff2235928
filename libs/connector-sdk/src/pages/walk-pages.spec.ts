import { expect, it } from 'vitest';
import { z } from 'zod';
import type { RecordPage } from '../connector.ts';
import { cursorCodec } from './cursor.ts';
import { pageAt, walkPages } from './walk-pages.ts';

const codec = cursorCodec(z.int(), 'query');
const record = (id: number) => ({ id: String(id), kind: 'issue', title: null, url: null, updated_at: null, data: {} });

/** Pages of one record each, where the next position follows from the present one. */
function walk(next: (position: number) => number | undefined, cursor?: string) {
  return walkPages(codec, { cursor }, 0, async (at) => ({ records: [record(at)], next: next(at) }));
}

async function idsOf(pages: AsyncIterable<RecordPage>): Promise<string[]> {
  const ids: string[] = [];
  for await (const { records } of pages) ids.push(...records.map(({ id }) => id));
  return ids;
}

it('reads to the end', async () => {
  expect(await idsOf(walk((at) => (at < 3 ? at + 1 : undefined)))).toEqual(['0', '1', '2', '3']);
});

it('ends with a cursor of null', async () => {
  const cursors: (string | null)[] = [];
  for await (const { cursor } of walk((at) => (at < 1 ? at + 1 : undefined))) cursors.push(cursor);
  expect(cursors).toEqual([codec.encode(1), null]);
});

it('continues from a cursor', async () => {
  expect(await idsOf(walk((at) => (at < 3 ? at + 1 : undefined), codec.encode(2)))).toEqual(['2', '3']);
});

it('asks for a page only when it is wanted', async () => {
  const asked: number[] = [];
  const pages = walk((at) => {
    asked.push(at);
    return at + 1;
  });
  await pages.next();
  await pages.return(undefined);
  expect(asked).toEqual([0]);
});

it.each<[string, (at: number) => number]>([
  ['to itself', () => 0],
  ['back to the start', (at) => (at < 4 ? at + 1 : 0)],
  ['into a circle further on', (at) => (at < 40 ? at + 1 : 30)],
])('ends when a system leads %s', async (_, next) => {
  await expect(idsOf(walk(next))).rejects.toMatchObject({ errorClass: 'unexpected_content' });
});

it('ends when empty pages never end', async () => {
  const pages = walkPages(codec, {}, 0, async (at) => ({ records: [], next: at + 1 }));
  await expect(idsOf(pages)).rejects.toMatchObject({ errorClass: 'unexpected_content' });
});

it.each([
  [0, 50, { page: 1, size: 50 }],
  [50, 50, { page: 2, size: 50 }],
  [0, 5000, { page: 1, size: 100 }],
  [50, 100, { page: 2, size: 50 }],
  [60, 25, { page: 4, size: 20 }],
  [7, 5, { page: 8, size: 1 }],
])('after %i records, with a limit of %i, comes page %j', (offset, limit, expected) => {
  expect(pageAt(offset, limit, 100)).toEqual(expected);
});
