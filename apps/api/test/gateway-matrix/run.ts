import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import type { Integration } from '@ims/api-client';
import { makeIntegration } from '@ims/test-kit';
import { afterAll } from 'vitest';
import {
  A_TOKEN_USD,
  arrivedWith,
  attemptsOf,
  chat,
  eventsOf,
  question,
  stream,
  type TestGateway,
  textOf,
  untilListed,
} from '../support/gateway.ts';
import { openaiOf } from '../support/sandboxed.ts';
import { type Cell, expected, type Fault, faults, type Mode, WHOLE } from './faults.ts';

const AT_ONCE = 12;
const whole = Array.from({ length: 60 }, (_none, index) => index + 1).join(' ');

/** A cell that is to be run, and whose name the provider of its own has. */
type Scene = Pick<Cell, 'fault' | 'mode' | 'fallback'> & { name: string };

/** Makes every call of the matrix and gives what came of each, in the order of what is expected. */
export async function runMatrix(gateway: TestGateway): Promise<Cell[]> {
  const scenes = expected.map((cell, index): Scene => ({ ...cell, name: `m${1000 + index}` }));
  const places = await placesOf(gateway);
  const works = await makeBackup(gateway, 'backup', '');
  await inGroups(scenes, async (scene) => {
    const backup = scene.fallback === 'broken' ? await makeBackup(gateway, `b${scene.name}`, '/~fault') : works;
    await makeMain(gateway, scene, places, scene.fallback === 'none' ? undefined : backup);
  });
  for (const { name } of scenes) await untilListed(gateway, name);
  const seen = await inGroups(scenes, (scene) => see(gateway, scene));
  const cells: Cell[] = [];
  for (const [index, scene] of scenes.entries()) cells.push(await cellOf(gateway, scene, seen[index] ?? ''));
  return cells;
}

/** Calls, and tells what the client sees. */
function see(gateway: TestGateway, { name, mode }: Scene): Promise<string> {
  const body = { model: name, messages: question('Please count to 60.'), user: name };
  return mode === 'plain' ? seenPlain(gateway, body) : seenStreaming(gateway, body);
}

async function cellOf(gateway: TestGateway, scene: Scene, client: string): Promise<Cell> {
  const { name, fault, mode, fallback } = scene;
  const wanted = expected.find((cell) => cell.fault === fault && cell.mode === mode && cell.fallback === fallback);
  const attempts = await attemptsOf(gateway, name, wanted?.outcomes.split(', ').length ?? 0);
  const paths = arrivedWith(gateway, `"user":"${name}"`).map(({ path }) => path.includes('/wex/'));
  return {
    fault,
    mode,
    fallback,
    arrived: `${paths.filter((isBackup) => !isBackup).length} + ${paths.filter(Boolean).length}`,
    outcomes: attempts.map(({ outcome }) => outcome).join(', '),
    client,
    cost: attempts.reduce((sum, { cost }) => sum + (cost ?? Number.NaN), 0),
  };
}

async function seenPlain(gateway: TestGateway, body: object): Promise<string> {
  const { status, text } = await chat(gateway, body);
  const { choices, error } = JSON.parse(text);
  if (status !== 200) return `${status} ${error.code}`;
  return choices[0].message.content === whole ? WHOLE : '200 of another text';
}

async function seenStreaming(gateway: TestGateway, body: object): Promise<string> {
  const streamed = await stream(gateway, body);
  const { status, text, isEnded } = streamed;
  if (status !== 200) return `${status} ${JSON.parse(text).error.code}`;
  const error = eventsOf(streamed).at(-1)?.error;
  const said = textOf(streamed);
  if (!whole.startsWith(said)) return '200 of another text';
  if (!isEnded) return `200 breaks off, ${error?.code}`;
  return said === whole && text.endsWith('data: [DONE]\n\n') ? WHOLE : '200 ends in the middle';
}

type Places = Record<string, string>;

/** Where a provider can be besides the sandbox. */
async function placesOf({ sandbox }: TestGateway): Promise<Places> {
  const silent = createServer().listen(0, '127.0.0.1');
  const refusing = createServer().listen(0, '127.0.0.1');
  await Promise.all([once(silent, 'listening'), once(refusing, 'listening')]);
  const places = {
    silent: `http://127.0.0.1:${portOf(silent)}/v1`,
    refused: `http://127.0.0.1:${portOf(refusing)}/v1`,
    tls: `${sandbox.tls.untrustedUrl}/openai/v1`,
    // No name has a part of 64 characters, so nobody is asked for it.
    dns: `http://${'x'.repeat(64)}.test/v1`,
  };
  refusing.close();
  silent.on('connection', (socket) => afterAll(() => socket.destroy()));
  afterAll(() => silent.close());
  return places;
}

const portOf = (server: Server) => (server.address() as AddressInfo).port;

function makeMain(gateway: TestGateway, { fault, mode, name }: Scene, places: Places, backup?: Integration) {
  const course = courseOf(fault, mode);
  const ofSandbox = openaiOf(gateway.sandbox, course.at.startsWith('~') ? course.at.slice(1) : undefined);
  return makeIntegration(gateway.admin, {
    ...ofSandbox,
    provider: name,
    base_url: places[course.at] ?? ofSandbox.base_url,
    model: 'gpt-4o-mini',
    cost_config: { cost_per_token: A_TOKEN_USD },
    provider_metadata: { retries: 1, ...course.limits },
    fallback_integration_id: backup?.id ?? null,
  });
}

function makeBackup({ admin, sandbox }: TestGateway, provider: string, behaviour: string) {
  return makeIntegration(admin, {
    provider,
    base_url: `${sandbox.url}${behaviour}/wex/v1`,
    password: sandbox.accounts.wex.key,
    model: 'wex-chat-small',
    cost_config: { cost_per_token: A_TOKEN_USD },
  });
}

function courseOf(name: string, mode: Mode): Fault[Mode] {
  const fault = faults.find((one) => one.name === name);
  if (!fault) throw new Error(`There is no fault ${name}.`);
  return fault[mode];
}

/** Results in the order of the work, a few at a time. */
async function inGroups<T, R>(items: T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const remaining = items.entries();
  const worker = async () => {
    for (const [index, item] of remaining) results[index] = await work(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return results;
}
