import { describe, expect, it } from 'vitest';
import { slackMessage } from './slack-message.ts';
import { aNotification } from './testing/notification.builder.ts';

interface Text {
  type: string;
  text: string;
}
interface Block {
  type: string;
  text?: Text;
  fields?: Text[];
  elements?: Text[];
}

function blocks(message: Record<string, unknown>): Block[] {
  return message.blocks as Block[];
}

function texts(message: Record<string, unknown>): Text[] {
  return blocks(message).flatMap(({ text, fields = [], elements = [] }) => [
    ...(text ? [text] : []),
    ...fields,
    ...elements,
  ]);
}

describe('slackMessage', () => {
  it.each(['info', 'success', 'warning', 'error'] as const)('says %s in a word, not in a picture alone', (severity) => {
    const words = { info: 'Information', success: 'Success', warning: 'Warning', error: 'Error' };
    const message = slackMessage(aNotification({ severity }));
    expect(message.text).toBe(`${words[severity]}: Jira no longer answers`);
    expect(blocks(message).at(-2)?.elements?.[0]?.text).toContain(`*${words[severity]}*`);
  });

  it('lets nobody wake a channel or forge a link', () => {
    const evil = '<!channel> & <https://evil.example|Click>';
    const message = slackMessage(aNotification({ title: evil, text: evil, facts: [{ label: evil, value: evil }] }));
    const interpreted = texts(message).filter(({ type }) => type === 'mrkdwn');
    expect(interpreted.some(({ text }) => text.includes('<!channel') || text.includes('<https://evil'))).toBe(false);
    expect(message.text).toBe('Error: &lt;!channel&gt; &amp; &lt;https://evil.example|Click&gt;');
  });

  it('keeps within the limits of Slack', () => {
    const long = 'x'.repeat(10_000);
    const facts = Array.from({ length: 40 }, () => ({ label: long, value: long }));
    const message = slackMessage(aNotification({ title: long, text: long, facts }));
    const [header, body, fields] = blocks(message);
    expect(header?.text?.text.length).toBe(150);
    expect(body?.text?.text.length).toBeLessThanOrEqual(3000);
    expect(fields?.fields).toHaveLength(10);
    expect(Math.max(...(fields?.fields ?? []).map(({ text }) => text.length))).toBeLessThanOrEqual(2000);
  });

  it('has no empty block, which Slack would refuse', () => {
    const message = slackMessage(aNotification({ title: ' ', text: ' ', facts: [], link: null }));
    expect(blocks(message).map(({ type }) => type)).toEqual(['header', 'context']);
    expect(texts(message).every(({ text }) => text.length > 0)).toBe(true);
  });

  it('keeps a link in one piece', () => {
    const message = slackMessage(aNotification({ link: 'https://ims.example/a?b=1&c=|x> y' }));
    expect(blocks(message).at(-1)?.text?.text).toBe('<https://ims.example/a?b=1&amp;c=%7Cx&gt;%20y|Open>');
  });
});
