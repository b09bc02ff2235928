import type { ServerResponse } from 'node:http';

/** Copying more than this costs more than a second write. */
const SMALL = 32_768;

/** A client that reads nothing for so long is let go: it would hold its provider's connection for good. */
const READS_WITHIN_MS = 60_000;

const nothing = () => undefined;

/** The client of one call: who gets the answer, and who may go away before it is there. */
export class Caller {
  isGone = false;
  /** It had not left: this process broke the call off, because it stops. */
  isSentAway = false;
  /** Called once, when the client goes away or is sent away: stops whatever is under way for it. */
  onGone: () => void = nothing;

  /** Of a steady clock. */
  readonly begunAt = performance.now();

  constructor(
    readonly response: ServerResponse,
    private readonly requestId: string,
  ) {
    response.once('close', () => {
      if (!response.writableFinished) this.leave();
    });
  }

  leave(): void {
    if (this.isGone) return;
    this.isGone = true;
    this.onGone();
  }

  /** Breaks off its call and its connection, which the end of the process would wait for. */
  sendAway(): void {
    this.isSentAway = !this.isGone;
    this.leave();
    this.response.destroy();
  }

  /** Waits, but not for a client that is gone. */
  async pause(ms: number): Promise<void> {
    if (this.isGone) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.onGone = resolve;
    await promise;
    this.onGone = nothing;
    clearTimeout(timer);
  }

  head(status: number, headers: Record<string, string>): void {
    // Nothing answered here is a page, whatever a browser may make of it.
    this.response.writeHead(status, {
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'x-request-id': this.requestId,
      ...headers,
    });
  }

  /** Bytes as a text of one character each; waits while the client reads slower than the provider writes. */
  write(bytes: string): Promise<void> | undefined {
    if (bytes === '' || this.response.write(bytes, 'latin1') || this.isGone) return undefined;
    return this.drained();
  }

  end(body?: string): void {
    this.response.end(body);
  }

  /**
   * Head and body in one: as a text they leave in one write, where a buffer would take two. They leave at the end of this
   * turn of the event loop, so that a client of many calls is woken once for all that are answered in it.
   */
  whole(status: number, headers: Record<string, string>, body: Buffer): void {
    setImmediate(() => {
      this.head(status, { ...headers, 'content-length': String(body.length) });
      if (body.length < SMALL) this.response.end(body.toString('latin1'), 'latin1');
      else this.response.end(body);
    });
  }

  json(status: number, body: object, headers: Record<string, string> = {}): void {
    const text = JSON.stringify(body);
    const length = String(Buffer.byteLength(text));
    this.head(status, { ...headers, 'content-type': 'application/json; charset=utf-8', 'content-length': length });
    this.end(text);
  }

  /** Ends an answer that is not whole so that nobody takes it for whole: what is left is sent, then the connection breaks off. */
  breakOff(last: string): void {
    this.response.write(last, () => this.response.socket?.destroySoon());
  }

  private drained(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(() => this.response.destroy(), READS_WITHIN_MS);
    this.response.once('drain', resolve).once('close', resolve);
    return promise.finally(() => {
      clearTimeout(timer);
      this.response.off('drain', resolve).off('close', resolve);
    });
  }
}
