import { LRUCache } from 'lru-cache';
import type { TenantId, TenantScope } from '../access/tenant-scope.ts';
import type { Listener } from './listener.ts';

export interface TenantMemoryOptions {
  /** Tenants that are kept, 1,000 unless told; the one asked for longest ago leaves first. */
  maxTenants?: number;
  /** Milliseconds after which a tenant is forgotten, also when nothing was heard; 60,000 unless told. */
  ttl?: number;
}

/**
 * What requests of a tenant need again and again, kept until a notification on `channel`, whose payload is the tenant's
 * id, says that it no longer holds; all is forgotten when notifications may have been missed. Several memories may follow
 * one channel. To be made while modules are made.
 */
export class TenantMemory<T extends NonNullable<unknown>> {
  private readonly tenants: LRUCache<TenantId, Map<string, T | Promise<T>>>;

  constructor(
    listener: Pick<Listener, 'subscribe'>,
    channel: string,
    { maxTenants = 1000, ttl = 60_000 }: TenantMemoryOptions = {},
  ) {
    this.tenants = new LRUCache({ max: maxTenants, ttl, ttlAutopurge: true });
    listener.subscribe({
      channel,
      heard: (payload) => this.tenants.delete(Number(payload) as TenantId),
      gap: () => this.tenants.clear(),
    });
  }

  /**
   * At once what is known, else what `load` gives; who asks meanwhile waits for the same `load`, and one that fails is
   * not kept. A tenant may keep several things under a `key` each: only such as are few, never free text of a caller.
   */
  get(scope: TenantScope, load: () => Promise<T>, key = ''): T | Promise<T> {
    const kept = this.keptOf(scope.tenantId);
    const known = kept.get(key);
    if (known !== undefined) return known;
    // What was asked for before a change ends up in a map that nobody holds any more.
    const loading = load().then(
      (value) => {
        kept.set(key, value);
        return value;
      },
      (error: unknown) => {
        kept.delete(key);
        throw error;
      },
    );
    kept.set(key, loading);
    return loading;
  }

  private keptOf(tenantId: TenantId): Map<string, T | Promise<T>> {
    const known = this.tenants.get(tenantId);
    if (known) return known;
    const kept = new Map<string, T | Promise<T>>();
    this.tenants.set(tenantId, kept);
    return kept;
  }
}
