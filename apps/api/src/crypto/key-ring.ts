import { hkdfSync } from 'node:crypto';
import type { Secret } from '../platform/config/secret.ts';
import { bind, decrypt, encrypt } from './aead.ts';

const derive = (master: Buffer, salt: Buffer, purpose: string, length = 32) =>
  Buffer.from(hkdfSync('sha256', master, salt, `ims/v1/${purpose}`, length));

/** What is derived from one `SECRET_KEY`: the key that wraps tenants' keys, and the id by which it is known. */
class MasterKey {
  readonly id: string;
  readonly #kek: Buffer;

  constructor(
    private readonly master: Buffer,
    private readonly salt: Buffer,
  ) {
    this.#kek = derive(master, salt, 'kek');
    this.id = derive(master, salt, 'kid', 8).toString('hex');
  }

  subkey(purpose: string): Buffer {
    return derive(this.master, this.salt, purpose);
  }

  wrap(key: Buffer, context: Buffer): string {
    return encrypt(this.#kek, key, context);
  }

  unwrap(wrapped: string, context: Buffer): Buffer {
    return decrypt(this.#kek, wrapped, context);
  }
}

const CANARY = Buffer.from('the key is the right one');
const canaryContext = (keyId: string) => bind('ims1', 'canary', keyId);

/** The current key, which seals, and the earlier ones, which only open what they once sealed. */
export class KeyRing {
  private constructor(
    readonly current: MasterKey,
    private readonly all: ReadonlyMap<string, MasterKey>,
  ) {}

  static from(current: Secret, previous: Secret[], salt: Buffer): KeyRing {
    const keys = [current, ...previous].map((secret) => new MasterKey(Buffer.from(secret.reveal(), 'base64'), salt));
    const [first] = keys as [MasterKey, ...MasterKey[]];
    return new KeyRing(first, new Map(keys.map((key) => [key.id, key])));
  }

  /** Ids of all keys at hand. */
  get ids(): string[] {
    return [...this.all.keys()];
  }

  /** The key of that id, or undefined when it is not on the ring. */
  find(id: string): MasterKey | undefined {
    return this.all.get(id);
  }

  /** A key for one purpose of ours (signing tokens, hashing sessions), 32 bytes. */
  subkey(purpose: 'jwt' | 'refresh-hash' | 'logo-url' | 'login-attempts'): Buffer {
    return this.current.subkey(purpose);
  }

  makeCanary(): string {
    return this.current.wrap(CANARY, canaryContext(this.current.id));
  }

  /** Whether a key on the ring made this canary. */
  opensCanary(keyId: string, canary: string): boolean {
    try {
      return this.find(keyId)?.unwrap(canary, canaryContext(keyId)).equals(CANARY) ?? false;
    } catch {
      return false;
    }
  }
}
