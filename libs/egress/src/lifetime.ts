import { aborted, EgressError, type TimeLimit } from './errors.ts';
import type { Exchange } from './exchange.ts';

const passed: Record<TimeLimit, string> = {
  connect: 'There was no connection in time.',
  first_byte: 'No answer came in time.',
  idle: 'The answer stopped half-way.',
  total: 'The request took longer than allowed.',
};

/**
 * The time of a request with all its redirects: ended by a limit or by the caller, whichever is first. One timer serves
 * all limits, since most waits are over long before theirs: it looks at what holds when it fires.
 */
export class Lifetime {
  readonly #signal: AbortSignal | undefined;
  readonly #onAbort = () => this.stop(aborted());
  readonly #endsAt: number;
  #awaited: TimeLimit = 'total';
  #awaitedUntil = Number.POSITIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;
  #firesAt = Number.POSITIVE_INFINITY;
  #current: Exchange | undefined;
  #stopped: EgressError | undefined;

  constructor(totalMs: number, signal?: AbortSignal) {
    if (signal?.aborted) throw aborted();
    this.#endsAt = performance.now() + totalMs;
    this.#signal = signal;
    signal?.addEventListener('abort', this.#onAbort);
  }

  /** What is to be stopped when time is up. */
  watch(exchange: Exchange): void {
    this.#current = exchange;
  }

  /** The peer has so long for its next step, in place of what it had before. */
  allow(ms: number, limit: TimeLimit): void {
    this.#awaited = limit;
    this.#awaitedUntil = performance.now() + ms;
    this.#arm();
  }

  /** The step was taken. */
  taken(): void {
    this.#awaitedUntil = Number.POSITIVE_INFINITY;
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

  #arm(): void {
    const at = Math.min(this.#endsAt, this.#awaitedUntil);
    if (at >= this.#firesAt) return;
    clearTimeout(this.#timer);
    this.#firesAt = at;
    this.#timer = setTimeout(this.#look, Math.max(0, at - performance.now()));
  }

  readonly #look = () => {
    this.#firesAt = Number.POSITIVE_INFINITY;
    const now = performance.now();
    const limit = now >= this.#endsAt ? 'total' : now >= this.#awaitedUntil ? this.#awaited : undefined;
    if (!limit) this.#arm();
    else this.stop(new EgressError(limit === 'connect' ? 'connect_timeout' : 'timeout', passed[limit], { limit }));
  };
}
