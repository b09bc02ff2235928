import { z } from 'zod';

const MAX_BYTES = 16_384;
const MAX_DEPTH = 10;

/** A JSON object of the admin's own making: kept as given, bounded in size and depth. */
export const jsonObject = z
  .record(z.string(), z.unknown())
  .refine((value) => JSON.stringify(value).length <= MAX_BYTES, `must be at most ${MAX_BYTES / 1024} kB`)
  .refine((value) => depthOf(value) <= MAX_DEPTH, `must not be nested deeper than ${MAX_DEPTH} levels`);

function depthOf(value: unknown): number {
  if (value === null || typeof value !== 'object') return 0;
  return 1 + Math.max(0, ...Object.values(value).map(depthOf));
}
