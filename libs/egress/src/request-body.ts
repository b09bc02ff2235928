import { EgressError } from './errors.ts';

export type RequestBody = string | Uint8Array | AsyncIterable<Uint8Array>;

/** A body that is refused when it has more than `limit` bytes: at once if its size is known, else on the way. */
export function limitedBody(body: RequestBody | undefined, limit: number): RequestBody | undefined {
  if (body === undefined) return undefined;
  if (typeof body !== 'string' && !(body instanceof Uint8Array)) return counted(body, limit);
  if (Buffer.byteLength(body) > limit) throw tooLarge(limit);
  return body;
}

async function* counted(body: AsyncIterable<Uint8Array>, limit: number): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of read(body)) {
    size += chunk.byteLength;
    if (size > limit) throw tooLarge(limit);
    yield chunk;
  }
}

async function* read(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* body;
  } catch (cause) {
    throw new EgressError('invalid_request', 'The body of the request cannot be read.', { cause });
  }
}

function tooLarge(limit: number): EgressError {
  return new EgressError('invalid_request', `The body of the request is larger than ${limit} bytes.`);
}
