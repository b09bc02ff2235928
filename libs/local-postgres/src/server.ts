import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { type Account, childOptions } from './account.ts';
import { explain } from './errors.ts';
import { endOrphan, readPostmasterFile } from './orphan.ts';
import type { Store } from './store.ts';

export interface ServerOptions {
  postgres: string;
  port: number | undefined;
  settings: Record<string, string>;
  log: (line: string) => void;
}

export interface Server {
  port: number;
  /** Settles when every server process is gone, for whatever reason. */
  ended: Promise<unknown>;
  /** Disconnects the clients and asks the server to end. */
  shutDown(): void;
}

const startLimitMs = 120_000;
const fastShutdownLimitMs = 30_000;

/** Starts the server on the store's cluster, on another port when the preferred one is taken. @throws LocalPostgresError start_failed, disk_full */
export async function startServer(store: Store, options: ServerOptions): Promise<Server> {
  const endedPid = await endOrphan(store.cluster, options.log);
  let port = await choosePort(options.port);
  for (let attemptsLeft = 25; ; attemptsLeft--) {
    const postmaster = await launch(store, options, port, endedPid);
    const ended = once(postmaster, 'exit');
    if (await isReady(postmaster, store.cluster)) {
      if (port !== (options.port ?? port))
        options.log(`Port ${options.port} is not available; the database uses ${port}.`);
      return { port, ended, shutDown: () => shutDown(postmaster) };
    }
    shutDown(postmaster);
    await ended;

    const output = fs.readFileSync(store.logFile, 'utf8');
    if (attemptsLeft > 0 && output.includes('Address already in use')) port = await choosePort();
    // Backends of a postmaster that was killed need a moment to notice.
    else if (attemptsLeft > 0 && output.includes('pre-existing shared memory block')) await delay(200);
    else throw explain(`${lastLines(output)}\n(${store.logFile})`, store.folder, 'start_failed');
  }
}

const lastLines = (output: string) => output.trim().split('\n').slice(-8).join('\n');

/** In a session of its own, so that Ctrl-C in the terminal reaches us but not the database we still need for our shutdown. */
async function launch(
  store: Store,
  { postgres, settings }: ServerOptions,
  port: number,
  endedPid: string | undefined,
): Promise<ChildProcess> {
  const output = fs.openSync(store.logFile, 'w', 0o600);
  store.handOver(store.logFile);
  const child = childOptions(store.account);
  const flags = {
    timezone: 'UTC',
    log_timezone: 'UTC',
    ...settings,
    listen_addresses: '127.0.0.1',
    port: String(port),
    unix_socket_directories: '',
  };
  const postmaster = spawn(
    postgres,
    ['-D', store.cluster, ...Object.entries(flags).flatMap(([name, value]) => ['-c', `${name}=${value}`])],
    {
      ...child,
      // PostgreSQL takes a process with this id for no server: without it, a stale postmaster.pid whose id another
      // program has by now would stop the start. Deleting that file would also drop its check for living backends.
      env: { ...child.env, PG_GRANDPARENT_PID: endedPid },
      detached: true,
      stdio: ['ignore', output, output],
    },
  );
  fs.closeSync(output);
  await once(postmaster, 'spawn');
  startGuard(postmaster, store.account);
  return postmaster;
}

async function isReady(postmaster: ChildProcess, cluster: string): Promise<boolean> {
  for (const deadline = Date.now() + startLimitMs; isAlive(postmaster) && Date.now() < deadline; await delay(15)) {
    const { pid, status } = readPostmasterFile(cluster);
    if (pid === String(postmaster.pid) && status === 'ready') return true;
  }
  return false;
}

const isAlive = ({ exitCode, signalCode }: ChildProcess) => exitCode === null && signalCode === null;

/**
 * Ends the database when we die without a chance to do it: a shell in a session of its own reads from a pipe whose other
 * end only we hold, and the kernel closes that with us, even on SIGKILL.
 */
function startGuard(postmaster: ChildProcess, account: Account | undefined) {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(postmaster.pid)], {
    ...childOptions(account),
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  postmaster.once('exit', () => guard.kill());
}

function shutDown(postmaster: ChildProcess) {
  if (!isAlive(postmaster)) return;
  postmaster.kill('SIGINT');
  const impatience = setTimeout(() => postmaster.kill('SIGQUIT'), fastShutdownLimitMs);
  postmaster.once('exit', () => clearTimeout(impatience));
}

/** Returns the preferred port of 127.0.0.1 if it is free, else one the system picks. */
async function choosePort(preferred = 0): Promise<number> {
  const probe = createServer().listen(preferred, '127.0.0.1');
  try {
    await once(probe, 'listening');
  } catch (error) {
    if (!preferred) throw error;
    return choosePort();
  }
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
