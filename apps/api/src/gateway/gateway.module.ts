import { Module } from '@nestjs/common';
import { BudgetsModule } from '../budgets/index.ts';
import { ConnectionsModule } from '../connections/index.ts';
import { ModelsModule } from '../models/index.ts';
import { UsageModule } from '../usage/index.ts';
import { Accounting } from './accounting.ts';
import { AiDirectory } from './ai-directory.ts';
import { GatewayController } from './gateway.controller.ts';
import { GatewayService } from './gateway.service.ts';
import { GatewayAlarms } from './gateway-alarms.ts';
import { GatewayEdge } from './gateway-edge.ts';
import { GatewayTelemetry } from './gateway-telemetry.ts';
import { ResolveService } from './resolve.service.ts';
import { ResolveServiceController } from './resolve.service-api.controller.ts';

@Module({
  imports: [BudgetsModule, ConnectionsModule, ModelsModule, UsageModule],
  controllers: [GatewayController, ResolveServiceController],
  providers: [Accounting, AiDirectory, GatewayAlarms, GatewayEdge, GatewayService, GatewayTelemetry, ResolveService],
  exports: [GatewayEdge],
})
export class GatewayModule {}
