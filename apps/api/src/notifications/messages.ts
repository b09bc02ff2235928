import { type ErrorClass, errorClasses, type NotificationMessage } from '@ims/connector-sdk';
import type { HealthChanged, PriceUnknown, SecretExpiring, ThresholdReached } from './heard-events.ts';

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
    { label: 'State', value: before === 'unknown' || before === after ? after : `${after}, before ${before}` },
    ...(error_class ? [{ label: 'Fault', value: error_class }] : []),
  ];
  return { ...heading, text: [change.message, remedyOf(error_class)].filter(Boolean).join(' '), facts };
}

function headingOf(
  { name, before, after, since }: HealthChanged,
  now: Date,
): Pick<Words, 'severity' | 'title'> | undefined {
  if (after === 'failing' && before === 'failing')
    return { severity: 'error', title: `${name} still does not work, for another reason` };
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
      { label: 'Expires', value: minuteOf(expires_at) },
    ],
  };
}

export function budgetMessage(reached: ThresholdReached): Words {
  const { name, period, hard, threshold, limit_usd, spent_usd, ends_at } = reached;
  const isSpent = threshold >= 1;
  const budget = `the budget of ${name} for this ${period}`;
  const until = `It begins anew at ${minuteOf(ends_at)}`;
  const refused = hard
    ? `${until}; until then calls charged to it are refused, unless its limit is raised.`
    : `${until}.`;
  return {
    severity: threshold >= 1 ? 'error' : 'warning',
    title: isSpent ? capitalised(`${budget} is spent`) : `${percentOf(threshold)} of ${budget} is spent`,
    text: isSpent ? refused : `${until}.`,
    facts: [
      { label: 'Budget', value: name },
      { label: 'Spent', value: dollarsOf(spent_usd) },
      { label: 'Limit', value: `${dollarsOf(limit_usd)} a ${period}` },
    ],
  };
}

export function priceMessage({ name, provider, model, policy }: PriceUnknown): Words {
  const meanwhile =
    policy === 'refused'
      ? 'Calls of it are refused, since a budget limits what may be spent and nobody knows what they cost.'
      : 'Calls of it are charged at the default price, since a budget limits what may be spent.';
  return {
    severity: policy === 'refused' ? 'error' : 'warning',
    title: `${model} of ${name} has no price`,
    text: `${meanwhile} Enter its price with the models of the integration.`,
    facts: [
      { label: 'Integration', value: name },
      { label: 'System', value: provider },
      { label: 'Model', value: model },
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

/** The page of budgets. */
export const linkToBudgets = (publicUrl: string | undefined) => (publicUrl === undefined ? null : `${publicUrl}/usage`);

const minuteOf = (at: Date) => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
const percentOf = (part: number) => `${Math.round(part * 10_000) / 100} %`;
const capitalised = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** Amounts of less than ten cents are told to more places: they would look like nothing. */
const dollarsOf = (amount: number) => `$${amount > 0 && amount < 0.1 ? amount.toPrecision(2) : amount.toFixed(2)}`;

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
