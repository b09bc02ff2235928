import { execFileSync } from 'node:child_process';
import { promises as fs } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { StorageUnavailable, type StoredAsset, UnsafeAssetPath } from './asset-storage.ts';
import { LocalAssetStorage } from './local-asset-storage.ts';

const LOGO = 'acme/integrations/jira-0a1b.svg';
const FORMER = Buffer.from('former');
const BYTES = Buffer.from('<svg/>');

let sandbox: string;
let root: string;
let storage: LocalAssetStorage;

beforeEach(async () => {
  sandbox = await fs.mkdtemp(join(tmpdir(), 'asset-storage-'));
  root = join(sandbox, 'assets');
  storage = new LocalAssetStorage(root);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await fs.rm(sandbox, { recursive: true });
});

async function listed(): Promise<StoredAsset[]> {
  const assets: StoredAsset[] = [];
  for await (const asset of storage.list()) assets.push(asset);
  return assets;
}

const pathsListed = async () => (await listed()).map(({ path }) => path).sort();
const everythingBelow = async (folder: string) => (await fs.readdir(folder, { recursive: true })).sort();
const failWith = (code: string) => () => Promise.reject(Object.assign(new Error(code), { code }));

describe('a stored file', () => {
  test('is read back, listed with its time, and removed', async () => {
    await storage.write(LOGO, BYTES);
    expect(await storage.read(LOGO)).toEqual(BYTES);
    expect(await listed()).toEqual([{ path: LOGO, modifiedAt: (await fs.stat(join(root, LOGO))).mtime }]);
    await storage.remove(LOGO);
    expect(await storage.read(LOGO)).toBeNull();
    expect(await pathsListed()).toEqual([]);
  });

  test('is replaced as a whole', async () => {
    await storage.write(LOGO, FORMER);
    await storage.write(LOGO, BYTES);
    expect(await storage.read(LOGO)).toEqual(BYTES);
    expect(await pathsListed()).toEqual([LOGO]);
  });

  test('survives many writers of one path', async () => {
    await Promise.all(Array.from({ length: 20 }, () => storage.write(LOGO, BYTES)));
    expect(await storage.read(LOGO)).toEqual(BYTES);
    expect(await pathsListed()).toEqual([LOGO]);
  });

  test('is for the owner only, and so are its folders', async () => {
    await storage.write(LOGO, BYTES);
    const modeOf = async (path: string) => (await fs.stat(join(root, path))).mode & 0o777;
    expect(await Promise.all(['', 'acme', 'acme/integrations', LOGO].map(modeOf))).toEqual([
      0o700, 0o700, 0o700, 0o600,
    ]);
  });
});

describe('what is not there', () => {
  test('reads as null, lists as nothing, and is removed without complaint', async () => {
    expect(await storage.read(LOGO)).toBeNull();
    expect(await pathsListed()).toEqual([]);
    await storage.remove(LOGO);
    await storage.write('other/integrations/a.png', BYTES);
    expect(await storage.read(LOGO)).toBeNull();
  });
});

describe('a path that is not one of ours', () => {
  const refused = async (path: string) => {
    await expect(storage.write(path, BYTES)).rejects.toThrow(UnsafeAssetPath);
    await expect(storage.read(path)).rejects.toThrow(UnsafeAssetPath);
    await expect(storage.remove(path)).rejects.toThrow(UnsafeAssetPath);
  };

  test.each([
    '',
    'logo.png',
    'acme/logo.png',
    'acme/other/logo.png',
    'acme/integrations/',
    'acme/integrations/.htaccess',
    'acme/integrations/.tmp-',
    'acme/integrations/a/../b.png',
    'acme/integrations/..',
    'acme/integrations/a..png',
    '../integrations/logo.png',
    './integrations/logo.png',
    '/acme/integrations/logo.png',
    'acme//integrations/logo.png',
    'acme\\integrations\\logo.png',
    'acme/integrations/logo.png\0.svg',
    'acme/integrations/logo.png\n',
    'acme/integrations/%2e%2e%2flogo.png',
    'acme/integrations/Logo.PNG',
    'acme/integrations/lögo.png',
    'acme/integrations/．．／logo.png',
    'c:/integrations/logo.png',
    `acme/integrations/${'a'.repeat(201)}`,
  ])('%j', refused);

  test('whatever a name is made of, nothing appears outside its folder', async () => {
    const piece = fc.constantFrom(
      '..',
      '.',
      '/',
      '\\',
      '%2e',
      '%2f',
      '\0',
      'a',
      'acme',
      'integrations',
      '.png',
      '~',
      ' ',
      ':',
      'é',
      'Ａ',
    );
    const name = fc.oneof(
      fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
      fc.string({ unit: 'binary' }),
    );
    await storage.write(LOGO, BYTES);
    await fc.assert(
      fc.asyncProperty(name, async (text) => {
        for (const path of [text, `acme/integrations/${text}`, `${text}/integrations/a.png`]) {
          await storage.write(path, BYTES).catch((error) => expect(error).toBeInstanceOf(UnsafeAssetPath));
        }
      }),
      { numRuns: 500 },
    );
    expect(await fs.readdir(sandbox)).toEqual(['assets']);
    for (const { path } of await listed())
      expect(path).toMatch(/^[a-z0-9][a-z0-9._-]*\/integrations\/[a-z0-9][a-z0-9._-]*$/);
  });
});

describe('what others put into the folder', () => {
  let secret: string;

  beforeEach(async () => {
    secret = join(sandbox, 'secret');
    await fs.writeFile(secret, 'secret');
    await storage.write('acme/integrations/own.png', BYTES);
  });

  test('a link in place of a file is neither read nor listed, and a write replaces it', async () => {
    await fs.symlink(secret, join(root, LOGO));
    await expect(storage.read(LOGO)).rejects.toThrow(UnsafeAssetPath);
    expect(await pathsListed()).toEqual(['acme/integrations/own.png']);
    await storage.write(LOGO, BYTES);
    expect(await fs.readFile(secret, 'utf8')).toBe('secret');
    expect((await fs.lstat(join(root, LOGO))).isFile()).toBe(true);
  });

  test.each(['evil', 'acme2/integrations'])('a link in place of the folder %s is never entered', async (link) => {
    const outside = join(sandbox, 'outside');
    await fs.mkdir(join(outside, 'integrations'), { recursive: true });
    await fs.writeFile(join(outside, 'integrations/a.png'), 'secret');
    await fs.writeFile(join(outside, 'a.png'), 'secret');
    await fs.mkdir(join(root, 'acme2'));
    await fs.symlink(outside, join(root, link));
    const before = await everythingBelow(outside);
    const path = `${link.split('/')[0]}/integrations/a.png`;
    await expect(storage.read(path)).rejects.toThrow(UnsafeAssetPath);
    await expect(storage.write(path, BYTES)).rejects.toThrow(UnsafeAssetPath);
    await expect(storage.remove(path)).rejects.toThrow(UnsafeAssetPath);
    expect(await pathsListed()).toEqual(['acme/integrations/own.png']);
    expect(await everythingBelow(outside)).toEqual(before);
  });

  test('a pipe in place of a file does not block a reader', async () => {
    execFileSync('env', ['mkfifo', join(root, LOGO)]);
    await expect(storage.read(LOGO)).rejects.toThrow(UnsafeAssetPath);
  });

  test('foreign files and folders are left alone', async () => {
    await fs.mkdir(join(root, 'acme/integrations/folder.png'));
    await fs.writeFile(join(root, 'acme/README'), '');
    await fs.writeFile(join(root, 'acme/integrations/Foreign.PNG'), '');
    expect(await pathsListed()).toEqual(['acme/integrations/own.png']);
  });

  test('a root that is reached through a link of the operator works', async () => {
    await fs.symlink(root, join(sandbox, 'mounted'));
    expect(await new LocalAssetStorage(join(sandbox, 'mounted')).read('acme/integrations/own.png')).toEqual(BYTES);
  });
});

describe('when the disk fails', () => {
  test.each(['ENOSPC', 'EROFS', 'EACCES', 'EIO'])('%s says that the storage is unavailable', async (code) => {
    vi.spyOn(fs, 'open').mockImplementation(failWith(code));
    await expect(storage.write(LOGO, BYTES)).rejects.toThrow(StorageUnavailable);
    await expect(storage.write(LOGO, BYTES)).rejects.toMatchObject({ cause: { code } });
  });

  test('a write that fails at its last step keeps the former file and leaves nothing behind', async () => {
    await storage.write(LOGO, FORMER);
    vi.spyOn(fs, 'rename').mockImplementation(failWith('ENOSPC'));
    await expect(storage.write(LOGO, BYTES)).rejects.toThrow(StorageUnavailable);
    expect(await storage.read(LOGO)).toEqual(FORMER);
    expect(await pathsListed()).toEqual([LOGO]);
  });

  test('the remains of a cut-off write are listed and can be removed', async () => {
    await storage.write(LOGO, FORMER);
    vi.spyOn(fs, 'rename').mockImplementation(failWith('EIO'));
    vi.spyOn(fs, 'rm').mockImplementation(failWith('EIO'));
    await expect(storage.write(LOGO, BYTES)).rejects.toMatchObject({ cause: { message: 'EIO' } });
    vi.restoreAllMocks();

    const [remains = '', ...others] = await pathsListed();
    expect(remains).toMatch(/^acme\/integrations\/\.tmp-[0-9a-f-]{36}$/);
    expect(others).toEqual([LOGO]);
    await storage.remove(remains);
    expect(await pathsListed()).toEqual([LOGO]);
  });

  test('a root that is a file is unavailable', async () => {
    await fs.writeFile(root, '');
    await expect(storage.read(LOGO)).rejects.toThrow(StorageUnavailable);
  });
});
