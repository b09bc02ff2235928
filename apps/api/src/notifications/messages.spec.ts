import { describe, expect, test } from 'vitest';
import type { HealthChanged } from './heard-events.ts';
import {
  budgetMessage,
  expiryMessage,
  healthMessage,
  linkTo,
  linkToBudgets,
  priceMessage,
  spanOf,
  testMessage,
} from './messages.ts';

const subject = { id: 7, name: 'Jira Cloud', provider: 'jira' };
const now = new Date('2026-03-01T10:00:00Z');
const told = (change: Partial<HealthChanged>) =>
  healthMessage(
    {
      ...subject,
      before: 'healthy',
      after: 'failing',
      since: null,
      error_class: null,
      message: 'As found.',
      ...change,
    },
    now,
  );

describe('a change of health', () => {
  test('for the worse says what broke, why, and what to do', () => {
    expect(told({ error_class: 'auth_invalid', message: 'The system refuses the credentials.' })).toEqual({
      severity: 'error',
      title: 'Jira Cloud stopped working',
      text: 'The system refuses the credentials. Enter the user name and the secret again.',
      facts: [
        { label: 'Integration', value: 'Jira Cloud' },
        { label: 'System', value: 'jira' },
        { label: 'State', value: 'failing, before healthy' },
        { label: 'Fault', value: 'auth_invalid' },
      ],
    });
  });

  test.each([
    ['unknown', 'failing', 'error', 'Jira Cloud does not work'],
    ['degraded', 'failing', 'error', 'Jira Cloud stopped working'],
    ['failing', 'failing', 'error', 'Jira Cloud still does not work, for another reason'],
    ['healthy', 'degraded', 'warning', 'Jira Cloud works, but needs attention'],
    ['failing', 'degraded', 'warning', 'Jira Cloud works, but needs attention'],
    ['unknown', 'degraded', 'warning', 'Jira Cloud works, but needs attention'],
    ['failing', 'healthy', 'success', 'Jira Cloud works again after 2 h'],
    ['degraded', 'healthy', 'success', 'Jira Cloud is in order again after 2 h'],
  ] as const)('from %s to %s is a message of severity %s', (before, after, severity, title) => {
    expect(told({ before, after, since: new Date('2026-03-01T07:30:00Z') })).toMatchObject({ severity, title });
  });

  test('to what was expected is no news', () => {
    expect(told({ before: 'unknown', after: 'healthy' })).toBeUndefined();
    expect(told({ before: 'failing', after: 'unknown' })).toBeUndefined();
  });

  test('of unknown length names no time', () => {
    expect(told({ before: 'failing', after: 'healthy' })?.title).toBe('Jira Cloud works again');
  });

  test('of the reason alone names the state once', () => {
    expect(told({ before: 'failing', error_class: 'dns_not_found' })?.facts).toContainEqual({
      label: 'State',
      value: 'failing',
    });
  });

  test('with a class nobody knows gives no remedy', () => {
    expect(told({ error_class: 'constructor' })?.text).toBe('As found.');
  });
});

test.each([
  [30, 'warning', 'The secret of Jira Cloud expires in 30 days'],
  [7, 'warning', 'The secret of Jira Cloud expires in 7 days'],
  [0.5, 'error', 'The secret of Jira Cloud expires within a day'],
  [-1, 'error', 'The secret of Jira Cloud has expired'],
] as const)('a secret that expires in %s days is a message of severity %s', (days, severity, title) => {
  const expiresAt = new Date(now.getTime() + days * 86_400_000);
  expect(expiryMessage({ ...subject, expires_at: expiresAt }, now)).toMatchObject({ severity, title });
});

describe('a budget', () => {
  const reached = {
    name: 'All AI',
    period: 'month',
    hard: true,
    threshold: 0.8,
    limit_usd: 100,
    spent_usd: 81.5,
    ends_at: new Date('2026-04-01T00:00:00Z'),
  } as const;

  test('that is spent in part is a warning', () => {
    expect(budgetMessage(reached)).toEqual({
      severity: 'warning',
      title: '80 % of the budget of All AI for this month is spent',
      text: 'It begins anew at 2026-04-01 00:00 UTC.',
      facts: [
        { label: 'Budget', value: 'All AI' },
        { label: 'Spent', value: '$81.50' },
        { label: 'Limit', value: '$100.00 a month' },
      ],
    });
  });

  test('that is spent is an error, and says what happens to calls', () => {
    const spent = { ...reached, threshold: 1, spent_usd: 100 };
    expect(budgetMessage(spent)).toMatchObject({
      severity: 'error',
      title: 'The budget of All AI for this month is spent',
      text: expect.stringContaining('refused'),
    });
    expect(budgetMessage({ ...spent, hard: false }).text).not.toContain('refused');
  });

  test('of next to nothing is told with the places it needs', () => {
    const [, spent] = budgetMessage({ ...reached, limit_usd: 0.05, spent_usd: 0.0421 }).facts;
    expect(spent?.value).toBe('$0.042');
  });
});

test('a model without a price is told with what becomes of its calls', () => {
  const unknown = { ...subject, name: 'Our OpenAI', provider: 'openai', model: 'gpt-9' };
  expect(priceMessage({ ...unknown, policy: 'refused' })).toMatchObject({
    severity: 'error',
    title: 'gpt-9 of Our OpenAI has no price',
    text: expect.stringContaining('refused'),
  });
  expect(priceMessage({ ...unknown, policy: 'charged' })).toMatchObject({
    severity: 'warning',
    text: expect.stringContaining('default price'),
  });
});

test('a test message says who sent it', () => {
  const message = testMessage('Slack', 'ada@people.example');
  expect(message.facts).toEqual([{ label: 'Sent by', value: 'ada@people.example' }]);
});

test.each([
  [0, 'less than a minute'],
  [59_999, 'less than a minute'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [3_600_000, '1 h'],
  [47 * 3_600_000, '47 h'],
  [48 * 3_600_000, '2 days'],
])('%i ms are said as %s', (ms, span) => {
  expect(spanOf(ms)).toBe(span);
});

test('a link leads to the page of the integration, where the installation knows its address', () => {
  expect(linkTo('https://ims.example', 7)).toBe('https://ims.example/integrations/7');
  expect(linkTo(undefined, 7)).toBeNull();
  expect(linkToBudgets('https://ims.example')).toBe('https://ims.example/usage');
});
