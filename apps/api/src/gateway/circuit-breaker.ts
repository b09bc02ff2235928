const WINDOW_MS = 30_000;
/** So many failures in a row open it, or this share of at least so many attempts within the window. */
const IN_A_ROW = 5;
const LEAST_ATTEMPTS = 10;
const SHARE = 0.5;
const PAUSE_MS = 15_000;

export const circuitStates = ['closed', 'open', 'half_open'] as const;
export type CircuitState = (typeof circuitStates)[number];

/**
 * Keeps calls from a provider that fails them anyway. Once open it lets one call through after a pause; that one decides.
 * Each process has its own, since each sees for itself whether it gets through. Times are milliseconds of a steady clock.
 */
export class CircuitBreaker {
  private attempts: { at: number; failed: boolean }[] = [];
  private failuresInARow = 0;
  private openedAt: number | undefined;
  private probing = false;

  /** Whether a call may go out now. In the half-open state it is the probe, and has to tell how it went. */
  allows(now: number): boolean {
    if (this.openedAt === undefined) return true;
    if (this.probing || now - this.openedAt < PAUSE_MS) return false;
    this.probing = true;
    return true;
  }

  succeeded(now: number): void {
    if (this.openedAt !== undefined) this.attempts = [];
    this.openedAt = undefined;
    this.probing = false;
    this.failuresInARow = 0;
    this.note(now, false);
  }

  /** Gives true when this failure opened it. */
  failed(now: number): boolean {
    this.failuresInARow += 1;
    this.note(now, true);
    const wasClosed = this.openedAt === undefined;
    if (!this.probing && (!wasClosed || !this.isTooMuch())) return false;
    this.openedAt = now;
    this.probing = false;
    return wasClosed;
  }

  /** A call that says nothing about the provider, such as one whose client went away. */
  unknown(): void {
    this.probing = false;
  }

  state(now: number): CircuitState {
    if (this.openedAt === undefined) return 'closed';
    return this.probing || now - this.openedAt >= PAUSE_MS ? 'half_open' : 'open';
  }

  private note(at: number, failed: boolean): void {
    // Where nothing fails, nothing has to be remembered.
    if (!failed && this.attempts.length === 0) return;
    this.attempts.push({ at, failed });
    const first = this.attempts.findIndex((attempt) => attempt.at > at - WINDOW_MS);
    if (first > 0) this.attempts.splice(0, first);
    if (this.attempts.length > 1000) this.attempts.splice(0, 500);
  }

  private isTooMuch(): boolean {
    if (this.failuresInARow >= IN_A_ROW) return true;
    const failures = this.attempts.filter(({ failed }) => failed).length;
    return this.attempts.length >= LEAST_ATTEMPTS && failures / this.attempts.length >= SHARE;
  }
}
