import { randomUUID } from 'node:crypto';
import { constants, promises as fs } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import {
  type AssetStorage,
  assertAssetPath,
  isAssetPath,
  StorageUnavailable,
  type StoredAsset,
  UnsafeAssetPath,
} from './asset-storage.ts';

const OWNER_ONLY_DIRECTORY = 0o700;
const OWNER_ONLY_FILE = 0o600;
/** Not through a link, and without waiting for the other end should a pipe lie there. */
const READ_PLAIN = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
const WRITE_NEW = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;

const REMAINS_OF_WRITE = /^[a-z0-9][a-z0-9._-]*\/integrations\/\.tmp-[0-9a-f-]{36}$/;
const UNAVAILABLE = new Set(['EACCES', 'EDQUOT', 'EIO', 'EMFILE', 'ENFILE', 'ENOSPC', 'ENOTDIR', 'EPERM', 'EROFS']);

/** Files under one folder. What else lies there (links, pipes, foreign names) is neither followed nor listed. */
export class LocalAssetStorage implements AssetStorage {
  private readonly root: string;

  constructor(root: string) {
    this.root = resolve(root);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    assertAssetPath(path);
    await translated(this.writeDurably(join(this.root, path), bytes));
  }

  async read(path: string): Promise<Buffer | null> {
    assertAssetPath(path);
    return translated(nullIfMissing(this.readPlainFile(join(this.root, path))));
  }

  async remove(path: string): Promise<void> {
    if (!REMAINS_OF_WRITE.test(path)) assertAssetPath(path);
    await translated(nullIfMissing(this.unlink(join(this.root, path))));
  }

  async *list(): AsyncIterable<StoredAsset> {
    const entries = await translated(nullIfMissing(fs.opendir(this.root, { recursive: true })));
    for await (const entry of entries ?? []) {
      const file = join(entry.parentPath, entry.name);
      const path = relative(this.root, file).replaceAll(sep, '/');
      if (!entry.isFile() || !(isAssetPath(path) || REMAINS_OF_WRITE.test(path))) continue;
      const stats = await translated(nullIfMissing(fs.lstat(file)));
      if (stats) yield { path, modifiedAt: stats.mtime };
    }
  }

  /** A crash leaves the former file, the new one, or a `.tmp-` beside the former; never a half-written file under its name. */
  private async writeDurably(file: string, bytes: Uint8Array): Promise<void> {
    const directory = dirname(file);
    await this.makeDirectory(directory);
    const temporary = join(directory, `.tmp-${randomUUID()}`);
    try {
      const handle = await fs.open(temporary, WRITE_NEW, OWNER_ONLY_FILE);
      try {
        await handle.writeFile(bytes);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await fs.rename(temporary, file);
    } catch (error) {
      // Should this fail as well, the sweeper finds the file; the first error is the one to report.
      await fs.rm(temporary, { force: true }).catch(() => {});
      throw error;
    }
    await syncDirectory(directory);
  }

  private async makeDirectory(directory: string): Promise<void> {
    await fs.mkdir(this.root, { recursive: true, mode: OWNER_ONLY_DIRECTORY });
    for (const level of [dirname(directory), directory]) {
      const made = await fs.mkdir(level, { mode: OWNER_ONLY_DIRECTORY }).then(
        () => true,
        (error) => {
          if (codeOf(error) !== 'EEXIST') throw error;
          return false;
        },
      );
      await this.assertReal(level);
      if (made) await syncDirectory(dirname(level));
    }
  }

  private async readPlainFile(file: string): Promise<Buffer> {
    await this.assertReal(dirname(file));
    const handle = await fs.open(file, READ_PLAIN);
    try {
      if (!(await handle.stat()).isFile()) throw new UnsafeAssetPath(relative(this.root, file));
      return await handle.readFile();
    } finally {
      await handle.close();
    }
  }

  private async unlink(file: string): Promise<void> {
    await this.assertReal(dirname(file));
    await fs.unlink(file);
  }

  /** The root may be reached through links of the operator; below it there must be none. */
  private async assertReal(directory: string): Promise<void> {
    const below = relative(this.root, directory);
    const [realRoot, realDirectory] = await Promise.all([fs.realpath(this.root), fs.realpath(directory)]);
    if (realDirectory !== join(realRoot, below)) throw new UnsafeAssetPath(below);
  }
}

/** A new or renamed entry is durable only when its directory is. Windows cannot open one, and keeps its own journal. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await fs.open(directory, constants.O_RDONLY);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function nullIfMissing<T>(work: Promise<T>): Promise<T | null> {
  return work.catch((error) => {
    if (codeOf(error) === 'ENOENT') return null;
    throw error;
  });
}

function translated<T>(work: Promise<T>): Promise<T> {
  return work.catch((error) => {
    const code = codeOf(error);
    if (code === 'ELOOP') throw new UnsafeAssetPath(error.path ?? '');
    if (!UNAVAILABLE.has(code)) throw error;
    throw new StorageUnavailable(`The folder of the assets cannot be used (${code})`, { cause: error });
  });
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? '';
}
