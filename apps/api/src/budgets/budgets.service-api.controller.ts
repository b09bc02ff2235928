import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { IntegrationId } from '../integrations/index.ts';
import { Scope, ServiceRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { Id } from '../platform/http/params.ts';
import { budgetsOfIntegration } from './budget.dto.ts';
import { BudgetsService } from './budgets.service.ts';

@ApiTags('Budgets')
@Controller('api/v1/service/integrations')
export class BudgetsServiceController {
  constructor(private readonly budgets: BudgetsService) {}

  @ApiOperation({ summary: 'Read the budgets that calls of this service to an integration are charged to' })
  @Get(':id/budget')
  @ServiceRoute('integrations:read')
  @Answers(budgetsOfIntegration)
  getIntegrationBudget(@Scope() scope: TenantScope, @Id() id: IntegrationId) {
    return this.budgets.ofIntegration(scope, id);
  }
}
