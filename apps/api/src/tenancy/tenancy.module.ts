import { Module } from '@nestjs/common';
import { IdentityModule } from '../identity/index.ts';
import { SettingsAdminController } from './tenancy.admin.controller.ts';
import { TenantsPlatformController } from './tenancy.platform.controller.ts';
import { TenancyService } from './tenancy.service.ts';
import { TenantsRepository } from './tenants.repository.ts';

@Module({
  imports: [IdentityModule],
  controllers: [SettingsAdminController, TenantsPlatformController],
  providers: [TenancyService, TenantsRepository],
  exports: [TenancyService],
})
export class TenancyModule {}
