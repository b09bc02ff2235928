import fs from 'node:fs';
import { join, resolve } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Account, chooseAccount, isRoot, mayEnter, sharedFolder } from './account.ts';
import { alternatives, explain, LocalPostgresError } from './errors.ts';

/** One database's folder, locked: `data` (the cluster), `password`, `postgres.log`, `lock` and `pid` (of the process that holds the lock). */
export interface Store {
  folder: string;
  cluster: string;
  logFile: string;
  account: Account | undefined;
  /** Gives a file that root has just made to the owner of the data folder, who may be the one to start the database next time. */
  handOver(path: string): void;
  /** Lets the next one in; does nothing the second time. */
  release(): void;
}

/**
 * Opens `<dataDir>/postgres`: a folder, or a link to one below /var/lib when root's data folder is closed to the database's account.
 * @throws LocalPostgresError already_running, not_a_folder, not_writable, not_reachable, disk_full
 */
export function openStore(dataDir: string, log: (line: string) => void): Store {
  const base = resolve(dataDir);
  const path = join(base, 'postgres');
  try {
    fs.mkdirSync(base, { recursive: true });
    const account = chooseAccount(base, join(path, 'data'), log);
    const { uid, gid } = fs.statSync(base);
    const handOver = (file: string) => isRoot() && fs.chownSync(file, uid, gid);

    if (account && !fs.existsSync(path) && !mayEnter(account, base)) linkElsewhere(path);
    if (fs.mkdirSync(path, { recursive: true })) {
      fs.chmodSync(path, account ? 0o711 : 0o700);
      handOver(path);
    }
    const folder = fs.realpathSync(path);
    if (account && !mayEnter(account, folder)) throw notReachable(account, folder);
    if (fs.lstatSync(path).isSymbolicLink()) log(`The local database lives in ${folder}; ${path} is a link to it.`);
    const release = lock(folder, handOver);
    return { folder, cluster: join(folder, 'data'), logFile: join(folder, 'postgres.log'), account, handOver, release };
  } catch (error) {
    throw explain(error, base, 'start_failed');
  }
}

/** A link is made at once or not at all, so two first starts at the same time agree on one folder. */
function linkElsewhere(path: string) {
  const target = fs.mkdtempSync(join(sharedFolder(), 'data-'));
  fs.chmodSync(target, 0o711);
  try {
    fs.symlinkSync(target, path);
  } catch (error) {
    fs.rmdirSync(target);
    if (!fs.existsSync(path)) throw error;
  }
}

/**
 * Node has no file locks, SQLite has: its exclusive transaction is a lock of the kernel's. Two starts cannot both get it, and it
 * goes with this process however that ends, so there is no stale lock to tell from a live one. Nothing else in this process
 * may open the lock file, because closing it would drop the lock.
 */
function lock(folder: string, handOver: (file: string) => void): () => void {
  fs.accessSync(folder, fs.constants.W_OK | fs.constants.X_OK);
  const [lockFile, pidFile] = [join(folder, 'lock'), join(folder, 'pid')];
  const holder = new DatabaseSync(lockFile, { timeout: 250 });
  try {
    holder.exec('PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    fs.writeFileSync(pidFile, String(process.pid));
    handOver(lockFile);
    handOver(pidFile);
  } catch (error) {
    holder.close();
    const SQLITE_BUSY = 5;
    throw (error as { errcode?: number }).errcode === SQLITE_BUSY ? alreadyRunning(folder, pidFile) : error;
  }
  return () => {
    if (!holder.isOpen) return;
    fs.rmSync(pidFile, { force: true });
    holder.close();
  };
}

function alreadyRunning(folder: string, pidFile: string) {
  const holder = fs.existsSync(pidFile) ? `process ${fs.readFileSync(pidFile, 'utf8')}` : 'another process';
  const message = `The local database in ${folder} is in use by ${holder}. Stop that first. ${alternatives}`;
  return new LocalPostgresError('already_running', message);
}

function notReachable({ name }: Account, folder: string) {
  const message = `The account "${name}" that runs the database may not enter ${folder}. Allow it (chmod o+x on each folder above).`;
  return new LocalPostgresError('not_reachable', `${message} ${alternatives}`);
}
