import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.ts';
import { ConnectorsModule } from '../connectors/index.ts';
import { Fallbacks } from './fallbacks.ts';
import { IntegrationsAdminController } from './integrations.admin.controller.ts';
import { IntegrationsRepository } from './integrations.repository.ts';
import { IntegrationsService } from './integrations.service.ts';
import { IntegrationsServiceController } from './integrations.service-api.controller.ts';
import { OutdatedSettings } from './outdated-settings.ts';
import { ServiceList } from './service-list.ts';

@Module({
  imports: [AssetsModule, ConnectorsModule],
  controllers: [IntegrationsAdminController, IntegrationsServiceController],
  providers: [Fallbacks, IntegrationsService, IntegrationsRepository, OutdatedSettings, ServiceList],
  exports: [IntegrationsService],
})
export class IntegrationsModule {}
