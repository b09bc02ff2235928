import type { NotificationMessage } from '@ims/connector-sdk';

/** A message as the product sends it; tests change what they are about. */
export function aNotification(changes: Partial<NotificationMessage> = {}): NotificationMessage {
  return {
    id: 'msg_01',
    event: 'integration.health_changed',
    severity: 'error',
    title: 'Jira no longer answers',
    text: 'The last three tests failed.',
    facts: [{ label: 'Integration', value: 'Jira Cloud' }],
    link: 'https://ims.example/integrations/7',
    sent_at: new Date('2026-03-01T10:00:00Z'),
    ...changes,
  };
}
