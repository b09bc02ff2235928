import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Scope, ServiceRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { AnswersUnlessKnown } from '../platform/http/answer.ts';
import { type ServiceIntegrationsQuery, serviceIntegration, serviceIntegrationsQuery } from './integration.dto.ts';
import { ServiceList } from './service-list.ts';

@ApiTags('For services')
@Controller('api/v1/service/integrations')
export class IntegrationsServiceController {
  constructor(private readonly integrations: ServiceList) {}

  @ApiOperation({
    summary: 'List the integrations of the tenant',
    description:
      'All of them, without secrets. Ask again with `If-None-Match`: while nothing has changed the answer is 304. A new secret shows in `secret_version`.',
  })
  @Get()
  @ServiceRoute('integrations:read')
  @AnswersUnlessKnown(z.array(serviceIntegration))
  listServiceIntegrations(
    @Scope() scope: TenantScope,
    @Query({ schema: serviceIntegrationsQuery }) query: ServiceIntegrationsQuery,
  ) {
    return this.integrations.list(scope, query);
  }
}
