import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { KeyRing } from '../crypto/index.ts';

const WINDOW_SECONDS = 3600;
const SIGNATURE_BYTES = 16;
/** Characters of the content's hash in an address: the address changes with the content, so it may be cached for good. */
const VERSION_LENGTH = 16;

export interface LogoAddress {
  tenantSlug: string;
  filename: string;
  version: string;
  expires: number;
  signature: string;
}

/**
 * Signs the addresses of logos, since an `<img>` cannot send a header. Each tenant and hour has a key of its own; the
 * list statement signs with it in PostgreSQL, `verify` checks here. An address holds for one to two hours and is the
 * same for everybody within the hour.
 */
@Injectable()
export class LogoSigner {
  private readonly key: Buffer;
  private readonly windowKeys = new LRUCache<string, Buffer>({ max: 1000 });

  constructor(ring: KeyRing) {
    this.key = ring.subkey('logo-url');
  }

  /** End (epoch seconds) and signing key of the current window. */
  window(tenantSlug: string): { expires: number; key: Buffer } {
    const expires = (Math.floor(Date.now() / 1000 / WINDOW_SECONDS) + 2) * WINDOW_SECONDS;
    return { expires, key: this.windowKey(tenantSlug, expires) };
  }

  verify({ tenantSlug, filename, version, expires, signature }: LogoAddress): boolean {
    if (
      !Number.isSafeInteger(expires) ||
      expires < Date.now() / 1000 ||
      expires % WINDOW_SECONDS !== 0 ||
      version.length !== VERSION_LENGTH
    )
      return false;
    const right = sign(this.windowKey(tenantSlug, expires), `${filename} ${version}`);
    const given = Buffer.from(/^[0-9a-f]{32}$/.test(signature) ? signature : '', 'hex');
    return given.length === right.length && timingSafeEqual(given, right);
  }

  private windowKey(tenantSlug: string, expires: number): Buffer {
    const name = `${tenantSlug} ${expires}`;
    const known = this.windowKeys.get(name);
    if (known) return known;
    const key = createHmac('sha256', this.key).update(name).digest();
    this.windowKeys.set(name, key);
    return key;
  }
}

/** Nested SHA-256 of key and text, cut to 16 bytes: what PostgreSQL can compute without an extension. */
function sign(key: Buffer, text: string): Buffer {
  const sha256 = (...parts: (Buffer | string)[]) =>
    parts.reduce<ReturnType<typeof createHash>>((hash, part) => hash.update(part), createHash('sha256')).digest();
  return sha256(key, sha256(key, text)).subarray(0, SIGNATURE_BYTES);
}
