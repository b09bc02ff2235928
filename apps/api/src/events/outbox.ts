import { Injectable } from '@nestjs/common';
import type { ScopedTx, Statement } from '../platform/database/transactions.ts';

const insertEvent: Statement = {
  name: 'outbox-insert',
  text: 'INSERT INTO outbox_events (tenant_id, type, payload) VALUES ($1, $2, $3)',
};

/** Events for others, written with the change they tell of: both happen or neither. */
@Injectable()
export class Outbox {
  /** `type` is `resource.past_tense`; `payload` holds ids and facts, never a secret. */
  async add(tx: ScopedTx, type: string, payload: Record<string, unknown>): Promise<void> {
    await tx.rows(insertEvent, [tx.scope.tenantId, type, JSON.stringify(payload)]);
  }
}
