import { createHash } from 'node:crypto';
import type { NotificationMessage } from '@ims/connector-sdk';
import { oneLine, severityWord } from './plain-text.ts';

export interface MailEnvelope {
  from: string;
  from_name?: string;
  to: string[];
}

/** The message as text and as HTML, ready for the wire. Its id is the same for every try of one message. */
export async function mailMessage(
  envelope: MailEnvelope,
  message: NotificationMessage,
): Promise<{ id: string; raw: Buffer }> {
  const id = messageId(message.id, envelope.from);
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer');
  const composer = new MailComposer({
    from: { name: oneLine(envelope.from_name ?? '', 100), address: envelope.from },
    to: envelope.to.map((address) => ({ name: '', address })),
    subject: `${severityWord[message.severity]}: ${oneLine(message.title, 200)}`,
    date: message.sent_at,
    messageId: id,
    text: asText(message),
    html: asHtml(message),
    // Nobody answers a program, not even with an absence note (RFC 3834).
    headers: { 'Auto-Submitted': 'auto-generated' },
    disableFileAccess: true,
    disableUrlAccess: true,
    newline: 'win',
  });
  return { id, raw: await composer.compile().build() };
}

function messageId(id: string, from: string): string {
  const plain = /^[A-Za-z0-9._-]{1,100}$/.test(id) ? id : createHash('sha256').update(id).digest('hex');
  return `<${plain}@${from.slice(from.lastIndexOf('@') + 1)}>`;
}

function asText(message: NotificationMessage): string {
  return [
    `${severityWord[message.severity]}: ${oneLine(message.title, 500)}`,
    message.text.trim(),
    message.facts.map(({ label, value }) => `${oneLine(label, 100)}: ${oneLine(value, 1000)}`).join('\n'),
    message.link ?? '',
    message.sent_at.toISOString(),
  ]
    .filter(Boolean)
    .join('\n\n');
}

const colours = { info: '#1c7ed6', success: '#2b8a3e', warning: '#b35900', error: '#c92a2a' } as const;

function asHtml(message: NotificationMessage): string {
  const rows = message.facts.map(
    ({ label, value }) =>
      `<tr><th align="left" style="padding:2px 16px 2px 0;vertical-align:top">${escaped(label)}</th><td>${escaped(value)}</td></tr>`,
  );
  return [
    '<!doctype html><html lang="en"><body style="font:16px/1.5 system-ui,sans-serif;color:#212529">',
    `<p style="margin:0;font-weight:600;color:${colours[message.severity]}">${severityWord[message.severity]}</p>`,
    `<h1 style="margin:0 0 16px;font-size:20px">${escaped(oneLine(message.title, 500))}</h1>`,
    message.text.trim() && `<p>${escaped(message.text.trim()).replaceAll('\n', '<br>')}</p>`,
    rows.length > 0 ? `<table role="presentation">${rows.join('')}</table>` : '',
    isWeb(message.link) ? `<p><a href="${escaped(message.link)}">Open</a></p>` : '',
    `<p style="color:#5c636a;font-size:14px">${message.sent_at.toISOString()}</p></body></html>`,
  ].join('\n');
}

function isWeb(link: string | null): link is string {
  return link !== null && /^https?:\/\//i.test(link);
}

const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? '');
}
