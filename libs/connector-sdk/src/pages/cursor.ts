import { createHash } from 'node:crypto';
import { z } from 'zod';
import { ConnectorFault } from '../connector-fault.ts';

/** Puts a position into an opaque text and takes it out again. */
export interface CursorCodec<P> {
  encode(position: P): string;
  /** Throws `invalid_config` for a text that is none of ours, or of another query. */
  decode(cursor: string): P;
}

const longestCursor = 16_384;

/**
 * A cursor holds a position and a print of the query it belongs to (address, filter, fields): after the filter has
 * changed, an old position would silently skip records, so it is refused. The print is no signature: what a position may
 * be is for its shape to say.
 */
export function cursorCodec<P>(position: z.ZodType<P>, query: unknown): CursorCodec<P> {
  const print = createHash('sha256').update(JSON.stringify(query)).digest('base64url').slice(0, 16);
  const shape = z.strictObject({ v: z.literal(1), query: z.literal(print), at: position });
  return {
    encode: (at) => Buffer.from(JSON.stringify({ v: 1, query: print, at })).toString('base64url'),
    decode(cursor) {
      const parsed = cursor.length <= longestCursor ? shape.safeParse(jsonIn(cursor)) : undefined;
      if (parsed?.success) return parsed.data.at;
      throw new ConnectorFault('invalid_config', {
        message: 'The cursor does not belong to this integration as it is configured now.',
        remedy: 'Read again from the start, without a cursor.',
      });
    },
  };
}

function jsonIn(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
