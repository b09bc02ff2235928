/** Doubled after each failure in a row, the pause between checks grows up to this, in seconds. */
const LONGEST_SECONDS = 3600;
/** A system that asks us to slow down is believed up to this. */
const LONGEST_WISH_MS = 24 * 3_600_000;
/** Checks that began together drift apart: each pause is this part of itself longer or shorter. */
const JITTER = 0.1;

interface CheckPace {
  everySeconds: number;
  /** Failed checks in a row, the last one included. */
  failures: number;
  /** When the system wants to be asked again. */
  retryAt: Date | null;
  now: Date;
  /** From 0 up to 1. */
  random: number;
}

/** How long to wait for the next check, in ms: the first failure is looked at again in the usual time. */
export function pauseBeforeNext({ everySeconds, failures, retryAt, now, random }: CheckPace): number {
  const doubled = everySeconds * 2 ** Math.max(0, Math.min(failures, 20) - 1);
  const seconds = Math.min(doubled, Math.max(LONGEST_SECONDS, everySeconds));
  const pause = seconds * 1000 * (1 + JITTER * (2 * random - 1));
  const wish = retryAt ? Math.min(retryAt.getTime() - now.getTime(), LONGEST_WISH_MS) : 0;
  return Math.round(Math.max(pause, wish));
}
