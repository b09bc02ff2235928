import { Body, Controller, HttpCode, Post, Req, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AdminRoute, Scope } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { type TryBody, tryBody, tryResult } from './connections.dto.ts';
import { ConnectionsService } from './connections.service.ts';
import { testAnswer } from './test-answer.ts';

@ApiTags('Connectors')
@Controller('api/v1/admin/connectors')
export class TryConnectorAdminController {
  constructor(private readonly connections: ConnectionsService) {}

  @ApiOperation({
    summary: 'Try a manifest before it is saved',
    description:
      'Tests a connection with it and reads the first records; nothing is stored. Streams like the test of an integration.',
  })
  @Post('try')
  @HttpCode(200)
  @ApiProduces('application/json', 'application/x-ndjson')
  @AdminRoute('integrations:write')
  @Answers(tryResult)
  async tryConnector(
    @Scope() scope: TenantScope,
    @Body({ schema: tryBody }) body: TryBody,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ) {
    return testAnswer({ request, response }, await this.connections.prepareTry(scope, body));
  }
}
