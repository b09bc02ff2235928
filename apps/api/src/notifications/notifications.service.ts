import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { Outbox } from '../events/index.ts';
import { Config } from '../platform/config/config.ts';
import type { ScopedTx } from '../platform/database/transactions.ts';
import { Jobs } from '../platform/jobs/index.ts';
import { deliverMessage, keyOf } from './deliver-message.ts';
import { DeliveriesRepository } from './deliveries.repository.ts';
import { healthChanged, priceUnknown, secretExpiring, thresholdReached } from './heard-events.ts';
import {
  budgetMessage,
  expiryMessage,
  healthMessage,
  linkTo,
  linkToBudgets,
  type Message,
  priceMessage,
} from './messages.ts';

/** What an event comes to; without words nobody is told. */
interface News {
  /** The integration it is about, which is not told itself. */
  about: number | null;
  words: Omit<Message, 'link'> | undefined;
  link: Message['link'];
}

/** Turns events into deliveries, in the transaction of the event: what happened and that people are told of it are one. */
@Injectable()
export class NotificationsService {
  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly jobs: Jobs,
    config: Config,
    outbox: Outbox,
  ) {
    const { publicUrl } = config.http;
    this.tellOf(outbox, 'integration.health_changed', (payload) => {
      const change = healthChanged.parse(payload);
      return { about: change.id, words: healthMessage(change, new Date()), link: linkTo(publicUrl, change.id) };
    });
    this.tellOf(outbox, 'integration.secret_expiring', (payload) => {
      const expiry = secretExpiring.parse(payload);
      return { about: expiry.id, words: expiryMessage(expiry, new Date()), link: linkTo(publicUrl, expiry.id) };
    });
    this.tellOf(outbox, 'model.price_unknown', (payload) => {
      const unknown = priceUnknown.parse(payload);
      return { about: unknown.id, words: priceMessage(unknown), link: linkTo(publicUrl, unknown.id) };
    });
    this.tellOf(outbox, 'budget.threshold_reached', (payload) => {
      const words = budgetMessage(thresholdReached.parse(payload));
      return { about: null, words, link: linkToBudgets(publicUrl) };
    });
  }

  private tellOf(outbox: Outbox, event: string, compose: (payload: unknown) => News): void {
    outbox.on(event, async (tx, payload) => {
      const { about, words, link } = compose(payload);
      if (words) await this.announce(tx, { about, event, message: { ...words, link } });
    });
  }

  private async announce(tx: ScopedTx, news: { about: number | null; event: string; message: Message }): Promise<void> {
    const made = await this.repository.announce(tx, { ...news, messageId: randomUUID() });
    const { tenantId } = tx.scope;
    const first = made.map((deliveryId) => ({ tenantId, deliveryId, attempt: 1 }));
    await Promise.all(first.map((payload) => this.jobs.send(deliverMessage, payload, { key: keyOf(payload), tx })));
  }
}
