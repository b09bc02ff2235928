import { Body, Controller, Get, Put } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { AdminRoute, Scope, TenantRoute } from '../platform/access/access.decorators.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Answers } from '../platform/http/answer.ts';
import { IfMatch } from '../platform/http/params.ts';
import { type BudgetsBody, budgetsBody, budgetView } from './budget.dto.ts';
import { BudgetsService } from './budgets.service.ts';

@ApiTags('Budgets')
@Controller('api/v1/admin/budgets')
export class BudgetsAdminController {
  constructor(private readonly budgets: BudgetsService) {}

  @ApiOperation({
    summary: 'List the budgets of the tenant, with what is spent of them',
    description: 'The `ETag` is that of the budgets admins set.',
  })
  @Get()
  @TenantRoute('budgets:read')
  @Answers(z.array(budgetView))
  listBudgets(@Scope() scope: TenantScope) {
    return this.budgets.list(scope);
  }

  @ApiOperation({
    summary: 'Replace the budgets that admins set',
    description:
      'One for the same subject and period stays the same, with what was spent of it. Budgets that come from `cost_config` are changed there. A new one begins with what was spent in its window before.',
  })
  @Put()
  @AdminRoute('budgets:write')
  @Answers(z.array(budgetView))
  replaceBudgets(
    @Scope() scope: TenantScope,
    @Body({ schema: budgetsBody }) body: BudgetsBody,
    @IfMatch() version?: number,
  ) {
    return this.budgets.replace(scope, body, version);
  }
}
