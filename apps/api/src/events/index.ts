/** Domain events. Owns `outbox_events`; any module adds an event in the transaction of the change it tells of. */
export { EventsModule } from './events.module.ts';
export { type EventPayload, Outbox } from './outbox.ts';
