import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { decodeInChild } from './logo-process.ts';
import { LogoRefused } from './logo-refusal.ts';

vi.setConfig({ testTimeout: 60_000 });

let folder: string;
let pidFile: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'logo-process-'));
  pidFile = join(folder, 'pid');
});
afterAll(() => rm(folder, { recursive: true }));

const never = new AbortController().signal;

/** Runs `body` in place of the real worker; its process id is left in a file before the decoding starts. */
async function decodeWith(body: string, { stop = never, startMs = 30_000, decodeMs = 30_000 } = {}) {
  const worker = join(folder, `${crypto.randomUUID()}.mjs`);
  await writeFile(
    worker,
    `import { writeFileSync } from 'node:fs';
     process.once('message', () => {
       writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
       const send = (message) => new Promise((done) => process.send(message, done));
       (async () => { ${body} })();
     });`,
  );
  return decodeInChild({ bytes: Buffer.alloc(0), declared: {} }, stop, { worker, startMs, decodeMs });
}

const expectChildGone = async () => {
  const pid = Number(await readFile(pidFile, 'utf8'));
  expect(() => process.kill(pid, 0)).toThrow('ESRCH');
};

test('a child that spins while it decodes is killed', async () => {
  await expect(decodeWith(`await send('decoding'); for (;;);`, { decodeMs: 1 })).rejects.toMatchObject({
    reason: 'took_too_long',
  });
  await expectChildGone();
});

test('a child that never starts to decode is killed', async () => {
  await expect(decodeWith('setInterval(() => {}, 1000);', { startMs: 1 })).rejects.toMatchObject({
    reason: 'took_too_long',
  });
});

test('a child that dies while it decodes blames the file', async () => {
  await expect(decodeWith(`await send('decoding'); process.kill(process.pid, 'SIGSEGV');`)).rejects.toMatchObject({
    reason: 'too_costly',
    cause: expect.objectContaining({ message: expect.stringContaining('SIGSEGV') }),
  });
});

test.runIf(process.platform === 'linux')('a child that takes too much memory dies', async () => {
  const hoard = `await send('decoding'); const hoard = []; for (;;) hoard.push(Buffer.alloc(2 ** 28));`;
  await expect(decodeWith(`process.once('uncaughtException', () => process.exit(1)); ${hoard}`)).rejects.toThrow(
    LogoRefused,
  );
});

test('a child that dies before it decodes is our fault, not the file’s', async () => {
  await expect(decodeWith('process.exit(3);')).rejects.toThrow('The logo worker ended with 3');
});

test('an error in the child is our fault, not the file’s', async () => {
  await expect(decodeWith(`await send({ failed: 'no such module' });`)).rejects.toThrow(/failed: no such module/);
});

test('a stop kills the child and gives its own reason', async () => {
  const stopping = new AbortController();
  const decoding = decodeWith(`await send('decoding'); for (;;);`, { stop: stopping.signal });
  stopping.abort(new LogoRefused('busy'));
  await expect(decoding).rejects.toMatchObject({ reason: 'busy' });
});

test('a child sees nothing of the server’s environment', async () => {
  vi.stubEnv('SECRET_KEY', 'canary');
  const decoding = decodeWith('await send({ failed: JSON.stringify(process.env) });');
  await expect(decoding).rejects.toThrow('failed');
  await expect(decoding).rejects.not.toThrow('canary');
});

test('the real worker ends when its server is gone', async () => {
  const child = fork(join(import.meta.dirname, 'logo-worker.ts'), { env: {}, serialization: 'advanced' });
  await once(child, 'spawn');
  child.disconnect();
  expect(await once(child, 'exit')).toEqual([0, null]);
});
