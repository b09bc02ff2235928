import { Body, Controller, Delete, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { IntegrationId } from '../integrations/index.ts';
import { AdminRoute, Scope, TenantRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers, AnswersNothing } from '../platform/http/answer.ts';
import { Id, type IdempotencyKey, Idempotent, IfMatch } from '../platform/http/params.ts';
import {
  type ChangeModelBody,
  changeModelBody,
  discoveredModels,
  modelView,
  type NewModelBody,
  newModelBody,
} from './model.dto.ts';
import type { ModelId } from './model.entity.ts';
import { ModelDiscovery } from './model-discovery.service.ts';
import { ModelsService } from './models.service.ts';

@ApiTags('Models')
@Controller('api/v1/admin/integrations/:id/models')
export class ModelsAdminController {
  constructor(
    private readonly models: ModelsService,
    private readonly discovery: ModelDiscovery,
  ) {}

  @ApiOperation({ summary: 'List the models of an AI provider, its default first' })
  @Get()
  @TenantRoute('integrations:read')
  @Answers(z.array(modelView))
  listModels(@Scope() scope: TenantScope, @Id() id: IntegrationId) {
    return this.models.list(scope, id);
  }

  @ApiOperation({ summary: 'Register a model' })
  @Post()
  @AdminRoute('integrations:write')
  @Answers(modelView, { created: true })
  createModel(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Body({ schema: newModelBody }) body: NewModelBody,
    @Idempotent() key?: IdempotencyKey,
  ) {
    return this.models.create(scope, id, body, key);
  }

  @ApiOperation({
    summary: 'List what the AI provider offers now',
    description: 'Asked live. 502 with the class of the fault when the provider does not answer.',
  })
  @Post('discover')
  @HttpCode(200)
  @AdminRoute('integrations:write')
  @Answers(discoveredModels)
  discoverModels(@Scope() scope: TenantScope, @Id() id: IntegrationId) {
    return this.discovery.discover(scope, id);
  }

  @ApiOperation({
    summary: 'Change a model, or what it costs from a time on',
    description: 'Absent fields stay as they are. A price joins the earlier ones; one of the same time is replaced.',
  })
  @Put(':model_id')
  @AdminRoute('integrations:write')
  @Answers(modelView)
  changeModel(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Id('model_id') modelId: ModelId,
    @Body({ schema: changeModelBody }) body: ChangeModelBody,
    @IfMatch() version?: number,
  ) {
    return this.models.change(scope, id, modelId, body, version);
  }

  @ApiOperation({
    summary: 'Remove a model, its aliases and its prices',
    description: 'What calls cost so far stays. An integration may still name it as its default.',
  })
  @Delete(':model_id')
  @AdminRoute('integrations:write')
  @AnswersNothing()
  deleteModel(
    @Scope() scope: TenantScope,
    @Id() id: IntegrationId,
    @Id('model_id') modelId: ModelId,
    @IfMatch() version?: number,
  ) {
    return this.models.remove(scope, id, modelId, version);
  }
}
