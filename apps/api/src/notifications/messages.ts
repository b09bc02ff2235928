import { type ErrorClass, errorClasses, type NotificationMessage } from '@ims/connector-sdk';
import type { HealthChanged, SecretExpiring } from './heard-events.ts';

/** What is stored of a message; its id, event and time are columns of their own. */
export type Message = Pick<NotificationMessage, 'severity' | 'title' | 'text' | 'facts' | 'link'>;
type Words = Omit<Message, 'link'>;

/** What people are told of a change; undefined for what they expect, such as that a thing just set up works. */
export function healthMessage(change: HealthChanged, now: Date): Words | undefined {
  const heading = headingOf(change, now);
  if (!heading) return undefined;
  const { name, provider, before, after, error_class } = change;
  const facts = [
    { label: 'Integration', value: name },
    { label: 'System', value: provider },
    { label: 'State', value: before === 'unknown' ? after : `${after}, before ${before}` },
    ...(error_class ? [{ label: 'Fault', value: error_class }] : []),
  ];
  return { ...heading, text: [change.message, remedyOf(error_class)].filter(Boolean).join(' '), facts };
}

function headingOf(
  { name, before, after, since }: HealthChanged,
  now: Date,
): Pick<Words, 'severity' | 'title'> | undefined {
  if (after === 'failing')
    return { severity: 'error', title: `${name} ${before === 'unknown' ? 'does not work' : 'stopped working'}` };
  if (after === 'degraded') return { severity: 'warning', title: `${name} works, but needs attention` };
  if (after !== 'healthy' || before === 'unknown') return undefined;
  const time = since ? ` after ${spanOf(now.getTime() - since.getTime())}` : '';
  return { severity: 'success', title: `${name} ${before === 'failing' ? 'works' : 'is in order'} again${time}` };
}

export function expiryMessage({ name, provider, expires_at }: SecretExpiring, now: Date): Words {
  const days = Math.ceil((expires_at.getTime() - now.getTime()) / DAY_MS);
  const when = days === 1 ? 'within a day' : `in ${days} days`;
  return {
    severity: days <= 1 ? 'error' : 'warning',
    title: `The secret of ${name} ${days <= 0 ? 'has expired' : `expires ${when}`}`,
    text: 'Create a new one in the system and enter it here.',
    facts: [
      { label: 'Integration', value: name },
      { label: 'System', value: provider },
      { label: 'Expires', value: `${expires_at.toISOString().slice(0, 16).replace('T', ' ')} UTC` },
    ],
  };
}

export function testMessage(channel: string, sender: string): Words {
  return {
    severity: 'info',
    title: 'Test message',
    text: `${channel} is set up: messages about your integrations arrive here.`,
    facts: [{ label: 'Sent by', value: sender }],
  };
}

/** The page of an integration; null while the installation does not know its own address. */
export const linkTo = (publicUrl: string | undefined, id: number) =>
  publicUrl === undefined ? null : `${publicUrl}/integrations/${id}`;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** A length of time as people say it: one number, one unit. */
export function spanOf(ms: number): string {
  if (ms < MINUTE_MS) return 'less than a minute';
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} days`;
}

function remedyOf(errorClass: string | null): string | undefined {
  return errorClass && Object.hasOwn(errorClasses, errorClass)
    ? errorClasses[errorClass as ErrorClass].remedy
    : undefined;
}
