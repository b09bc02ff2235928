import { describe, expect, it } from 'vitest';
import { aNotification } from './testing/notification.builder.ts';
import { mostBytes, webhookPayload } from './webhook-payload.ts';

function size(payload: unknown): number {
  return Buffer.byteLength(JSON.stringify(payload));
}

describe('webhookPayload', () => {
  it('has the shape of Standard Webhooks', () => {
    expect(webhookPayload(aNotification())).toEqual({
      type: 'integration.health_changed',
      timestamp: '2026-03-01T10:00:00.000Z',
      data: {
        severity: 'error',
        title: 'Jira no longer answers',
        text: 'The last three tests failed.',
        facts: [{ label: 'Integration', value: 'Jira Cloud' }],
        link: 'https://ims.example/integrations/7',
      },
    });
  });

  it.each(['x', '🙂', '\u0001', '"'])('stays below the limit however long the text of %j is', (character) => {
    expect(size(webhookPayload(aNotification({ text: character.repeat(50_000) })))).toBeLessThanOrEqual(mostBytes);
  });

  it('gives up facts when shortening the text is not enough, the last first', () => {
    const facts = Array.from({ length: 200 }, (_, at) => ({ label: `fact ${at}`, value: '🙂'.repeat(500) }));
    const payload = webhookPayload(aNotification({ facts }));
    expect(size(payload)).toBeLessThanOrEqual(mostBytes);
    expect(payload).toMatchObject({
      data: { facts: expect.arrayContaining([expect.objectContaining({ label: 'fact 0' })]) },
    });
  });

  it('refuses what cannot be shortened', () => {
    expect(() => webhookPayload(aNotification({ link: `https://x.example/${'x'.repeat(30_000)}` }))).toThrow(
      RangeError,
    );
  });
});
