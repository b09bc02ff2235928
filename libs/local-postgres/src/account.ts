import { spawnSync } from 'node:child_process';
import fs from 'node:fs';

export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/**
 * The account the database runs as, or undefined for our own. PostgreSQL refuses to run as root, so root takes, in this order:
 * the owner of the cluster (PostgreSQL insists on it) or else of the data folder (`sudo npm start` in one's own checkout);
 * an account made for databases (`_postgres` is macOS's), or a new one without login and home;
 * and only then `nobody`, because other services run as `nobody` too and could read the files.
 */
export function chooseAccount(dataDir: string, cluster: string, log: (line: string) => void): Account | undefined {
  if (!isRoot()) return undefined;
  const { uid } = fs.statSync(fs.existsSync(cluster) ? cluster : dataDir);
  const owner = uid === 0 ? undefined : lookUp(String(uid));
  return owner ?? lookUp('postgres') ?? lookUp('_postgres') ?? createAccount('postgres', log) ?? lookUp('nobody');
}

export const isRoot = () => process.getuid?.() === 0;

/** Options for a child process in the database's name. Not with our environment: it holds secrets, and PG* variables would steer the child. */
export function childOptions(account: Account | undefined) {
  return { uid: account?.uid, gid: account?.gid, cwd: '/', env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' } };
}

/** Asks the system instead of reading mode bits: access lists and every parent folder count as well. */
export function mayEnter(account: Account, folder: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'cd "$0"', folder], childOptions(account)).status === 0;
}

/** Where root keeps what the account cannot enter elsewhere: only root may write here, so nobody can plant a program in it. */
export function sharedFolder(): string {
  const folder = '/var/lib/integration-management-system';
  fs.mkdirSync(folder, { recursive: true });
  fs.chmodSync(folder, 0o755);
  return folder;
}

function lookUp(name: string): Account | undefined {
  const [known, uid, gid] = ['-un', '-u', '-g'].map(
    (part) => spawnSync('id', [part, name], { encoding: 'utf8' }).stdout,
  );
  return known && uid && gid ? { name: known.trim(), uid: Number(uid), gid: Number(gid) } : undefined;
}

function createAccount(name: string, log: (line: string) => void): Account | undefined {
  spawnSync('/usr/sbin/useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    name,
  ]);
  const account = lookUp(name);
  if (account) log(`Created the system account "${name}", because PostgreSQL does not run as root.`);
  return account;
}
