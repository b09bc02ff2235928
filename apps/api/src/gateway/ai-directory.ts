import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { BudgetsService } from '../budgets/index.ts';
import { ConnectionsService, type StoredConnection } from '../connections/index.ts';
import { INTEGRATION_CHANGES } from '../integrations/index.ts';
import { ModelsService } from '../models/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Listener } from '../platform/database/listener.ts';
import { TenantMemory } from '../platform/database/tenant-memory.ts';
import { Provider } from './provider.ts';
import { TenantAi } from './tenant-ai.ts';

/** Knows what calls of a tenant need without asking the database for each: every change of it is notified. */
@Injectable()
export class AiDirectory implements OnApplicationShutdown {
  private readonly known: TenantMemory<TenantAi>;
  /** They outlive a reading: as long as an integration stays at its version, so do its connections and its circuit. */
  private readonly providers = new LRUCache<string, Provider>({ max: 5000, dispose: (provider) => provider.close() });

  constructor(
    listener: Listener,
    private readonly connections: ConnectionsService,
    private readonly models: ModelsService,
    private readonly budgets: BudgetsService,
  ) {
    this.known = new TenantMemory(listener, INTEGRATION_CHANGES);
  }

  of(scope: TenantScope): TenantAi | Promise<TenantAi> {
    return this.known.get(scope, () => this.read(scope));
  }

  /** The latest provider of each name. One that was deleted is still among them for as long as it is remembered. */
  current(): Provider[] {
    const latest = new Map<string, Provider>();
    for (const provider of this.providers.values()) {
      const key = `${provider.tenant}/${provider.name}`;
      const known = latest.get(key);
      const order = known ? provider.id - known.id || provider.version - known.version : 1;
      if (order > 0) latest.set(key, provider);
    }
    return [...latest.values()];
  }

  onApplicationShutdown(): void {
    this.providers.clear();
  }

  private async read(scope: TenantScope): Promise<TenantAi> {
    const [connections, models, budgets] = await Promise.all([
      this.connections.openAll(scope, 'ai_provider'),
      this.models.ofTenant(scope),
      this.budgets.ofTenant(scope),
    ]);
    const providers = connections.flatMap((one) => ('fault' in one ? [] : [this.provider(scope, one)]));
    const unusable = connections.flatMap((one) => ('fault' in one ? [one] : []));
    return new TenantAi(providers, unusable, models, budgets);
  }

  private provider(scope: TenantScope, connection: StoredConnection): Provider {
    const { id, version } = connection.stored;
    const key = `${scope.tenantId}/${id}/${version}`;
    const known = this.providers.get(key);
    if (known) return known;
    this.providers.delete(`${scope.tenantId}/${id}/${version - 1}`);
    const provider = new Provider(connection, scope.tenantSlug, (options) =>
      this.connections.dial(connection, options),
    );
    this.providers.set(key, provider);
    return provider;
  }
}
