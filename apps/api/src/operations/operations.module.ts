import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.ts';
import { HealthModule } from '../health/index.ts';
import { NotificationsModule } from '../notifications/index.ts';
import { HealthController } from './health.controller.ts';
import { Housekeeping } from './housekeeping.ts';
import { Readiness } from './readiness.ts';

@Module({
  imports: [AssetsModule, HealthModule, NotificationsModule],
  controllers: [HealthController],
  providers: [Readiness, Housekeeping],
})
export class OperationsModule {}
