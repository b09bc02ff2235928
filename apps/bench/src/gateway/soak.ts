import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { amount, tell } from '../compare.ts';
import type { Load } from '../load.ts';
import { write } from '../report.ts';
import type { Service } from '../service.ts';
import { openStand } from '../stand.ts';
import { bodies, CHUNKS } from './fixture.ts';
import { startFixture } from './gateway.ts';
import { accounted, assertBooked, createGatewayTenant, gatewayEnv } from './gateway-tenant.ts';
import { dispatch } from './stream-load.ts';

/** Calls in a second of each kind: far from all that the API can do, day in, day out. */
const RATES = { chat: 200, streams: 40, left: 40 };
const SAMPLE_MS = 5000;
/** Caches and pools fill first, and code is compiled: this part of the time does not count. */
const WARM_UP = 0.2;
const MOST_SLOPE = 1;

interface Sample {
  minute: number;
  mb: number;
}

interface Counted {
  count: number;
  done: Record<keyof typeof RATES, number>;
}

/** Memory of the API under a steady load; whether it keeps growing. Every call has to be in the records at the end. */
export async function soak(minutes: number, signal: AbortSignal): Promise<void> {
  await using stand = await openStand();
  await using fixture = await startFixture(stand, signal);
  await using api = await stand.startApi(signal, gatewayEnv);
  const tenant = await createGatewayTenant(stand, api.url, fixture.url);
  const load = (body: string): Load => ({ url: `${api.url}/v1/chat/completions`, headers: tenant.headers, body });
  const loads = { chat: load(bodies.chat(tenant.chatModel)), stream: load(bodies.stream(tenant.chatModel)) };
  const [samples, { done }] = await Promise.all([
    sample(api, minutes, signal),
    accounted(stand, () => calls(loads, minutes, signal)),
  ]);
  await assertBooked(stand, tenant);
  conclude(minutes, samples, done);
}

async function calls(loads: { chat: Load; stream: Load }, minutes: number, signal: AbortSignal): Promise<Counted> {
  const pool = new Pool(new URL(loads.chat.url).origin, { connections: 64 });
  const done = { chat: 0, streams: 0, left: 0 };
  const ignore = () => {};
  const kinds = {
    chat: () => dispatch(pool, loads.chat, ignore),
    streams: () => dispatch(pool, loads.stream, ignore),
    left: () => dispatch(pool, loads.stream, ignore, 1 + Math.floor(Math.random() * (CHUNKS / 2))),
  };
  const end = performance.now() + minutes * 60_000;
  const steadily = async (kind: keyof typeof RATES) => {
    const begun = performance.now();
    const open = new Set<Promise<void>>();
    const failures: unknown[] = [];
    const ask = async () => {
      await kinds[kind]();
      done[kind] += 1;
    };
    for (let asked = 1; performance.now() < end && failures.length === 0; asked += 1) {
      const call: Promise<void> = ask().then(undefined, (error: unknown) => void failures.push(error));
      open.add(call);
      void call.then(() => open.delete(call));
      const early = begun + (asked * 1000) / RATES[kind] - performance.now();
      if (early > 0) await pause(early, undefined, { signal });
      // Whoever cannot keep up is asked no faster than it answers.
      else if (open.size > RATES[kind]) await Promise.race(open);
    }
    await Promise.all(open);
    if (failures.length > 0) throw failures[0];
  };
  try {
    await Promise.all((Object.keys(RATES) as (keyof typeof RATES)[]).map(steadily));
  } finally {
    await pool.destroy();
  }
  return { count: done.chat + done.streams + done.left, done };
}

async function sample(api: Service, minutes: number, signal: AbortSignal): Promise<Sample[]> {
  const samples: Sample[] = [];
  const begun = performance.now();
  for (let told = 0; performance.now() - begun < minutes * 60_000; ) {
    await pause(SAMPLE_MS, undefined, { signal });
    const minute = (performance.now() - begun) / 60_000;
    samples.push({ minute, mb: await api.memory() });
    if (minute < told + 1) continue;
    told = Math.floor(minute);
    tell(`minute ${told}/${minutes}   ${amount(samples.at(-1)?.mb ?? 0)} MB`);
  }
  return samples;
}

function conclude(minutes: number, samples: Sample[], done: Counted['done']): void {
  const counted = samples.filter(({ minute }) => minute >= WARM_UP * minutes);
  const slope = slopeOf(counted);
  const [least, most] = [Math.min(...counted.map(({ mb }) => mb)), Math.max(...counted.map(({ mb }) => mb))];
  const verdict = slope < MOST_SLOPE ? 'met' : 'MISSED';
  process.stdout.write(
    `\n${amount(done.chat)} chat completions, ${amount(done.streams)} streams, ${amount(done.left)} streams left in the middle\n` +
      `memory ${amount(least)}–${amount(most)} MB, slope ${slope.toFixed(2)} MB/min   < ${MOST_SLOPE} MB/min   ${verdict}\n\n`,
  );
  write('soak', { minutes, rates: RATES }, { slope, goal: MOST_SLOPE, done, samples });
}

/** Of the straight line that lies closest to the samples, in MB per minute. */
function slopeOf(samples: Sample[]): number {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [minute, mb] = [mean(samples.map((one) => one.minute)), mean(samples.map((one) => one.mb))];
  const along = samples.reduce((sum, one) => sum + (one.minute - minute) * (one.mb - mb), 0);
  return along / samples.reduce((sum, one) => sum + (one.minute - minute) ** 2, 0);
}
