import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const READY_LIMIT_MS = 120_000;
const POLL_MS = 5;

export interface Service extends AsyncDisposable {
  url: string;
  /** From the start of the process to the first good answer. */
  readyMs: number;
  /** Resident memory in MB, of the process alone. */
  memory(): Promise<number>;
}

interface Command {
  command: string;
  args: string[];
  env: Record<string, string>;
  /** Path that answers 200 once the service is ready. */
  ready: string;
  /** Takes what the process prints. */
  log: string;
  cwd?: string;
}

/**
 * Starts a process on a free port, which it gets as `PORT`, and waits until it is ready. It sees no other variables than
 * those given here, so that nobody's shell changes a figure; only NODE_OPTIONS passes, for a profiler.
 */
export async function startService(
  { command, args, env, ready, log, cwd }: Command,
  signal: AbortSignal,
): Promise<Service> {
  const port = await freePort();
  const output = openSync(log, 'w');
  const { PATH = '', HOME = '', NODE_OPTIONS = '' } = process.env;
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { PATH, HOME, NODE_OPTIONS, ...env, PORT: String(port) },
    stdio: ['ignore', output, output],
    // A group of its own: Ctrl-C ends the benchmark first, which then ends its services.
    detached: true,
  });
  const url = `http://127.0.0.1:${port}`;
  const end = () => endGroup(child);
  try {
    await untilReady(child, url + ready, signal);
  } catch (error) {
    await end();
    throw new Error(`${command} ${args.join(' ')} did not become ready:\n${readFileSync(log, 'utf8').slice(-2000)}`, {
      cause: error,
    });
  }
  return { url, readyMs: performance.now() - started, memory: () => residentMemory(child), [Symbol.asyncDispose]: end };
}

async function untilReady(child: ChildProcess, url: string, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(READY_LIMIT_MS)]);
  while (!(await answers(url))) {
    if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}`);
    await pause(POLL_MS, undefined, { signal: limit });
  }
}

const answers = (url: string) =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  );

async function residentMemory({ pid }: ChildProcess): Promise<number> {
  const { stdout } = await promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]);
  return Number(stdout) / 1024;
}

async function endGroup(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  process.kill(-child.pid, 'SIGINT');
  await once(child, 'exit');
  while (groupLives(child.pid)) await pause(POLL_MS);
}

function groupLives(leader: number): boolean {
  try {
    return process.kill(-leader, 0);
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
