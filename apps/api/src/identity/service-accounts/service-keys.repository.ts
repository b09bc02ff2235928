import { Injectable } from '@nestjs/common';
import type { ServiceScope } from '../../platform/access/permissions.ts';
import type { ServiceAccountId, TenantId } from '../../platform/access/tenant-scope.ts';
import type { PlatformTx, ScopedTx, Statement } from '../../platform/database/transactions.ts';
import type { ServiceKeyId } from './service-key.entity.ts';

/** A key that opens, and for whom. */
export interface LiveKey {
  id: ServiceKeyId;
  account_id: ServiceAccountId;
  tenant_id: TenantId;
  tenant_slug: string;
  name: string;
  scopes: ServiceScope[];
  /** The earlier end of the key and its account. */
  expires_at: Date | null;
  /** Whether its last use was noted more than a minute ago. */
  is_unmarked: boolean;
}

const findLive: Statement = {
  name: 'service-key-find-live',
  text: `SELECT k.id, a.id AS account_id, a.tenant_id, t.slug AS tenant_slug, a.name, a.scopes,
                least(k.expires_at, a.expires_at) AS expires_at,
                coalesce(k.last_used_at < now() - interval '1 minute', true) AS is_unmarked
           FROM service_keys k
           JOIN service_accounts a ON a.tenant_id = k.tenant_id AND a.id = k.service_account_id
           JOIN tenants t ON t.id = a.tenant_id
          WHERE k.key_hash = $1 AND t.status = 'active' AND coalesce(least(k.expires_at, a.expires_at) > now(), true)`,
};
/** The condition stands here again, for instances that see the same key at once. */
const markUsed: Statement = {
  name: 'service-key-mark-used',
  text: `UPDATE service_keys SET last_used_at = now()
          WHERE tenant_id = $1 AND id = $2 AND coalesce(last_used_at < now() - interval '1 minute', true)`,
};

/** What the access guard needs of keys. Looks up as the platform: only the key says whose tenant it is. */
@Injectable()
export class ServiceKeysRepository {
  async findLive(tx: PlatformTx, hash: Buffer): Promise<LiveKey | undefined> {
    return (await tx.rows<LiveKey>(findLive, [hash]))[0];
  }

  async markUsed(tx: ScopedTx, id: ServiceKeyId): Promise<void> {
    await tx.rows(markUsed, [tx.scope.tenantId, id]);
  }
}
