import type { NotificationMessage } from '@ims/connector-sdk';
import { oneLine, severityWord, shortened } from './plain-text.ts';

const emoji = {
  info: ':information_source:',
  success: ':white_check_mark:',
  warning: ':warning:',
  error: ':red_circle:',
} as const satisfies Record<NotificationMessage['severity'], string>;

/** A message for Slack's Block Kit; `text` is what notifications and screen readers show. Limits are Slack's. */
export function slackMessage(message: NotificationMessage): Record<string, unknown> {
  const word = severityWord[message.severity];
  const facts = message.facts.slice(0, 10);
  return {
    text: escaped(`${word}: ${oneLine(message.title, 200)}`),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: oneLine(message.title, 150) || word, emoji: false } },
      ...(message.text.trim() ? [section(shortened(message.text.trim(), 2000))] : []),
      ...(facts.length > 0 ? [{ type: 'section', fields: facts.map(field) }] : []),
      { type: 'context', elements: [markdown(`${emoji[message.severity]} *${word}* · ${moment(message.sent_at)}`)] },
      ...(message.link ? [{ type: 'section', text: markdown(`<${address(message.link)}|Open>`) }] : []),
    ],
  };
}

/** Slack's three control characters. Without it, `<!channel>` in a title would wake everybody. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

function section(text: string) {
  return { type: 'section', text: { type: 'plain_text', text, emoji: false } };
}

function field({ label, value }: NotificationMessage['facts'][number]) {
  return markdown(`*${escaped(oneLine(label, 100))}*\n${escaped(oneLine(value, 300)) || '–'}`);
}

function markdown(text: string) {
  return { type: 'mrkdwn', text };
}

/** Each reader sees it in a time zone of their own; the text after the bar is for clients that cannot. */
function moment(at: Date): string {
  return `<!date^${Math.floor(at.getTime() / 1000)}^{date_short_pretty} {time}|${at.toISOString()}>`;
}

function address(link: string): string {
  return escaped(link.replaceAll('|', '%7C').replaceAll(/\s/g, '%20'));
}
