import { spawn } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { childOptions, chooseAccount } from './account.ts';
import { findBinaries } from './binaries.ts';
import { holdElsewhere, makeFolder, postmasterPid, query, start } from './testing/harness.ts';

const isRoot = process.getuid?.() === 0;

test('a new folder gets a UTF-8 database in UTC that asks for the password', async () => {
  const dataDir = makeFolder();
  const { url, port } = await start(dataDir);
  const [facts] = await query(
    url,
    `SELECT current_database() AS database, pg_encoding_to_char(encoding) AS encoding, datlocprovider AS provider, datlocale AS locale,
       current_setting('timezone') AS timezone, upper('straße ä') AS upper
     FROM pg_database WHERE datname = current_database()`,
  );
  expect(facts).toEqual({
    database: 'ims',
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
    timezone: 'UTC',
    upper: 'STRAßE Ä',
  });
  expect(fs.statSync(join(dataDir, 'postgres', 'password')).mode & 0o777).toBe(0o600);
  await expect(query(`postgresql://postgres:guess@127.0.0.1:${port}/ims`, 'SELECT 1')).rejects.toThrow(/password/);
});

test('data and password outlive a restart, and stopping twice is one stop', async () => {
  const dataDir = makeFolder();
  const first = await start(dataDir);
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await Promise.all([first.stop(), first.stop()]);
  await first.stop();
  await expect(query(first.url, 'SELECT 1')).rejects.toThrow(/ECONNREFUSED/);

  const second = await start(dataDir);
  expect(new URL(second.url).password).toBe(new URL(first.url).password);
  expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  expect(second.lines).toEqual([]);
});

test('settings reach the server, and adminUrl names any other database', async () => {
  const { url, adminUrl } = await start(makeFolder(), { settings: { fsync: 'off', max_connections: '7' } });
  await query(url, 'CREATE DATABASE "another one"');
  expect(await query(adminUrl('another one'), 'SHOW max_connections')).toEqual([{ max_connections: '7' }]);
});

test('a taken port is replaced by a free one', async () => {
  const neighbour = createServer().listen(0, '127.0.0.1');
  await once(neighbour, 'listening');
  const { port: taken } = neighbour.address() as { port: number };
  const { url, port, lines } = await start(makeFolder(), { port: taken });
  expect(port).not.toBe(taken);
  expect(lines).toEqual([expect.stringContaining(String(taken))]);
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  neighbour.close();
});

test('a second start names the first and leaves it alone, in this process and from another', async () => {
  const dataDir = makeFolder();
  const { holder, said } = await holdElsewhere(dataDir);
  const refusal = {
    code: 'already_running',
    message: expect.stringMatching(`${dataDir}/postgres.* process ${holder.pid}`),
  };
  await expect(start(dataDir)).rejects.toMatchObject(refusal);
  await expect(start(dataDir)).rejects.toMatchObject(refusal);
  expect(await query(said[0]?.slice('ready '.length) ?? '', 'SELECT 1 AS one')).toEqual([{ one: 1 }]);

  const inThisProcess = makeFolder();
  const { url } = await start(inThisProcess);
  await expect(start(inThisProcess)).rejects.toMatchObject({ code: 'already_running' });
  expect((await holdElsewhere(inThisProcess)).said).toEqual(['already_running']);
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
});

test('of five first starts at the same time one wins', async () => {
  const dataDir = makeFolder();
  const said = await Promise.all(Array.from({ length: 5 }, async () => (await holdElsewhere(dataDir)).said[0]));
  expect(said.filter((line) => line === 'already_running')).toHaveLength(4);
  expect(said.filter((line) => line?.startsWith('ready'))).toHaveLength(1);
});

test('a killed process takes its database along, and the next start finds the data', async () => {
  const dataDir = makeFolder();
  const { holder, said } = await holdElsewhere(dataDir);
  await query(said[0]?.slice('ready '.length) ?? '', 'CREATE TABLE kept AS SELECT 42 AS answer');
  const pid = postmasterPid(dataDir);
  holder.kill('SIGKILL');
  await vi.waitUntil(() => !isAlive(pid), { timeout: 20_000 });
  expect(await query((await start(dataDir)).url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('a server that outlived its run is ended and replaced', async () => {
  const dataDir = makeFolder();
  const { url, port, stop } = await start(dataDir);
  await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await stop();
  const cluster = join(dataDir, 'postgres', 'data');
  const account = chooseAccount(dataDir, cluster, () => {});
  const { postgres } = await findBinaries(account, () => {});
  const flags = ['-D', cluster, '-c', 'unix_socket_directories=', '-c', `port=${port}`];
  const orphan = spawn(postgres, flags, { ...childOptions(account), stdio: 'ignore' });
  const gone = once(orphan, 'exit');
  await vi.waitUntil(() => fs.existsSync(join(cluster, 'postmaster.pid')), { timeout: 20_000 });

  const next = await start(dataDir);
  await gone;
  expect(next.lines).toEqual([expect.stringContaining(`process ${orphan.pid}`)]);
  expect(await query(next.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('a server killed with SIGKILL recovers at the next start', async () => {
  const dataDir = makeFolder();
  const { url, stop, lines } = await start(dataDir);
  await query(url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  process.kill(postmasterPid(dataDir), 'SIGKILL');
  await vi.waitUntil(() => lines.length > 0, { timeout: 20_000 });
  await stop();
  expect(await query((await start(dataDir)).url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
});

test('a stale postmaster.pid whose process id is another program by now is no obstacle, and that program lives on', async () => {
  const dataDir = makeFolder();
  const { stop } = await start(dataDir);
  const pidFile = join(dataDir, 'postgres', 'data', 'postmaster.pid');
  const [, ...rest] = fs.readFileSync(pidFile, 'utf8').split('\n');
  await stop();
  const account = chooseAccount(dataDir, join(dataDir, 'postgres', 'data'), () => {});
  const program = spawn('/bin/sh', ['-c', 'read -r _'], {
    ...childOptions(account),
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  fs.writeFileSync(pidFile, [program.pid, ...rest].join('\n'));
  if (account) fs.chownSync(pidFile, account.uid, account.gid);

  await start(dataDir);
  expect(program.exitCode ?? program.signalCode).toBeNull();
  program.kill();
});

test('an initialisation cut off half-way is done again', async () => {
  const dataDir = makeFolder();
  const holding = holdElsewhere(dataDir);
  const store = join(dataDir, 'postgres');
  await vi.waitUntil(() => fs.globSync('init-*/data/PG_VERSION', { cwd: store }).length > 0, {
    timeout: 20_000,
    interval: 5,
  });
  const holder = Number(fs.readFileSync(join(store, 'pid'), 'utf8'));
  process.kill(holder, 'SIGKILL');
  await holding;
  expect(fs.existsSync(join(store, 'data'))).toBe(false);

  const { url } = await start(dataDir);
  expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  expect(fs.globSync('init-*', { cwd: store })).toEqual([]);
});

test('Ctrl-C in the terminal leaves the database to the shutdown that needs it', async () => {
  const { holder, said } = await holdElsewhere(makeFolder());
  const exited = once(holder, 'exit');
  process.kill(-Number(holder.pid), 'SIGINT');
  expect(await exited).toEqual([0, null]);
  expect(said.slice(1)).toEqual(['answered', 'stopped']);
});

test('the data folder of another major version is refused by name', async () => {
  const dataDir = makeFolder();
  await (await start(dataDir)).stop();
  fs.writeFileSync(join(dataDir, 'postgres', 'data', 'PG_VERSION'), '15\n');
  const message = expect.stringMatching(`${dataDir}/postgres/data.* PostgreSQL 15; .* PostgreSQL 18`);
  await expect(start(dataDir)).rejects.toMatchObject({ code: 'wrong_version', message });
});

test('a file in the place of the data folder is named', async () => {
  const dataDir = join(makeFolder(), 'data');
  fs.writeFileSync(dataDir, '');
  const refusal = { code: 'not_a_folder', message: expect.stringContaining(dataDir) };
  await expect(start(dataDir)).rejects.toMatchObject(refusal);
  await expect(start(join(dataDir, 'below'))).rejects.toMatchObject(refusal);
});

const folderClosedToWriting = async () => {
  const dataDir = makeFolder(0o555);
  const refusal = { code: 'not_writable', message: expect.stringContaining(dataDir) };
  await expect(start(dataDir)).rejects.toMatchObject(refusal);
};

test('a setting the server rejects ends the start with its own words', async () => {
  const settings = { shared_buffers: 'plenty' };
  await expect(start(makeFolder(), { settings })).rejects.toMatchObject({
    code: 'start_failed',
    message: expect.stringContaining('shared_buffers'),
  });
});

const folderClosedToDatabaseAccount = async () => {
  const dataDir = makeFolder(0o700);
  const first = await start(dataDir);
  const folder = fs.readlinkSync(join(dataDir, 'postgres'));
  expect(folder).toMatch(/^\/var\/lib\//);
  expect(first.lines).toContainEqual(expect.stringContaining(folder));
  await query(first.url, 'CREATE TABLE kept AS SELECT 42 AS answer');
  await first.stop();

  const second = await start(dataDir);
  expect(await query(second.url, 'SELECT answer FROM kept')).toEqual([{ answer: 42 }]);
  await second.stop();
  fs.rmSync(folder, { recursive: true });
};

// Root may write anywhere, and only root changes accounts: each can show the half that concerns it.
if (isRoot)
  test(
    'under root, a data folder closed to the database account holds a link to one that is open',
    folderClosedToDatabaseAccount,
  );
else test('a data folder closed to writing is named', folderClosedToWriting);

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
