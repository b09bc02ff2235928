import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import type { TenantId } from '../platform/access/tenant-scope.ts';
import type { ScopedTx, Statement } from '../platform/database/transactions.ts';
import { errorKind } from '../platform/errors/coded-error.ts';
import { knownSecrets } from '../platform/logging/redaction.ts';
import { bind, decrypt, encrypt } from './aead.ts';
import { KeyRing } from './key-ring.ts';

/** The stored secret cannot be opened with the keys at hand. No cause is given, and nothing else is tried. */
const secretUnreadable = errorKind('secret_unreadable', {
  status: 409,
  title: 'The stored secret cannot be read; enter it again',
  level: 'warn',
});

/** The place a secret belongs to. It is bound into the envelope, so that a copy anywhere else does not open. */
export interface SecretPlace {
  table: string;
  column: string;
  rowId: number;
}

interface SealingKey {
  id: string;
  key: KeyObject;
}

interface DataKey {
  id: string;
  kek_id: string;
  wrapped: string;
}

const newestKey: Statement = {
  name: 'vault-newest-key',
  text: 'SELECT id, kek_id, wrapped FROM tenant_keys WHERE kek_id = $1 ORDER BY created_at DESC, id LIMIT 1',
};
const keyById: Statement = {
  name: 'vault-key-by-id',
  text: 'SELECT id, kek_id, wrapped FROM tenant_keys WHERE id = $1',
};
const createKey: Statement = {
  name: 'vault-create-key',
  text: 'INSERT INTO tenant_keys (id, tenant_id, kek_id, wrapped) VALUES ($1, $2, $3, $4)',
};
const lockTenant: Statement = { name: 'vault-lock-tenant', text: 'SELECT pg_advisory_xact_lock(7340222, $1)' };

const FORMAT = 'ims1';
const KEY_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Seals and opens secrets with a key of the tenant's own, itself wrapped by the key ring. Envelope: `ims1.<key id>.<iv>.<data>`. */
@Injectable()
export class Vault {
  private readonly opened = new LRUCache<string, KeyObject>({ max: 1000 });
  /** Keys of tenants that were read, hence committed, and that are never deleted. A newer one is taken up within a minute. */
  private readonly sealing = new LRUCache<TenantId, SealingKey>({ max: 1000, ttl: 60_000 });

  constructor(private readonly ring: KeyRing) {}

  /** Seals `plaintext` for its place; `keyId` names the tenant's key that was used. */
  async seal(tx: ScopedTx, place: SecretPlace, plaintext: string): Promise<{ envelope: string; keyId: string }> {
    knownSecrets.remember(plaintext);
    const { id, key } = await this.sealingKey(tx);
    const envelope = `${FORMAT}.${id}.${encrypt(key, Buffer.from(plaintext), contextOf(tx.scope.tenantId, id, place))}`;
    return { envelope, keyId: id };
  }

  /** Opens an envelope of that place; throws `secret_unreadable`. */
  async open(tx: ScopedTx, place: SecretPlace, envelope: string): Promise<string> {
    const [format, keyId = '', iv, data] = envelope.split('.');
    if (format !== FORMAT || !KEY_ID.test(keyId) || !iv || !data) throw secretUnreadable();
    const [row] = await tx.rows<DataKey>(keyById, [keyId]);
    const key = row && this.unwrap(tx.scope.tenantId, row);
    if (!key) throw secretUnreadable();
    try {
      const plaintext = decrypt(key, `${iv}.${data}`, contextOf(tx.scope.tenantId, keyId, place)).toString();
      knownSecrets.remember(plaintext);
      return plaintext;
    } catch (error) {
      throw secretUnreadable({ cause: error });
    }
  }

  private async sealingKey(tx: ScopedTx): Promise<SealingKey> {
    const known = this.sealing.get(tx.scope.tenantId);
    if (known) return known;
    const found = await this.newest(tx);
    if (found) {
      this.sealing.set(tx.scope.tenantId, found);
      return found;
    }
    await tx.rows(lockTenant, [tx.scope.tenantId]);
    return (await this.newest(tx)) ?? this.create(tx);
  }

  private async newest(tx: ScopedTx): Promise<SealingKey | undefined> {
    const [row] = await tx.rows<DataKey>(newestKey, [this.ring.current.id]);
    const key = row && this.unwrap(tx.scope.tenantId, row);
    return row && key ? { id: row.id, key } : undefined;
  }

  private async create(tx: ScopedTx): Promise<SealingKey> {
    const id = randomUUID();
    const key = randomBytes(32);
    const { current } = this.ring;
    await tx.rows(createKey, [
      id,
      tx.scope.tenantId,
      current.id,
      current.wrap(key, wrapContext(tx.scope.tenantId, id)),
    ]);
    return { id, key: createSecretKey(key) };
  }

  private unwrap(tenantId: TenantId, row: DataKey): KeyObject | undefined {
    const cached = this.opened.get(row.id);
    if (cached) return cached;
    const master = this.ring.find(row.kek_id);
    if (!master) return undefined;
    try {
      const key = createSecretKey(master.unwrap(row.wrapped, wrapContext(tenantId, row.id)));
      this.opened.set(row.id, key);
      return key;
    } catch {
      return undefined;
    }
  }
}

const wrapContext = (tenantId: TenantId, keyId: string) => bind(FORMAT, 'dek', tenantId, keyId);
const contextOf = (tenantId: TenantId, keyId: string, { table, column, rowId }: SecretPlace) =>
  bind(FORMAT, keyId, tenantId, table, column, rowId);
