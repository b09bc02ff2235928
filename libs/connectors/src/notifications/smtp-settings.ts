import type { Settings } from '@ims/connector-sdk';
import addressparser from 'nodemailer/lib/addressparser';
import { z } from 'zod';
import { choice, settingsForm } from '../settings-form.ts';

export const smtpForm = settingsForm(
  z.looseObject({
    base_url: z.url({ protocol: /^smtps?$/ }).meta({
      title: 'Mail server',
      description: 'smtp:// with STARTTLS, usually port 587; smtps:// with TLS from the start, usually port 465.',
      examples: ['smtp://smtp.company.com:587', 'smtps://smtp.company.com:465'],
    }),
    username: z
      .string()
      .max(320)
      .optional()
      .meta({
        title: 'Username',
        description: 'Empty for a server that takes mail without a login.',
        examples: ['notifier@company.com'],
      }),
    provider_metadata: z
      .looseObject({
        from: z.email().meta({
          title: 'From',
          description: 'The sender; the server must let this account use it.',
          examples: ['notifier@company.com'],
        }),
        from_name: z
          .string()
          .max(100)
          .regex(/^[^\p{Cc}]*$/u)
          .optional()
          .meta({ title: 'Name of the sender', examples: ['Integrations'] }),
        to: z
          .array(z.email())
          .min(1)
          .max(50)
          .meta({ title: 'To', description: 'Who receives the messages.', examples: [['ops@company.com']] }),
        security: choice({ tls: 'TLS (required)', none: 'None, for a server that the operator allows' })
          .default('tls')
          .meta({ title: 'Encryption', 'x-input': 'select' }),
      })
      .meta({ title: 'Provider metadata', 'x-input': 'code' }),
  }),
);

export type SmtpSettings = ReturnType<typeof smtpForm.read>;

/** Takes apart what people write into address fields, and gives the server its scheme and port. */
export function normalizeSmtp(settings: Settings): Settings {
  const { from, to } = settings.provider_metadata;
  const sender = typeof from === 'string' ? mailboxes([from])[0] : undefined;
  const receivers = typeof to === 'string' || Array.isArray(to) ? mailboxes([to].flat()) : undefined;
  return {
    ...settings,
    base_url: mailServer(settings.base_url),
    provider_metadata: {
      ...settings.provider_metadata,
      ...(sender?.address && { from: sender.address }),
      ...(sender?.name && { from_name: sender.name }),
      ...(receivers && { to: receivers.map(({ address, name }) => address || name) }),
    },
  };
}

/** Mailboxes of address fields; what is none keeps its text as a name, so that whoever checks the settings can say so. */
function mailboxes(fields: unknown[]) {
  return fields.flatMap((field) => addressparser(String(field).replaceAll(';', ','), { flatten: true }));
}

/** `smtp.company.com:465`, `https://smtp.company.com:587` and the like as an address of SMTP, its port written out. */
function mailServer(text: string): string {
  const typed = text.trim();
  const [, scheme = '', rest = ''] = /^(?:([a-z][a-z\d+.-]*):\/\/)?([^/?#]*)/i.exec(typed) ?? [];
  // Under a scheme that browsers know, host names get their one form: lower case, ASCII.
  const url = URL.parse(`http://${rest}`);
  if (!url?.hostname) return typed;
  const implicit = scheme.toLowerCase() === 'smtps' || (scheme.toLowerCase() !== 'smtp' && url.port === '465');
  const port = url.port || (implicit ? '465' : '587');
  return `${implicit ? 'smtps' : 'smtp'}://${url.hostname}:${port}`;
}
