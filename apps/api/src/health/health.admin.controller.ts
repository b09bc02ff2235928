import { Controller, Get, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { testAnswer, testResult } from '../connections/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import { AdminRoute, Scope, TenantRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { Id } from '../platform/http/params.ts';
import { type HealthQuery, healthQuery, integrationHealth } from './health.dto.ts';
import { HealthService } from './health.service.ts';
import { HealthReader } from './health-reader.ts';

@ApiTags('Health')
@Controller('api/v1/admin/integrations')
export class HealthAdminController {
  constructor(
    private readonly health: HealthService,
    private readonly reader: HealthReader,
  ) {}

  @ApiOperation({
    summary: 'Test the connection of an integration',
    description:
      'As it is saved; the result is remembered as its health. A failed test is a 200 result. With `Accept: application/x-ndjson` each stage is a line `{"stage": …}` as it ends, and the last line is `{"result": …}`.',
  })
  @Post(':id/test')
  @HttpCode(200)
  @ApiProduces('application/json', 'application/x-ndjson')
  @AdminRoute('integrations:write')
  @Answers(testResult)
  async testIntegration(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const run = await this.health.prepareTest(scope, id);
    return testAnswer({ request, response }, run);
  }

  @ApiOperation({ summary: 'Tell how an integration has been' })
  @Get(':id/health')
  @TenantRoute('integrations:read')
  @Answers(integrationHealth)
  getIntegrationHealth(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Query({ schema: healthQuery }) query: HealthQuery,
  ) {
    return this.reader.read(scope, id, query);
  }
}
