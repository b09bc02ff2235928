import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import type { IntegrationId } from '../integrations/index.ts';
import { AdminRoute, Scope } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { Id } from '../platform/http/params.ts';
import { previewAnswer, previewBody, type TestBody, testBody } from './connections.dto.ts';
import { ConnectionsService } from './connections.service.ts';
import { testAnswer, testResult } from './test-answer.ts';

@ApiTags('Connections')
@Controller('api/v1/admin/integrations')
export class ConnectionsAdminController {
  constructor(private readonly connections: ConnectionsService) {}

  @ApiOperation({
    summary: 'Test a connection before it is saved',
    description:
      'A failed test is a 200 result. With `Accept: application/x-ndjson` each stage is a line `{"stage": …}` as it ends, and the last line is `{"result": …}`.',
  })
  @Post('test')
  @HttpCode(200)
  @ApiProduces('application/json', 'application/x-ndjson')
  @AdminRoute('integrations:write')
  @Answers(testResult)
  async testUnsavedIntegration(
    @Scope() scope: TenantScope,
    @Body({ schema: testBody }) body: TestBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    const run = await this.connections.prepareTest(scope, body);
    return testAnswer({ request, response }, run);
  }

  @ApiOperation({
    summary: 'Read the first records of a data source',
    description:
      'What the base search finds now, live. 502 with the class of the fault when the system does not answer.',
  })
  @Post(':id/preview')
  @HttpCode(200)
  @AdminRoute('integrations:write')
  @Answers(previewAnswer)
  previewIntegration(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Body({ schema: previewBody }) { limit }: z.output<typeof previewBody>,
  ) {
    return this.connections.preview(scope, id, limit);
  }
}
