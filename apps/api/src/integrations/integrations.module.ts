import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.ts';
import { ConnectorsModule } from '../connectors/index.ts';
import { Fallbacks } from './fallbacks.ts';
import { IntegrationsAdminController } from './integrations.admin.controller.ts';
import { IntegrationsRepository } from './integrations.repository.ts';
import { IntegrationsService } from './integrations.service.ts';

@Module({
  imports: [AssetsModule, ConnectorsModule],
  controllers: [IntegrationsAdminController],
  providers: [Fallbacks, IntegrationsService, IntegrationsRepository],
  exports: [IntegrationsService],
})
export class IntegrationsModule {}
