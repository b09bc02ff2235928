import { Module } from '@nestjs/common';
import { ConnectionsModule } from '../connections/index.ts';
import { HealthAdminController } from './health.admin.controller.ts';
import { HealthRepository } from './health.repository.ts';
import { HealthService } from './health.service.ts';
import { HealthReader } from './health-reader.ts';
import { HealthScheduler } from './health-scheduler.ts';

@Module({
  imports: [ConnectionsModule],
  controllers: [HealthAdminController],
  providers: [HealthService, HealthReader, HealthRepository, HealthScheduler],
  exports: [HealthService],
})
export class HealthModule {}
