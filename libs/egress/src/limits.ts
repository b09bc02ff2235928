import { aborted, type EgressError } from './errors.ts';

/** Times in milliseconds, sizes in bytes. `responseBytes` counts after decompression. */
export interface Limits {
  dnsMs: number;
  /** TCP and TLS together, and the tunnel of a proxy. */
  connectMs: number;
  /** From the last byte of the request to the headers of the answer. */
  firstByteMs: number;
  /** Silence within the answer. */
  idleMs: number;
  /** The whole request with its redirects, to the last byte of the answer. */
  totalMs: number;
  requestBytes: number;
  responseBytes: number;
  /** Belongs to connections: a request cannot change that of its client. */
  headerBytes: number;
}

/** Enough for a connection test and for ordinary API calls. */
export const testLimits: Limits = {
  dnsMs: 3_000,
  connectMs: 5_000,
  firstByteMs: 10_000,
  idleMs: 15_000,
  totalMs: 20_000,
  requestBytes: 1_048_576,
  responseBytes: 1_048_576,
  headerBytes: 65_536,
};

/**
 * Runs something that must be over in `ms` or when the caller gives up. It gets a signal whose reason is the error
 * that this then throws, so that it can put away what it began.
 */
export async function inTime<T>(
  ms: number,
  late: () => EgressError,
  caller: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  if (caller?.aborted) throw aborted();
  const controller = new AbortController();
  const given = Promise.withResolvers<never>();
  const stop = (error: EgressError) => {
    controller.abort(error);
    given.reject(error);
  };
  const timer = setTimeout(() => stop(late()), ms);
  const onAbort = () => stop(aborted());
  caller?.addEventListener('abort', onAbort);
  try {
    return await Promise.race([run(controller.signal), given.promise]);
  } finally {
    clearTimeout(timer);
    caller?.removeEventListener('abort', onAbort);
  }
}
