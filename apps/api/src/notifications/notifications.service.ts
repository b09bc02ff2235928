import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Outbox } from '../events/index.ts';
import { Config } from '../platform/config/config.ts';
import type { ScopedTx } from '../platform/database/transactions.ts';
import { Jobs } from '../platform/jobs/index.ts';
import { deliverMessage, keyOf } from './deliver-message.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { healthChanged, secretExpiring } from './heard-events.ts';
import { expiryMessage, healthMessage, linkTo, type Message } from './messages.ts';

/** Turns events into deliveries, in the transaction of the event: what happened and that people are told of it are one. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly jobs: Jobs,
    private readonly config: Config,
    outbox: Outbox,
  ) {
    this.tellOf(outbox, 'integration.health_changed', (payload) => {
      const change = healthChanged.parse(payload);
      return { about: change.id, message: healthMessage(change, new Date()) };
    });
    this.tellOf(outbox, 'integration.secret_expiring', (payload) => {
      const expiry = secretExpiring.parse(payload);
      return { about: expiry.id, message: expiryMessage(expiry, new Date()) };
    });
  }

  private tellOf(
    outbox: Outbox,
    event: string,
    compose: (payload: unknown) => { about: number; message: Omit<Message, 'link'> | undefined },
  ): void {
    outbox.on(event, async (tx, payload) => {
      const { about, message } = compose(payload);
      if (!message) return;
      const link = linkTo(this.config.http.publicUrl, about);
      await this.announce(tx, { about, event, message: { ...message, link } });
    });
  }

  private async announce(tx: ScopedTx, news: { about: number; event: string; message: Message }): Promise<void> {
    const made = await this.repository.announce(tx, { ...news, messageId: randomUUID() });
    const { tenantId } = tx.scope;
    const first = made.map((deliveryId) => ({ tenantId, deliveryId, attempt: 1 }));
    await Promise.all(first.map((payload) => this.jobs.send(deliverMessage, payload, { key: keyOf(payload), tx })));
  }
}
