import { builtInConnectors } from '@ims/connectors';
import { Module } from '@nestjs/common';
import { Config } from '../platform/config/config.ts';
import { ConnectorRegistry } from './connector-registry.ts';
import { ConnectorsAdminController } from './connectors.admin.controller.ts';
import { ConnectorsService } from './connectors.service.ts';
import { ManifestsRepository } from './manifests.repository.ts';
import { loadPlugins, PLUGINS } from './plugins.ts';

@Module({
  controllers: [ConnectorsAdminController],
  providers: [
    ConnectorRegistry,
    ConnectorsService,
    ManifestsRepository,
    {
      provide: PLUGINS,
      inject: [Config],
      useFactory: ({ connectorPlugins }: Config) =>
        loadPlugins(connectorPlugins, (name) => builtInConnectors.some(({ provider }) => provider === name)),
    },
  ],
  exports: [ConnectorRegistry],
})
export class ConnectorsModule {}
