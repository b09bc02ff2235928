import type { Dispatcher } from 'undici';
import { EgressError, tooLarge } from './errors.ts';
import { exchangeFailure } from './failures.ts';
import type { Lifetime } from './lifetime.ts';
import type { Limits } from './limits.ts';

type Head = { status: number; headers: Record<string, string | string[] | undefined> };

/** Bytes that may wait for their reader before the peer is held back. */
const highWater = 65_536;

/**
 * One request and its answer on a connection of undici's. It says how long each wait for the peer may take: undici's own
 * timers have a resolution of half a second.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  /** Settles with the first answer that is not informational. */
  readonly head = Promise.withResolvers<Head>();
  /** What making the connection took; null when one was there already. */
  connectMs: number | null = null;
  firstByteMs = 0;
  #startedAt: number | undefined;
  #answered = false;
  readonly #limits: Limits;
  readonly #lifetime: Lifetime;
  readonly #newConnectionMs: () => number | null;
  #controller: Dispatcher.DispatchController | undefined;
  #chunks: Uint8Array[] = [];
  #waiting = 0;
  #wake: (() => void) | undefined;
  #failure: EgressError | undefined;
  #ended = false;
  #onOver: (() => void) | undefined;

  constructor(limits: Limits, lifetime: Lifetime, newConnectionMs: () => number | null) {
    this.#limits = limits;
    this.#lifetime = lifetime;
    this.#newConnectionMs = newConnectionMs;
    lifetime.watch(this);
    lifetime.allow(limits.dnsMs + limits.connectMs, 'connect');
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#failure) {
      controller.abort(this.#failure);
      return;
    }
    this.#controller = controller;
    this.#startedAt = performance.now();
    this.connectMs = this.#newConnectionMs();
    this.#lifetime.allow(this.#limits.firstByteMs, 'first_byte');
  }

  onBodySent(): void {
    if (!this.#answered) this.#lifetime.allow(this.#limits.firstByteMs, 'first_byte');
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: Head['headers']): void {
    if (status < 200) return;
    this.#answered = true;
    this.firstByteMs = Math.round(performance.now() - (this.#startedAt ?? 0));
    this.#lifetime.taken();
    this.head.resolve({ status, headers });
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Uint8Array): void {
    this.#chunks.push(chunk);
    this.#waiting += chunk.byteLength;
    if (this.#waiting >= highWater) controller.pause();
    this.#wake?.();
  }

  onResponseEnd(): void {
    this.#ended = true;
    this.#over();
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    this.fail(exchangeFailure(error));
  }

  /** Whether it was lost on a connection that had been kept, before a word of an answer. */
  get foundConnectionClosed(): boolean {
    const sentOnKept = this.#startedAt !== undefined && this.connectMs === null;
    return sentOnKept && !this.#answered && this.#failure?.code === 'connection_lost';
  }

  /** Ends the exchange and its connection. Does nothing once it is over. */
  fail(error: EgressError): void {
    if (this.#isOver) return;
    this.#failure = error;
    this.head.reject(error);
    this.#controller?.abort(error);
    this.#over();
  }

  /** Calls back when the last byte has come or the exchange has failed. */
  whenOver(callback: () => void): void {
    if (this.#isOver) callback();
    else this.#onOver = callback;
  }

  /** The body as it comes. Leaving the loop early closes the connection. */
  async *body(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.#chunks.shift();
        if (chunk) {
          this.#waiting -= chunk.byteLength;
          if (this.#controller?.paused && this.#waiting < highWater / 2) this.#controller.resume();
          yield chunk;
        } else if (this.#failure) {
          throw this.#failure;
        } else if (this.#ended) {
          return;
        } else {
          await this.#more();
        }
      }
    } finally {
      this.leave();
    }
  }

  /** All of the body, of `limit` bytes at most. */
  async bytes(limit: number): Promise<Buffer> {
    const all: Uint8Array[] = [];
    let size = 0;
    try {
      for (;;) {
        for (const chunk of this.#chunks.splice(0)) {
          size += chunk.byteLength;
          if (size > limit) throw tooLarge(limit);
          all.push(chunk);
        }
        this.#waiting = 0;
        if (this.#failure) throw this.#failure;
        if (this.#ended) return all.length === 1 && all[0] ? viewOf(all[0]) : Buffer.concat(all);
        if (this.#controller?.paused) this.#controller.resume();
        await this.#more();
      }
    } finally {
      this.leave();
    }
  }

  /** Closes the connection unless the answer has come to its end. */
  leave(): void {
    if (!this.#isOver) this.fail(new EgressError('connection_lost', 'The answer was not read to its end.'));
  }

  get #isOver(): boolean {
    return this.#ended || this.#failure !== undefined;
  }

  async #more(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    this.#lifetime.allow(this.#limits.idleMs, 'idle');
    await promise;
    this.#wake = undefined;
    this.#lifetime.taken();
  }

  #over(): void {
    this.#lifetime.taken();
    this.#wake?.();
    this.#onOver?.();
  }
}

const viewOf = (chunk: Uint8Array) => Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
