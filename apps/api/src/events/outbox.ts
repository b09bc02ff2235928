import { Injectable } from '@nestjs/common';
import type { ScopedTx, Statement } from '../platform/database/transactions.ts';

const insertEvent: Statement = {
  name: 'outbox-insert',
  text: 'INSERT INTO outbox_events (tenant_id, type, payload) VALUES ($1, $2, $3)',
};

export type EventPayload = Record<string, unknown>;

/** What else has to happen with an event, in its transaction: it writes or sends a job, and never calls out. */
export type Subscriber = (tx: ScopedTx, payload: EventPayload) => Promise<void>;

/** Events for others, written with the change they tell of: both happen or neither. */
@Injectable()
export class Outbox {
  private readonly subscribers = new Map<string, Subscriber[]>();

  /** To be called while modules are made. A subscriber that throws undoes the change. */
  on(type: string, subscriber: Subscriber): void {
    this.subscribers.set(type, [...(this.subscribers.get(type) ?? []), subscriber]);
  }

  /** `type` is `resource.past_tense`; `payload` holds ids and facts, never a secret. */
  async add(tx: ScopedTx, type: string, payload: EventPayload): Promise<void> {
    const { tenantId } = tx.scope;
    await Promise.all([
      tx.rows(insertEvent, [tenantId, type, JSON.stringify(payload)]),
      ...(this.subscribers.get(type) ?? []).map((tell) => tell(tx, payload)),
    ]);
  }
}
