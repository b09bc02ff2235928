import type { Socket } from 'node:net';

/** Bounds how many sockets are open at once; whoever finds none left waits for one to close. */
export class SocketSlots {
  #free: number;
  readonly #waiting = new Set<() => void>();

  constructor(size: number) {
    this.#free = size;
  }

  /** Opens a socket once there is room for it. The slot is given back when the socket closes or does not open. */
  async use<T extends Socket>(signal: AbortSignal, open: () => Promise<T>): Promise<T> {
    await this.#take(signal);
    try {
      const socket = await open();
      if (socket.destroyed) this.#giveBack();
      else socket.once('close', () => this.#giveBack());
      return socket;
    } catch (error) {
      this.#giveBack();
      throw error;
    }
  }

  async #take(signal: AbortSignal): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    const onAbort = () => turn.reject(signal.reason);
    this.#waiting.add(turn.resolve);
    signal.addEventListener('abort', onAbort);
    try {
      await turn.promise;
    } finally {
      this.#waiting.delete(turn.resolve);
      signal.removeEventListener('abort', onAbort);
    }
  }

  #giveBack(): void {
    const [next] = this.#waiting;
    if (next) {
      this.#waiting.delete(next);
      next();
    } else {
      this.#free += 1;
    }
  }
}
