import { type ChildProcess, fork } from 'node:child_process';
import { on, once } from 'node:events';
import { extname, join } from 'node:path';
import type { DecodedLogo, LogoAnswer, LogoJob } from './logo-messages.ts';
import { LogoRefused } from './logo-refusal.ts';

// Beside this file in the sources, and beside the bundle in dist: each time with the same ending as this file.
const WORKER = join(import.meta.dirname, `logo-worker${extname(import.meta.filename)}`);

const HEAP_MB = 256;
/** Node itself maps 1.5 GB of addresses (2.5 GB when it strips types); decoding the largest allowed picture maps 0.5 GB more. */
const ADDRESS_SPACE_KB = 4 * 1024 * 1024;
/** Ends a child that spins on after its server was killed: it never gets to see that the channel closed. */
const CPU_SECONDS = 20;
const WITH_LIMITS = `ulimit -v ${ADDRESS_SPACE_KB}; ulimit -t ${CPU_SECONDS}; exec "$0" "$@"`;

/** `startMs` is for loading the child's libraries on a busy machine, `decodeMs` for the picture itself. */
const DEADLINES = { worker: WORKER, startMs: 10_000, decodeMs: 3_000 };

/**
 * Decodes in a child process of its own, which never outlives the call.
 * Throws `LogoRefused` for a bad file, or the reason of `stop`; any other error means that the child itself is broken.
 */
export async function decodeInChild(job: LogoJob, stop: AbortSignal, options = DEADLINES): Promise<DecodedLogo> {
  stop.throwIfAborted();
  const child = startChild(options.worker);
  const deadline = new AbortController();
  const expire = () => deadline.abort(new LogoRefused('took_too_long'));
  let timer = setTimeout(expire, options.startMs);
  let decoding = false;
  try {
    const signal = AbortSignal.any([deadline.signal, stop]);
    const answers = on(child, 'message', { close: ['disconnect'], signal });
    // A failed send means that the child is gone, which ends the answers.
    child.send(job, () => {});
    for await (const [answer] of answers as AsyncIterable<[LogoAnswer]>) {
      if (answer !== 'decoding') return toLogo(answer);
      decoding = true;
      clearTimeout(timer);
      timer = setTimeout(expire, options.decodeMs);
    }
    throw await whyItEnded(child, decoding);
  } catch (error) {
    const stopped = error instanceof Error && error.name === 'AbortError';
    throw stopped ? error.cause : error;
  } finally {
    clearTimeout(timer);
    child.kill('SIGKILL');
    await ended(child);
  }
}

function startChild(worker: string): ChildProcess {
  const nodeFlags = [`--max-old-space-size=${HEAP_MB}`];
  const limitedByShell = { execPath: '/bin/sh', execArgv: ['-c', WITH_LIMITS, process.execPath, ...nodeFlags] };
  return fork(worker, {
    ...(process.platform === 'linux' ? limitedByShell : { execArgv: nodeFlags }),
    env: {}, // the server's holds keys and passwords
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
}

function toLogo(answer: Exclude<LogoAnswer, 'decoding'>): DecodedLogo {
  if ('logo' in answer) return answer.logo;
  if ('refused' in answer) throw new LogoRefused(answer.refused.reason, { message: answer.refused.message });
  throw new Error(`The logo worker failed: ${answer.failed}`);
}

/** A child that dies while it decodes ran into a memory limit or a decoder's bug: the file's doing. */
async function whyItEnded(child: ChildProcess, decoding: boolean): Promise<Error> {
  await ended(child);
  const cause = new Error(`The logo worker ended with ${child.signalCode ?? child.exitCode} before it answered`);
  return decoding ? new LogoRefused('too_costly', { cause }) : cause;
}

async function ended(child: ChildProcess): Promise<void> {
  const alive = child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  if (alive) await once(child, 'exit');
}
