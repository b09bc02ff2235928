/**
 * Tells a tenant's channels what happened to its other integrations, and keeps what became of each message. Owns
 * `notification_deliveries`; hears events in the transaction that adds them, and sends from a queue through connections.
 * Makes no events of its own, so that a channel that fails is never the subject of a message to itself.
 */
export { DeliveriesService } from './deliveries.service.ts';
export { NotificationsModule } from './notifications.module.ts';
