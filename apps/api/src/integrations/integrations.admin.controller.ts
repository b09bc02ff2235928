import { Body, Controller, Delete, Get, Post, Put, Query, Req } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { z } from 'zod';
import { receiveLogo } from '../assets/index.ts';
import { AdminRoute, Scope, TenantRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers, AnswersNothing } from '../platform/http/answer.ts';
import { Id, type IdempotencyKey, Idempotent, IfMatch } from '../platform/http/params.ts';
import {
  type ChangeIntegrationBody,
  type CreateIntegrationBody,
  changeIntegrationBody,
  createIntegrationBody,
  deleteIntegrationQuery,
  type IntegrationsQuery,
  integrationDetail,
  integrationListItem,
  integrationsQuery,
  logoAnswer,
} from './integration.dto.ts';
import type { IntegrationId } from './integration.entity.ts';
import { IntegrationsService } from './integrations.service.ts';

@ApiTags('Integrations')
@Controller('api/v1/admin/integrations')
export class IntegrationsAdminController {
  constructor(private readonly integrations: IntegrationsService) {}

  @ApiOperation({ summary: 'List the integrations of the tenant' })
  @Get()
  @TenantRoute('integrations:read')
  @Answers(z.array(integrationListItem))
  listIntegrations(@Scope() scope: TenantScope, @Query({ schema: integrationsQuery }) query: IntegrationsQuery) {
    return this.integrations.list(scope, query);
  }

  @ApiOperation({
    summary: 'Create an integration',
    description: 'A tenant has one integration of each provider, whatever its case.',
  })
  @Post()
  @AdminRoute('integrations:write')
  @Answers(integrationDetail, { created: true })
  createIntegration(
    @Scope() scope: TenantScope,
    @Body({ schema: createIntegrationBody }) body: CreateIntegrationBody,
    @Idempotent() key?: IdempotencyKey,
  ) {
    return this.integrations.create(scope, body, key);
  }

  @ApiOperation({ summary: 'Read one integration' })
  @Get(':id')
  @TenantRoute('integrations:read')
  @Answers(integrationDetail)
  getIntegration(@Scope() scope: TenantScope, @Id() id: IntegrationId) {
    return this.integrations.get(scope, id);
  }

  @ApiOperation({
    summary: 'Change an integration',
    description:
      'Absent fields stay as they are, null clears. Moving the address to another host needs the secret again.',
  })
  @Put(':id')
  @AdminRoute('integrations:write')
  @Answers(integrationDetail)
  changeIntegration(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Body({ schema: changeIntegrationBody }) body: ChangeIntegrationBody,
    @IfMatch() version?: number,
  ) {
    return this.integrations.change(scope, id, body, version);
  }

  @ApiOperation({
    summary: 'Delete an integration',
    description: 'Refused with 409 `integration_in_use` and what uses it, unless `force=true` unlinks that.',
  })
  @Delete(':id')
  @AdminRoute('integrations:write')
  @AnswersNothing()
  deleteIntegration(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Query({ schema: deleteIntegrationQuery }) { force }: z.output<typeof deleteIntegrationQuery>,
    @IfMatch() version?: number,
  ) {
    return this.integrations.remove(scope, id, { force, version });
  }

  @ApiOperation({
    summary: 'Upload a logo',
    description:
      'PNG, JPEG, GIF, WebP or SVG of at most 5 MB. The content decides, not the name; it is re-encoded or sanitised.',
  })
  @Post(':id/logo')
  @ApiConsumes('multipart/form-data')
  @ApiBody({
    schema: { type: 'object', required: ['logo'], properties: { logo: { type: 'string', format: 'binary' } } },
  })
  @AdminRoute('integrations:write')
  @Answers(logoAnswer)
  async uploadIntegrationLogo(@Scope() scope: TenantScope, @Id() id: IntegrationId, @Req() request: Request) {
    await this.integrations.get(scope, id);
    return this.integrations.setLogo(scope, id, await receiveLogo(request));
  }

  @ApiOperation({ summary: 'Remove the logo' })
  @Delete(':id/logo')
  @AdminRoute('integrations:write')
  @AnswersNothing()
  deleteIntegrationLogo(@Scope() scope: TenantScope, @Id() id: IntegrationId, @IfMatch() version?: number) {
    return this.integrations.removeLogo(scope, id, version);
  }
}
