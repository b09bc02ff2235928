import { aborted, EgressError } from './errors.ts';
import type { Exchange } from './exchange.ts';

/** The time of a request with all its redirects: ended by the total limit or by the caller, whichever is first. */
export class Lifetime {
  readonly #signal: AbortSignal | undefined;
  readonly #timer: NodeJS.Timeout;
  readonly #onAbort = () => this.stop(aborted());
  #current: Exchange | undefined;
  #stopped: EgressError | undefined;

  constructor(totalMs: number, signal: AbortSignal | undefined) {
    if (signal?.aborted) throw aborted();
    this.#signal = signal;
    this.#timer = setTimeout(
      () => this.stop(new EgressError('timeout', 'The request took longer than allowed.', { limit: 'total' })),
      totalMs,
    );
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** What is to be stopped when time is up. */
  watch(exchange: Exchange): void {
    this.#current = exchange;
  }

  /** Throws why it was stopped, if it was. */
  assertLive(): void {
    if (this.#stopped) throw this.#stopped;
  }

  stop(error: EgressError): void {
    this.#stopped = error;
    this.#current?.fail(error);
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#signal?.removeEventListener('abort', this.#onAbort);
  }
}
