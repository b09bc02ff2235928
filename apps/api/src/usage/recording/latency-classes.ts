const GROWTH = 1.25;
const LATENCY_CLASSES = 64;

/** Milliseconds: a time belongs to the first class whose end it does not pass; the last class has no end. */
const ends = Array.from({ length: LATENCY_CLASSES }, (_, index) => GROWTH ** index);

/** How many of each class, from the shortest on; classes after the last one that counts are left out. */
export type LatencyCounts = number[];

export function countLatency(counts: LatencyCounts, ms: number): void {
  const found = ends.findIndex((end) => ms <= end);
  const index = found === -1 ? ends.length - 1 : found;
  while (counts.length <= index) counts.push(0);
  counts[index] = (counts[index] ?? 0) + 1;
}

/** Decimal places that each class has in a number of packed counts. */
const PLACES = 12;

/** What the database made of counts, or of the sum of many: a number of any length, which begins with the last class. */
export function unpackCounts(packed: string): LatencyCounts {
  const counts: LatencyCounts = [];
  for (let end = packed.length; end > 0; end -= PLACES)
    counts.push(Number(packed.slice(Math.max(0, end - PLACES), end)));
  return counts;
}

export interface Percentiles {
  p50: number;
  p95: number;
  p99: number;
}

/** In whole milliseconds, as if the times of each class were spread evenly over it; null when nothing was counted. */
export function percentilesOf(counts: LatencyCounts): Percentiles | null {
  if (!counts.some((count) => count > 0)) return null;
  return { p50: percentile(counts, 0.5), p95: percentile(counts, 0.95), p99: percentile(counts, 0.99) };
}

function percentile(counts: LatencyCounts, share: number): number {
  const rank = share * counts.reduce((sum, count) => sum + count, 0);
  let before = 0;
  for (const [index, count] of counts.entries()) {
    if (count > 0 && before + count >= rank) {
      const [start, end] = [ends[index - 1] ?? 0, ends[index] ?? 0];
      return Math.round(start + ((rank - before) / count) * (end - start));
    }
    before += count;
  }
  return Math.round(ends[counts.length - 1] ?? 0);
}
