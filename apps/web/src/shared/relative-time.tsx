import { useSyncExternalStore } from 'react';
import { exactTime, relativeTime } from './format.ts';

const TICK_MS = 30_000;
let now = new Date();

/** One clock for all the times on the page. */
function everyTick(listener: () => void): () => void {
  const timer = setInterval(() => {
    now = new Date();
    listener();
  }, TICK_MS);
  return () => clearInterval(timer);
}

interface RelativeTimeProps {
  /** RFC 3339; null shows `never`. */
  at: string | null;
  never?: string;
}

/** How long ago something was, with the exact time in the viewer's zone on hover. */
export function RelativeTime({ at, never = 'Never' }: RelativeTimeProps) {
  const current = useSyncExternalStore(everyTick, () => now);
  if (at === null) return never;
  const date = new Date(at);
  return (
    <time dateTime={at} title={exactTime(date)}>
      {relativeTime(date, current)}
    </time>
  );
}
