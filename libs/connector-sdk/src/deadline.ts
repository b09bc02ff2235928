/** The reason a signal gives when its time is up, told apart from a caller who went away. */
export class OutOfTime extends Error {
  override readonly name = 'OutOfTime';
}

/** Signals `OutOfTime` after so many ms, or what `outer` signals before. `end` frees the timer and ends what still listens. */
export function deadline(ms: number, outer?: AbortSignal): { signal: AbortSignal; end(): void } {
  const limit = new AbortController();
  const timer = setTimeout(() => limit.abort(new OutOfTime()), ms);
  return {
    signal: outer ? AbortSignal.any([outer, limit.signal]) : limit.signal,
    end() {
      clearTimeout(timer);
      limit.abort();
    },
  };
}

/** The result of some work, or the reason of the signal as soon as it has one: work that ignores it is left behind. */
export async function unlessAborted<T>(signal: AbortSignal, work: () => T | Promise<T>): Promise<T> {
  signal.throwIfAborted();
  let leave = () => {};
  const aborted = new Promise<never>((_, reject) => {
    leave = () => reject(signal.reason);
    signal.addEventListener('abort', leave, { once: true });
  });
  try {
    return await Promise.race([(async () => work())(), aborted]);
  } finally {
    signal.removeEventListener('abort', leave);
  }
}
