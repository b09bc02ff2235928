import { Module } from '@nestjs/common';
import { BudgetGate } from './budget-gate.ts';
import { BudgetWriter } from './budget-writer.ts';
import { BudgetsAdminController } from './budgets.admin.controller.ts';
import { BudgetsRepository } from './budgets.repository.ts';
import { BudgetsService } from './budgets.service.ts';
import { BudgetsServiceController } from './budgets.service-api.controller.ts';
import { IntegrationBudgets } from './integration-budgets.ts';
import { LeasesRepository } from './leases.repository.ts';
import { SpendingRepository } from './spending.repository.ts';

@Module({
  controllers: [BudgetsAdminController, BudgetsServiceController],
  providers: [
    BudgetGate,
    BudgetWriter,
    BudgetsRepository,
    BudgetsService,
    IntegrationBudgets,
    LeasesRepository,
    SpendingRepository,
  ],
  exports: [BudgetGate, BudgetWriter, BudgetsService],
})
export class BudgetsModule {}
