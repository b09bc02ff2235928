import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GithubApp } from './accounts.ts';
import type { Certificates } from './certificates.ts';

export interface Keys {
  certificates: Certificates;
  githubApp: GithubApp;
}

const FRESH_MS = 180 * 24 * 60 * 60 * 1000;

/** Keys of an earlier start in the same folder, so that what was configured against them goes on working; else new ones. */
export async function keptKeys(folder: string | undefined, make: () => Promise<Keys>): Promise<Keys> {
  if (folder === undefined) return make();
  const file = join(folder, 'sandbox-keys.json');
  const kept = read(file);
  if (kept) return kept;
  const keys = await make();
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, JSON.stringify({ made_at: Date.now(), keys }), { mode: 0o600 });
  return keys;
}

function read(file: string): Keys | undefined {
  try {
    const { made_at, keys } = JSON.parse(readFileSync(file, 'utf8'));
    return Date.now() - made_at < FRESH_MS ? keys : undefined;
  } catch {
    // None yet, or cut off while it was written: made again.
    return undefined;
  }
}
