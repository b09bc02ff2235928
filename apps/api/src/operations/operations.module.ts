import { Module } from '@nestjs/common';
import { AssetsModule } from '../assets/index.ts';
import { HealthModule } from '../health/index.ts';
import { NotificationsModule } from '../notifications/index.ts';
import { UsageModule } from '../usage/index.ts';
import { HealthController } from './health.controller.ts';
import { Housekeeping } from './housekeeping.ts';
import { MetricsController } from './metrics.controller.ts';
import { Readiness } from './readiness.ts';

@Module({
  imports: [AssetsModule, HealthModule, NotificationsModule, UsageModule],
  controllers: [HealthController, MetricsController],
  providers: [Readiness, Housekeeping],
})
export class OperationsModule {}
