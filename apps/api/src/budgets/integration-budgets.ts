import { Injectable } from '@nestjs/common';
import { type EventPayload, Outbox } from '../events/index.ts';
import type { IntegrationId } from '../integrations/index.ts';
import type { ScopedTx } from '../platform/database/transactions.ts';
import { BudgetsService } from './budgets.service.ts';

/** Keeps the budgets of cost_config in step with their integrations, in the transaction that changes those. */
@Injectable()
export class IntegrationBudgets {
  constructor(budgets: BudgetsService, outbox: Outbox) {
    const follow = (tx: ScopedTx, { id }: EventPayload) => budgets.follow(tx, id as IntegrationId);
    outbox.on('integration.created', follow);
    outbox.on('integration.updated', follow);
  }
}
