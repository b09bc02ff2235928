import type { NotificationMessage } from '@ims/connector-sdk';
import { oneLine, shortened } from './plain-text.ts';

/** What Standard Webhooks recommends a delivery to stay below, in bytes. */
export const mostBytes = 20 * 1024;

/** The body of a delivery. What is too long is shortened: first the text, then the facts, the last first. */
export function webhookPayload(message: NotificationMessage): Record<string, unknown> {
  const facts = message.facts.map(({ label, value }) => ({ label: oneLine(label, 100), value: shortened(value, 500) }));
  for (let most = 4000; ; most = Math.floor(most / 2)) {
    const body = {
      type: message.event,
      timestamp: message.sent_at.toISOString(),
      data: {
        severity: message.severity,
        title: oneLine(message.title, 500),
        text: most > 0 ? shortened(message.text, most) : '',
        facts,
        link: message.link,
      },
    };
    if (Buffer.byteLength(JSON.stringify(body)) <= mostBytes) return body;
    if (most === 0 && facts.pop() === undefined)
      throw new RangeError('A notification without text and facts is too long.');
  }
}
