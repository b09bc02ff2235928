import { defineQueue } from '../platform/jobs/index.ts';

/** A type, not an interface: payloads are plain records. */
export type DeliveryAttempt = {
  tenantId: number;
  deliveryId: number;
  /** From 1. */
  attempt: number;
};

/**
 * One attempt at one delivery; the next attempt is a job of its own. What is tried again here is only what failed on our
 * side (the database, say), for as long as it may take.
 */
export const deliverMessage = defineQueue<DeliveryAttempt>('notifications-deliver', {
  actor: 'notifications',
  concurrency: 4,
  perTenant: 2,
  keyed: true,
  expireSeconds: 60,
  retries: 100,
  retrySeconds: 5,
});

/** Of one delivery at most one attempt waits. */
export const keyOf = ({ deliveryId }: DeliveryAttempt) => String(deliveryId);
