import { once } from 'node:events';
import { createServer } from 'node:net';
import { checkSettings, type Settings, type TestOutcome, testToEnd } from '@ims/connector-sdk';
import { BoundSecret, Egress, originOf, parseAllowList } from '@ims/egress';
import type { Case, Ending, Place } from '../connectors/cases.ts';
import { missingHost, type Scene } from './scenes.ts';

/** One test of the matrix and how it ended. */
export interface Cell {
  case: string;
  scene: string;
  expected: readonly Ending[];
  ending: Ending;
  isRight: boolean;
  ms: number;
  message: string;
}

/** Tests each case in each scene, so many at a time. Scenes that cannot be set for a case are left out. */
export async function runMatrix(cases: Case[], scenes: Scene[], place: Place, atOnce: number): Promise<Cell[]> {
  const egress = openWay();
  const tests = cases.flatMap((one) =>
    scenes.flatMap((scene) => {
      const expected = scene.endings(one);
      return expected ? [() => runCell(egress, one, scene, expected, place)] : [];
    }),
  );
  try {
    return await inGroups(tests, atOnce);
  } finally {
    await egress.close();
  }
}

/** A way out that leads to the loopback, with names of its own: nothing here asks DNS. */
function openWay(): Egress {
  return new Egress({
    allow: parseAllowList('127.0.0.1'),
    limits: { connectMs: 3000 },
    lookup(host, _options, done) {
      const reason = host === missingHost ? 'no such name' : 'a name that no scene has';
      done(Object.assign(new Error(`${host}: ${reason}`), { code: 'ENOTFOUND' }), []);
    },
  });
}

async function runCell(
  egress: Egress,
  one: Case,
  scene: Scene,
  expected: readonly Ending[],
  place: Place,
): Promise<Cell> {
  const client = egress.open({ keepAlive: false, ...one.client?.(place), ...scene.client?.(one, place) });
  const start = performance.now();
  try {
    const outcome = await testCase(client, one, scene, place);
    const ending = outcome.error_class ?? endingOf(outcome);
    const ms = Math.round(performance.now() - start);
    const isRight = expected.includes(ending);
    return { case: one.name, scene: scene.name, expected, ending, isRight, ms, message: outcome.message };
  } finally {
    await client.close();
  }
}

function testCase(client: ReturnType<Egress['open']>, one: Case, scene: Scene, place: Place): Promise<TestOutcome> {
  const typed: Settings = {
    username: null,
    base_search: null,
    model: null,
    model_config: {},
    provider_metadata: {},
    ...one.settings(place),
    base_url: scene.baseUrl(one, place),
  };
  const { connector } = one;
  const { settings, secret } = checkSettings(connector, typed, one.secret(place));
  const origin = scene.secretOrigin ?? originOf(settings.base_url);
  const bound = secret ? new BoundSecret(origin, secret) : undefined;
  return testToEnd({ connector, settings, secret: bound, client, ...scene.limits });
}

function endingOf({ status }: TestOutcome): 'healthy' | 'degraded' {
  if (status !== 'failing') return status;
  throw new Error('A test failed without a class.');
}

/** Results in the order of the work, never more than `most` of it under way. */
async function inGroups<T>(work: (() => Promise<T>)[], most: number): Promise<T[]> {
  const results: T[] = [];
  const remaining = work.entries();
  const worker = async () => {
    for (const [index, run] of remaining) results[index] = await run();
  };
  await Promise.all(Array.from({ length: most }, worker));
  return results;
}

/** A port of the loopback where nobody listens. */
export async function refusedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address.port;
}
