import { z } from 'zod';
import { unreadableRequest } from '../errors/common-errors.ts';

/** Query parameters every list takes. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many rows at most.'),
  cursor: z.string().max(1000).optional().describe('Where to go on: taken from the `Link` header of the page before.'),
};

/** The place after one row of a sorted list: the sort it belongs to, that row's sort value as text, and its id. */
export interface Cursor {
  sort: string;
  value: string | null;
  id: number;
}

export function encodeCursor(cursor: Cursor): string {
  return Buffer.from(JSON.stringify([cursor.sort, cursor.value, cursor.id])).toString('base64url');
}

const cursorShape = z.tuple([
  z.string(),
  z
    .string()
    .regex(/^[^\0]{0,300}$/u)
    .nullable(),
  z.number().int().min(0).max(2_147_483_647),
]);

/** Reads a cursor back; throws 400 when it is not one of ours or belongs to another order. */
export function decodeCursor(text: string | undefined, sort: string): Cursor | undefined {
  if (text === undefined) return undefined;
  const parsed = cursorShape.safeParse(parse(Buffer.from(text, 'base64url').toString()));
  if (!parsed.success || parsed.data[0] !== sort) {
    throw unreadableRequest({ detail: 'This cursor does not belong to this list and order. Start again without it.' });
  }
  const [, value, id] = parsed.data;
  return { sort, value, id };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
