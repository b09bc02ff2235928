import { Module } from '@nestjs/common';
import { AssetEntity, AssetsModule } from './assets/index.ts';
import { AuditModule } from './audit/index.ts';
import { BudgetsModule } from './budgets/index.ts';
import { ConnectionsModule } from './connections/index.ts';
import { ConnectorsModule } from './connectors/index.ts';
import { CryptoModule } from './crypto/index.ts';
import { DemoModule } from './demo/index.ts';
import { EventsModule } from './events/index.ts';
import { GatewayModule } from './gateway/index.ts';
import { HealthModule } from './health/index.ts';
import { IdentityModule, MemberEntity, ServiceAccountEntity, ServiceKeyEntity } from './identity/index.ts';
import { IntegrationEntity, IntegrationsModule } from './integrations/index.ts';
import { ModelEntity, ModelsModule } from './models/index.ts';
import { NotificationsModule } from './notifications/index.ts';
import { OperationsModule } from './operations/index.ts';
import type { Config } from './platform/config/config.ts';
import { DatabaseModule } from './platform/database/database.module.ts';
import { EgressModule } from './platform/egress/egress.module.ts';
import { JobsModule } from './platform/jobs/index.ts';
import { PlatformModule } from './platform/platform.module.ts';
import { TelemetryModule } from './platform/telemetry/index.ts';
import { TenancyModule, TenantEntity } from './tenancy/index.ts';
import { UsageModule } from './usage/index.ts';

@Module({})
export class AppModule {
  static with(config: Config) {
    return {
      module: AppModule,
      imports: [
        PlatformModule.with(config),
        TelemetryModule,
        DatabaseModule.with([
          AssetEntity,
          IntegrationEntity,
          MemberEntity,
          ModelEntity,
          ServiceAccountEntity,
          ServiceKeyEntity,
          TenantEntity,
        ]),
        EgressModule,
        JobsModule,
        CryptoModule,
        AuditModule,
        EventsModule,
        IdentityModule,
        TenancyModule,
        AssetsModule,
        ConnectorsModule,
        IntegrationsModule,
        ConnectionsModule,
        HealthModule,
        ModelsModule,
        BudgetsModule,
        UsageModule,
        NotificationsModule,
        GatewayModule,
        OperationsModule,
        DemoModule,
      ],
    };
  }
}
