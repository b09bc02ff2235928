import { createContext } from '@ims/connector-sdk';
import { Injectable } from '@nestjs/common';
import { ConnectionsService, connectionFailed } from '../connections/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Transactions } from '../platform/database/transactions.ts';
import type { DiscoveredModels } from './model.dto.ts';
import { noListOfModels, notAnAiProvider } from './model.errors.ts';
import { ModelsRepository } from './models.repository.ts';

const DISCOVERY_MS = 20_000;

/** What an AI provider offers, beside what is registered of it. */
@Injectable()
export class ModelDiscovery {
  constructor(
    private readonly repository: ModelsRepository,
    private readonly connections: ConnectionsService,
    private readonly transactions: Transactions,
  ) {}

  /** Throws 404, 409 `no_model_list`, 422 `not_an_ai_provider`, 429, 502 with the class of the fault. */
  async discover(scope: TenantScope, integration: IntegrationId): Promise<DiscoveredModels> {
    await this.connections.admit(scope);
    const offered = await this.offered(scope, integration);
    const rows = await this.repository.ofIntegration(this.transactions.reader(scope), integration);
    const registered = new Set(rows.map(({ name }) => name));
    const byId = new Map(offered.map((model) => [model.id, model]));
    return {
      models: [...byId.values()]
        .map(({ id, owned_by }) => ({ id, owned_by, registered: registered.has(id) }))
        .sort((a, b) => a.id.localeCompare(b.id, 'en')),
    };
  }

  private async offered(scope: TenantScope, integration: IntegrationId) {
    const { connector, settings, secret, stored } = await this.connections.open(scope, integration);
    if (stored.type !== 'ai_provider')
      throw notAnAiProvider({ detail: `${stored.name} is no AI provider, so it has no models.` });
    if (!connector.models) throw noListOfModels({ detail: 'Type the names of its models instead.' });
    const client = this.connections.pool(scope, stored);
    const signal = AbortSignal.timeout(DISCOVERY_MS);
    try {
      return await connector.models(createContext({ connector, settings, secret, client, signal }));
    } catch (error) {
      throw connectionFailed(error);
    }
  }
}
