import { errorKind } from '../platform/errors/coded-error.ts';

export const notAChannel = errorKind('not_a_notification_channel', {
  status: 409,
  title: 'Messages cannot be sent through this integration',
});
export const deliveryNotFailed = errorKind('delivery_not_failed', {
  status: 409,
  title: 'Only a delivery that failed can be sent again',
});
