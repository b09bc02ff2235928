import { Injectable, Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { type Service, TenantScope } from '../../platform/access/tenant-scope.ts';
import { Transactions } from '../../platform/database/transactions.ts';
import { IdentityChanges, type Memory } from '../identity-changes.ts';
import { type LiveKey, ServiceKeysRepository } from './service-keys.repository.ts';

const FRESH_MS = 5000;
const FOLLOWED = ['service_accounts', 'service_keys', 'tenants'];

interface KnownService {
  service: Service;
  /** Milliseconds since the epoch, after which the key opens nothing. */
  endsAt: number;
}

/**
 * Whose key it is, by the key's digest, remembered for at most five seconds. Changes are told at once; the five seconds
 * only cover a lost connection.
 */
@Injectable()
export class ServiceDirectory implements Memory {
  private readonly logger = new Logger('Identity');
  private readonly known = new LRUCache<string, KnownService>({ max: 10_000, ttl: FRESH_MS });
  private generation = 0;

  constructor(
    private readonly repository: ServiceKeysRepository,
    private readonly transactions: Transactions,
    changes: IdentityChanges,
  ) {
    changes.follow(this);
  }

  /** The service, or undefined when the key is unknown, revoked or expired, or its tenant suspended. */
  async find(hash: Buffer): Promise<Service | undefined> {
    const digest = hash.toString('base64');
    const known = this.known.get(digest) ?? (await this.lookUp(hash, digest));
    return known && known.endsAt > Date.now() ? known.service : undefined;
  }

  forgetAll(): void {
    this.generation += 1;
    this.known.clear();
  }

  changed(table: string): void {
    if (FOLLOWED.includes(table)) this.forgetAll();
  }

  private async lookUp(hash: Buffer, digest: string): Promise<KnownService | undefined> {
    const { generation } = this;
    const key = await this.transactions.runPlatform((tx) => this.repository.findLive(tx, hash));
    if (!key) return undefined;
    if (key.is_unmarked) await this.markUsed(key);
    const { account_id: accountId, tenant_id: tenantId, tenant_slug: tenantSlug, name, scopes } = key;
    const service = { accountId, tenantId, tenantSlug, name, scopes };
    const found = { service, endsAt: key.expires_at?.getTime() ?? Number.POSITIVE_INFINITY };
    // What was read may be older than a change that arrived meanwhile; then it serves this request only.
    if (generation === this.generation) this.known.set(digest, found);
    return found;
  }

  /** A note for people. That it cannot be written, as on a database that only reads, closes no door. */
  private async markUsed({ id, tenant_id, tenant_slug }: LiveKey): Promise<void> {
    const scope = TenantScope.ofSystem({ id: tenant_id, slug: tenant_slug }, 'service keys');
    try {
      await this.transactions.run(scope, (tx) => this.repository.markUsed(tx, id));
    } catch (error) {
      this.logger.warn({ msg: 'The use of a service key could not be noted', keyId: id, err: error });
    }
  }
}
