import { randomUUID } from 'node:crypto';
import { Inject, Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Config } from '../platform/config/config.ts';
import { type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { invalidField, tooLarge, unavailable, unsupportedMedia } from '../platform/errors/common-errors.ts';
import { consume } from '../platform/http/throttle.guard.ts';
import type { AssetEntity } from './asset.entity.ts';
import { type AssetStorage, StorageUnavailable } from './asset-storage.ts';
import { AssetsRepository } from './assets.repository.ts';
import { close, type PreparedLogo, prepareLogo } from './logo-image.ts';
import { LogoRefused } from './logo-refusal.ts';
import type { Upload } from './receive-logo.ts';

export const ASSET_STORAGE = Symbol('asset storage');

/** A logo that is in the store under a name of its own; a row that points there makes it one. */
export interface StoredLogo {
  storedAs: string;
  extension: string;
  contentType: string;
  hash: string;
  size: number;
}

const SWEEP_BATCH = 500;
/** Files younger than this may belong to an upload whose row is not committed yet. */
const ORPHAN_MS = 3_600_000;

/**
 * Logos. A file is written under a new name before the row that points at it commits, and the file it replaces is
 * removed afterwards: whatever happens in between, each row has its file, and at worst a file without a row stays for
 * the sweeper.
 */
@Injectable()
export class AssetsService implements OnApplicationShutdown {
  private readonly logger = new Logger('Assets');
  private readonly uploads?: RateLimiterMemory;

  constructor(
    @Inject(ASSET_STORAGE) private readonly storage: AssetStorage,
    private readonly repository: AssetsRepository,
    private readonly transactions: Transactions,
    config: Config,
  ) {
    if (config.throttle.on)
      this.uploads = new RateLimiterMemory({ points: config.throttle.uploadsPerHour, duration: 3600 });
  }

  /** Decodes the upload into a safe image and puts it into the store. Throws 413, 415, 422, 429, 503. */
  async prepare(scope: TenantScope, upload: Upload): Promise<StoredLogo> {
    if (this.uploads) await consume(this.uploads, String(scope.tenantId), 'Your tenant uploads logos too often.');
    const image = await prepareLogo(upload.bytes, upload).catch((error: unknown) => {
      throw error instanceof LogoRefused ? refusal(error) : error;
    });
    const storedAs = `${randomUUID()}.${image.extension}`;
    await this.stored(() => this.storage.write(pathOf(scope.tenantSlug, storedAs), image.bytes));
    return { storedAs, ...factsOf(image) };
  }

  /**
   * Makes the stored logo the asset `{stem}.{extension}`, in place of `replaces`. Gives its name, and what to do once the
   * transaction has committed.
   */
  async attach(tx: ScopedTx, logo: StoredLogo, name: { stem: string; replaces: string | null }) {
    const old = name.replaces ? await this.repository.find(tx, name.replaces) : null;
    const filename = await this.freeName(tx, name.stem, logo, old);
    const values = {
      filename,
      stored_as: logo.storedAs,
      content_type: logo.contentType,
      hash: logo.hash,
      size: logo.size,
    };
    if (old) await this.repository.replace(tx, old, values);
    else await this.repository.insert(tx, values);
    return { filename, settled: () => this.discard(tx.scope.tenantSlug, old?.stored_as) };
  }

  /** Forgets the asset; gives what to do once the transaction has committed. */
  async release(tx: ScopedTx, filename: string): Promise<() => Promise<void>> {
    const row = await this.repository.find(tx, filename);
    if (row) await this.repository.remove(tx, row);
    return () => this.discard(tx.scope.tenantSlug, row?.stored_as);
  }

  /** The logo's bytes and type, or undefined when there is none of that name (or, if given, of that content). */
  async read(tenantSlug: string, filename: string, version: string | undefined) {
    const asset = await this.transactions.runPlatform((tx) => this.repository.findPublished(tx, tenantSlug, filename));
    if (!asset || (version !== undefined && !asset.hash.startsWith(version))) return undefined;
    const bytes = await this.stored(() => this.storage.read(pathOf(tenantSlug, asset.stored_as)));
    if (!bytes) this.logger.error(`The file of logo ${filename} of ${tenantSlug} is missing from the store`);
    return bytes ? { bytes, contentType: asset.content_type, hash: asset.hash } : undefined;
  }

  /** Removes files that no row points at, left behind by uploads that were cut off. */
  async sweep(): Promise<number> {
    let removed = 0;
    let batch: string[] = [];
    const flush = async () => {
      const referenced = await this.transactions.runPlatform((tx) => this.repository.referenced(tx, batch));
      const orphans = batch.filter((path) => !referenced.has(path));
      for (const path of orphans) await this.storage.remove(path);
      removed += orphans.length;
      batch = [];
    };
    for await (const { path, modifiedAt } of this.storage.list()) {
      if (Date.now() - modifiedAt.getTime() > ORPHAN_MS) batch.push(path);
      if (batch.length >= SWEEP_BATCH) await flush();
    }
    if (batch.length > 0) await flush();
    return removed;
  }

  onApplicationShutdown(): Promise<void> {
    return close();
  }

  /** `{stem}.{extension}`, or with the beginning of the stored name when another asset of the tenant has that. */
  private async freeName(tx: ScopedTx, stem: string, logo: StoredLogo, old: AssetEntity | null): Promise<string> {
    const wanted = `${stem}.${logo.extension}`;
    await this.repository.lockNames(tx);
    const taken = old?.filename !== wanted && (await this.repository.find(tx, wanted)) !== null;
    return taken ? `${stem}-${logo.storedAs.slice(0, 8)}.${logo.extension}` : wanted;
  }

  /** The change is committed: a file that cannot be removed now is the sweeper's, not the caller's, concern. */
  private async discard(tenantSlug: string, storedAs: string | undefined): Promise<void> {
    if (!storedAs) return;
    await this.storage.remove(pathOf(tenantSlug, storedAs)).catch((error: unknown) => {
      this.logger.warn({ msg: 'A replaced logo could not be removed; it will be swept', err: error });
    });
  }

  private async stored<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageUnavailable)) throw error;
      throw unavailable({
        detail: 'Logos cannot be stored or read right now: the store is full or read-only. Nothing was changed.',
        cause: error,
      });
    }
  }
}

const pathOf = (tenantSlug: string, storedAs: string) => `${tenantSlug}/integrations/${storedAs}`;
const factsOf = ({ extension, contentType, sha256, bytes }: PreparedLogo) => ({
  extension,
  contentType,
  hash: sha256,
  size: bytes.length,
});

function refusal(error: LogoRefused) {
  const { reason, message } = error;
  const facts = { code: reason, detail: message, errors: [{ pointer: '/logo', code: reason, message }], cause: error };
  if (reason === 'too_large') return tooLarge(facts);
  if (reason === 'empty' || reason === 'not_an_image' || reason === 'type_mismatch') return unsupportedMedia(facts);
  if (reason === 'busy') return unavailable({ ...facts, headers: { 'Retry-After': '3' } });
  return invalidField('/logo', reason, message);
}
