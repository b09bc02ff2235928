import { manifestJsonSchema } from '@ims/connector-sdk';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AdminRoute, Scope, TenantRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers, AnswersNothing } from '../platform/http/answer.ts';
import { connectorDetail, connectorView, type ManifestBody, manifestBody } from './connector.dto.ts';
import { ConnectorsService } from './connectors.service.ts';

@ApiTags('Connectors')
@Controller('api/v1/admin/connectors')
export class ConnectorsAdminController {
  constructor(private readonly connectors: ConnectorsService) {}

  @ApiOperation({ summary: 'List the kinds of systems that can be connected' })
  @Get()
  @TenantRoute('integrations:read')
  @Answers(z.array(connectorView))
  listConnectors(@Scope() scope: TenantScope) {
    return this.connectors.list(scope);
  }

  @ApiOperation({
    summary: 'Read the JSON Schema of manifests',
    description: 'For editors that check and complete while typing.',
  })
  @Get('manifest-schema')
  @TenantRoute('integrations:read')
  @Answers(z.record(z.string(), z.unknown()))
  getManifestSchema() {
    return manifestJsonSchema;
  }

  @ApiOperation({ summary: 'Read one connector' })
  @Get(':provider')
  @TenantRoute('integrations:read')
  @Answers(connectorDetail)
  getConnector(@Scope() scope: TenantScope, @Param('provider') provider: string) {
    return this.connectors.get(scope, provider);
  }

  @ApiOperation({
    summary: 'Write a connector as a manifest',
    description: 'A REST interface or an OpenAI-compatible provider, described without code, for this tenant alone.',
  })
  @Post()
  @AdminRoute('integrations:write')
  @Answers(connectorDetail, { created: true })
  createConnector(@Scope() scope: TenantScope, @Body({ schema: manifestBody }) { manifest }: ManifestBody) {
    return this.connectors.create(scope, manifest);
  }

  @ApiOperation({
    summary: 'Write a new version of a manifest',
    description: 'Its integrations use the new version at once; earlier versions are kept to look at.',
  })
  @Put(':provider')
  @AdminRoute('integrations:write')
  @Answers(connectorDetail)
  replaceConnector(
    @Scope() scope: TenantScope,
    @Param('provider') provider: string,
    @Body({ schema: manifestBody }) { manifest }: ManifestBody,
  ) {
    return this.connectors.replace(scope, provider, manifest);
  }

  @ApiOperation({ summary: 'Delete a manifest with all its versions' })
  @Delete(':provider')
  @HttpCode(204)
  @AdminRoute('integrations:write')
  @AnswersNothing()
  deleteConnector(@Scope() scope: TenantScope, @Param('provider') provider: string) {
    return this.connectors.remove(scope, provider);
  }
}
