export type StoredAsset = { path: string; modifiedAt: Date };

/**
 * Where uploaded files live: a local folder or an object store. Paths are `{tenant}/integrations/{name}`, written by us and
 * never by a user; one that is not of that form throws `UnsafeAssetPath`. A store that cannot serve throws `StorageUnavailable`.
 */
export interface AssetStorage {
  /** Durable once it resolves, and atomic: a reader sees the former content or the new one, never a part. */
  write(path: string, bytes: Uint8Array): Promise<void>;
  read(path: string): Promise<Buffer | null>;
  /** Removing what is not there is no error. Takes every path that `list` gives. */
  remove(path: string): Promise<void>;
  /** Every file in the store, in no order, including remains of writes that were cut off. */
  list(): AsyncIterable<StoredAsset>;
}

export class UnsafeAssetPath extends Error {
  override readonly name = 'UnsafeAssetPath';

  constructor(path: string) {
    super(`Not a path of an asset: ${JSON.stringify(path.slice(0, 200))}`);
  }
}

export class StorageUnavailable extends Error {
  override readonly name = 'StorageUnavailable';
}

const ASSET_PATH = /^(?!.*\.\.)[a-z0-9][a-z0-9._-]{0,199}\/integrations\/[a-z0-9][a-z0-9._-]{0,199}$/;

export function isAssetPath(path: string): boolean {
  return ASSET_PATH.test(path);
}

export function assertAssetPath(path: string): void {
  if (!isAssetPath(path)) throw new UnsafeAssetPath(path);
}
