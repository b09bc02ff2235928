import { Client } from 'undici';
import type { Load } from '../load.ts';

/** Asks one question after the other over one connection; gives how long each took, in ms, from the shortest on. */
export async function latencies({ url, method = 'GET', headers, body, status = 200 }: Load, seconds: number) {
  const { origin, pathname, search } = new URL(url);
  const client = new Client(origin);
  const taken: number[] = [];
  try {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; ) {
      const start = performance.now();
      const answer = await client.request({ method, path: pathname + search, headers, body });
      await answer.body.dump();
      taken.push(performance.now() - start);
      if (answer.statusCode !== status) throw new Error(`${method} ${url} answers ${answer.statusCode}`);
    }
  } finally {
    await client.close();
  }
  return taken.sort((a, b) => a - b);
}

/** The value that so large a part of the sorted values does not pass. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
