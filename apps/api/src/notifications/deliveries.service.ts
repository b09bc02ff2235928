import { randomUUID } from 'node:crypto';
import type { NotificationMessage } from '@ims/connector-sdk';
import { Injectable } from '@nestjs/common';
import type { IntegrationId } from '../integrations/index.ts';
import type { TenantScope } from '../platform/access/tenant-scope.ts';
import { Config } from '../platform/config/config.ts';
import { type ScopedTx, Transactions } from '../platform/database/transactions.ts';
import { notFound } from '../platform/errors/common-errors.ts';
import { JsonText } from '../platform/http/answer.ts';
import { decodeCursor, encodeCursor } from '../platform/http/page.ts';
import { Jobs } from '../platform/jobs/index.ts';
import { nextAttempt } from './attempts.ts';
import { type DeliveryAttempt, deliverMessage, keyOf } from './deliver-message.ts';
import { type AttemptOutcome, DeliveriesRepository, type DueDelivery } from './deliveries.repository.ts';
import { linkTo, testMessage } from './messages.ts';
import { Messenger, type Sending } from './messenger.ts';
import type { DeliveriesQuery, SendingResult } from './notification.dto.ts';
import { deliveryNotFailed } from './notification.errors.ts';

/** Sends what is to be delivered, and knows what became of it. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly messenger: Messenger,
    private readonly transactions: Transactions,
    private readonly jobs: Jobs,
    private readonly config: Config,
  ) {
    jobs.work(deliverMessage, (scope, { deliveryId, attempt }, { signal }) =>
      this.deliver(scope, deliveryId, attempt, signal),
    );
  }

  async list(scope: TenantScope, integration: IntegrationId, query: DeliveriesQuery): Promise<JsonText> {
    const after = decodeCursor(query.cursor, 'newest');
    const page = await this.repository.page(this.transactions.reader(scope), integration, query, after);
    if (!page.known) throw notFound();
    const next = page.more && page.last !== null ? encodeCursor({ sort: 'newest', value: null, id: page.last }) : null;
    return new JsonText(page.json, { page: { total: page.total, next } });
  }

  /** Sends a test message now, once, and keeps how it went. Throws 404, 409 `not_a_notification_channel`. */
  async sendTest(scope: TenantScope, id: IntegrationId): Promise<SendingResult> {
    const reader = this.transactions.reader(scope);
    const name = await this.repository.findName(reader, id);
    if (name === undefined) throw notFound();
    await this.messenger.admit(scope);
    const message = { ...testMessage(name, scope.actor.name), link: linkTo(this.config.http.publicUrl, id) };
    const envelope = { id: randomUUID(), event: 'notification.test' };
    const start = performance.now();
    const sending = await this.messenger.send(scope, id, { ...envelope, ...message, sent_at: new Date() });
    const latency_ms = Math.round(performance.now() - start);
    await this.transactions.run(scope, (tx) =>
      this.repository.log(tx, id, { ...envelope, message }, outcomeOf(sending, undefined)),
    );
    return {
      delivered: sending.fault === null,
      message: sending.message,
      error_class: sending.fault?.errorClass ?? null,
      remedy: sending.fault?.remedy ?? null,
      latency_ms,
    };
  }

  /** Begins anew with a delivery that failed, under the same message id. Throws 404, 409 `delivery_not_failed`. */
  retry(scope: TenantScope, integration: IntegrationId, deliveryId: number): Promise<JsonText> {
    return this.transactions.run(scope, async (tx) => {
      const reopened = await this.repository.reopen(tx, integration, deliveryId);
      const delivery = await this.repository.find(tx, integration, deliveryId);
      if (!delivery) throw notFound();
      if (!reopened) throw deliveryNotFailed({ detail: `This delivery is ${delivery.status}.` });
      await this.send(tx, { tenantId: scope.tenantId, deliveryId, attempt: 1 });
      return new JsonText(delivery.json);
    });
  }

  /** Forgets what is older than 90 days, and takes up again what waits without a job, such as after a tenant's pause. */
  async sweep(): Promise<void> {
    const stranded = await this.transactions.runPlatform(async (tx) => {
      await this.repository.forgetOld(tx);
      return this.repository.stranded(tx, deliverMessage.name);
    });
    await this.jobs.sendMany(
      deliverMessage,
      stranded.map((payload) => ({ payload, key: keyOf(payload) })),
    );
  }

  /**
   * Makes one attempt. A job that runs a second time finds its attempt already made, or, when its process died in the
   * middle, sends again under the same message id.
   */
  private async deliver(scope: TenantScope, id: number, attempt: number, signal: AbortSignal): Promise<void> {
    const delivery = await this.repository.findDue(this.transactions.reader(scope), id, attempt);
    if (!delivery) return;
    const sending = delivery.wanted
      ? await this.messenger.send(scope, delivery.integration_id, messageOf(delivery), signal)
      : notWanted;
    await this.transactions.run(scope, (tx) => this.settle(tx, id, attempt, sending));
  }

  private async settle(tx: ScopedTx, deliveryId: number, attempt: number, sending: Sending): Promise<void> {
    const now = new Date();
    const next = sending.fault ? nextAttempt(attempt, sending.fault, now) : undefined;
    const settled = await this.repository.settle(tx, deliveryId, attempt, outcomeOf(sending, next));
    if (!settled || !next) return;
    const following = { tenantId: tx.scope.tenantId, deliveryId, attempt: attempt + 1 };
    await this.send(tx, following, next.getTime() - now.getTime());
  }

  private send(tx: ScopedTx, attempt: DeliveryAttempt, afterMs?: number): Promise<void> {
    return this.jobs.send(deliverMessage, attempt, { key: keyOf(attempt), tx, afterMs });
  }
}

const notWanted: Sending = {
  fault: { errorClass: 'invalid_config', remedy: 'Activate the integration and send again.', retryAt: undefined },
  message: 'The integration is no longer an active channel.',
};

function messageOf({ message_id, event, message, created_at }: DueDelivery): NotificationMessage {
  return { id: message_id, event, ...message, sent_at: created_at };
}

function outcomeOf({ fault, message }: Sending, next: Date | undefined): AttemptOutcome {
  if (!fault) return { status: 'delivered', error_class: null, answer: message };
  return { status: next ? 'pending' : 'failed', error_class: fault.errorClass, answer: message };
}
