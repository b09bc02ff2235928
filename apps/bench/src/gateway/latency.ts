import { Client } from 'undici';
import type { Load } from '../load.ts';

/** Asks one question after the other over one connection; gives how long each took, in ms, from the shortest on. */
export async function latencies(load: Load, seconds: number): Promise<number[]> {
  const [taken = []] = await latenciesInTurn([load], seconds);
  return taken;
}

/** The same of several questions, asked by turns: a slow moment of the machine then weighs on all of them alike. */
export async function latenciesInTurn(loads: Load[], seconds: number): Promise<number[][]> {
  const askers = loads.map((load) => ({ ask: asker(load), taken: [] as number[] }));
  try {
    for (const end = performance.now() + seconds * 1000; performance.now() < end; )
      for (const { ask, taken } of askers) taken.push(await ask.once());
  } finally {
    await Promise.all(askers.map(({ ask }) => ask.close()));
  }
  return askers.map(({ taken }) => taken.sort((a, b) => a - b));
}

function asker({ url, method = 'GET', headers, body, status = 200 }: Load) {
  const { origin, pathname, search } = new URL(url);
  const client = new Client(origin);
  const once = async () => {
    const start = performance.now();
    const answer = await client.request({ method, path: pathname + search, headers, body });
    await answer.body.dump();
    const taken = performance.now() - start;
    if (answer.statusCode !== status) throw new Error(`${method} ${url} answers ${answer.statusCode}`);
    return taken;
  };
  return { once, close: () => client.close() };
}

/** The value that so large a part of the sorted values does not pass. */
export function percentile(sorted: number[], share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
