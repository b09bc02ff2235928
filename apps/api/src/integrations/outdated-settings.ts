import { type Connector, checkSettings, type Settings, upgradeSettings } from '@ims/connector-sdk';
import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { ConnectorRegistry } from '../connectors/index.ts';
import { TenantScope } from '../platform/access/tenant-scope.ts';
import { Transactions } from '../platform/database/transactions.ts';
import { type SettingsState, settingsOf } from './fit-settings.ts';
import type { IntegrationEntity, IntegrationId } from './integration.entity.ts';
import { IntegrationsRepository } from './integrations.repository.ts';

/**
 * With a new release, or another version of a plugin, connectors change under settings that are stored. At start those
 * that no migration leads to the present version are marked, and the mark is taken from those that fit again.
 */
@Injectable()
export class OutdatedSettings implements OnApplicationBootstrap {
  private readonly logger = new Logger('Integrations');

  constructor(
    private readonly repository: IntegrationsRepository,
    private readonly connectors: ConnectorRegistry,
    private readonly transactions: Transactions,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const versions = this.connectors.versions();
    const found = await this.transactions.runPlatform((tx) => this.repository.withOtherVersions(tx, versions));
    for (const { integrations, ...tenant } of found) {
      const marked = await this.mark(TenantScope.ofSystem(tenant, 'start'), integrations);
      if (marked > 0)
        this.logger.warn(`${marked} integration(s) of ${tenant.slug} no longer fit their connector and need a look`);
    }
  }

  /** Gives how many were marked anew. */
  private mark(scope: TenantScope, ids: IntegrationId[]): Promise<number> {
    return this.transactions.run(scope, async (tx) => {
      let marked = 0;
      for (const row of await this.repository.manyLocked(tx, ids)) {
        const state = stateWith(await this.connectors.find(tx, row.provider, row.type), row);
        if (state === row.settings_state) continue;
        await this.repository.setSettingsState(tx, row.id, state);
        if (state === 'schema_outdated') marked += 1;
      }
      return marked;
    });
  }
}

function stateWith(connector: Connector, row: IntegrationEntity): SettingsState {
  const settings = upgraded(connector, row);
  if (!settings) return 'schema_outdated';
  if (row.settings_state !== 'schema_outdated') return row.settings_state;
  const { problems } = checkSettings(connector, settings, row.secret_origin === null ? undefined : true);
  return problems.length > 0 ? 'incomplete' : 'ok';
}

function upgraded(connector: Connector, row: IntegrationEntity): Settings | undefined {
  try {
    return upgradeSettings(connector, settingsOf(row), row.connector_version);
  } catch {
    // Whoever opens it is told why.
    return undefined;
  }
}
