import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { Scope, ServiceRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { type Resolution, type ResolveQuery, resolution, resolveQuery } from './resolve.dto.ts';
import { ResolveService } from './resolve.service.ts';

@ApiTags('Gateway')
@Controller('api/v1/service/ai')
export class ResolveServiceController {
  constructor(private readonly resolve: ResolveService) {}

  @ApiOperation({
    summary: 'Tell whom to ask, for services that call providers themselves',
    description:
      'In order: no integration twice, none that is switched off, none whose budget is spent. `POST /api/v1/service/integrations/{id}/credentials` gives the secret, `POST /api/v1/service/usage` takes what the calls consumed.',
  })
  @Get('resolve')
  @ServiceRoute('integrations:read')
  @Answers(resolution)
  resolveAi(@Scope() scope: TenantScope, @Query({ schema: resolveQuery }) query: ResolveQuery): Promise<Resolution> {
    return this.resolve.resolve(scope, query);
  }
}
