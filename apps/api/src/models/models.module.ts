import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/index.ts';
import { IntegrationsModule } from '../integrations/index.ts';
import { ModelDiscovery } from './model-discovery.service.ts';
import { ModelsAdminController } from './models.admin.controller.ts';
import { ModelsRepository } from './models.repository.ts';
import { ModelsService } from './models.service.ts';

@Module({
  imports: [ConnectionsModule, IntegrationsModule],
  controllers: [ModelsAdminController],
  providers: [ModelDiscovery, ModelsRepository, ModelsService],
  exports: [ModelsService],
})
export class ModelsModule {}
