import { type Duplex, pipeline, Readable } from 'node:stream';
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { EgressError, tooLarge } from './errors.ts';
import type { Exchange } from './exchange.ts';

const decoders: Record<string, () => Duplex> = {
  gzip: () => createGunzip(),
  'x-gzip': () => createGunzip(),
  deflate: () => createInflate(),
  br: () => createBrotliDecompress(),
  // RFC 9659: no more than 8 MB of window, or an answer could ask for 128 MB.
  zstd: () => createZstdDecompress({ params: { [constants.ZSTD_d_windowLogMax]: 23 } }),
};

/** Makers of decoders for a Content-Encoding, in the order to apply them. Throws for one that is not known. */
export function decodersFor(encoding: string | undefined): (() => Duplex)[] {
  const names = (encoding ?? '')
    .toLowerCase()
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '' && name !== 'identity');
  if (names.length > 2) throw unreadable('It is compressed too many times.');
  return names.reverse().map((name) => {
    const decoder = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
    if (!decoder) throw unreadable(`It comes in an encoding that is not supported ("${name}").`);
    return decoder;
  });
}

/** The body after decompression, ended by `response_too_large` when more than `limit` bytes come out. */
export async function* limited(
  exchange: Exchange,
  making: (() => Duplex)[],
  limit: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let size = 0;
  const raw = exchange.body();
  try {
    for await (const chunk of making.length === 0 ? raw : decoded(raw, making)) {
      size += chunk.byteLength;
      if (size > limit) throw tooLarge(limit);
      yield chunk;
    }
  } finally {
    // A decoder reads ahead: without this the connection would stay until the next piece came.
    exchange.leave();
  }
}

export async function gathered(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

export async function text(body: AsyncIterable<Uint8Array>): Promise<string> {
  return (await gathered(body)).toString().replace(/^\uFEFF/, '');
}

/** Bytes read for the sake of keeping the connection; beyond them a new one is cheaper. */
const worthReading = 65_536;

/** Lets go of an answer. How it ends is of no interest any more, so this never throws. */
export async function discard(body: AsyncIterable<Uint8Array>): Promise<void> {
  let size = 0;
  try {
    for await (const chunk of body) {
      size += chunk.byteLength;
      if (size > worthReading) return;
    }
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
  }
}

async function* decoded(raw: AsyncGenerator<Uint8Array>, making: (() => Duplex)[]): AsyncGenerator<Uint8Array> {
  const first = await raw.next();
  // Some servers announce a compression and send nothing.
  if (first.done) return;
  const source = Readable.from(prepend(first.value, raw), { objectMode: false });
  // Errors come out of the last stage, where they are read.
  const last = pipeline([source, ...making.map((make) => make())], () => {}) as unknown as Readable;
  try {
    yield* last;
  } catch (error) {
    if (source.errored instanceof EgressError) throw source.errored;
    throw unreadable('It is damaged.', error);
  } finally {
    source.destroy();
  }
}

async function* prepend(first: Uint8Array, rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield first;
  yield* rest;
}

function unreadable(why: string, cause?: unknown): EgressError {
  return new EgressError('connection_lost', `The answer cannot be read. ${why}`, { cause });
}
