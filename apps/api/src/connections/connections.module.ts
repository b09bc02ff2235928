import { Module } from '@nestjs/common';
import { ConnectorsModule } from '../connectors/index.ts';
import { IntegrationsModule } from '../integrations/index.ts';
import { ConnectionsAdminController } from './connections.admin.controller.ts';
import { ConnectionsService } from './connections.service.ts';
import { ConnectionsServiceController } from './connections.service-api.controller.ts';
import { CredentialReads } from './credential-reads.ts';
import { CredentialsService } from './credentials.service.ts';
import { CredentialsServiceController } from './credentials.service-api.controller.ts';
import { TryConnectorAdminController } from './try-connector.admin.controller.ts';

@Module({
  imports: [ConnectorsModule, IntegrationsModule],
  controllers: [
    ConnectionsAdminController,
    ConnectionsServiceController,
    CredentialsServiceController,
    TryConnectorAdminController,
  ],
  providers: [ConnectionsService, CredentialReads, CredentialsService],
  exports: [ConnectionsService],
})
export class ConnectionsModule {}
