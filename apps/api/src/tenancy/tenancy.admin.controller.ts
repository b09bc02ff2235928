import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { AdminRoute, Scope, TenantRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { IfMatch } from '../platform/http/params.ts';
import { TenancyService } from './tenancy.service.ts';
import { type SettingsBody, settingsBody, settingsView } from './tenant.dto.ts';

@ApiTags('Settings')
@Controller('api/v1/admin/settings')
export class SettingsAdminController {
  constructor(private readonly tenancy: TenancyService) {}

  @ApiOperation({ summary: 'Read the settings of the tenant' })
  @Get()
  @TenantRoute('tenant:read')
  @Answers(settingsView)
  getSettings(@Scope() scope: TenantScope) {
    return this.tenancy.settings(scope);
  }

  @ApiOperation({ summary: 'Change the settings of the tenant', description: 'Absent fields stay as they are.' })
  @Put()
  @AdminRoute('tenant:write')
  @Answers(settingsView)
  changeSettings(
    @Scope() scope: TenantScope,
    @Body({ schema: settingsBody }) body: SettingsBody,
    @IfMatch() version?: number,
  ) {
    return this.tenancy.changeSettings(scope, body, version);
  }
}
