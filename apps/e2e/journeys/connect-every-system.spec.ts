import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { accounts } from '@ims/sandbox';
import { type APIRequestContext, expect, type Locator, type Page, test } from '@playwright/test';
import { signIn } from './people.ts';

const sandbox = process.env.JOURNEYS_SANDBOX ?? '';
const mail = process.env.JOURNEYS_MAIL ?? '';

/** What a person picks and types to connect one system of the sandbox. */
interface System {
  card: string;
  fields: Record<string, string>;
  /** Fields behind “Advanced”. */
  advanced?: Record<string, string>;
  /** Lists of which each entry is typed and confirmed. */
  lists?: Record<string, string>;
  /** Choices other than the first. */
  choices?: Record<string, string>;
  /** Whether it holds records to look at. */
  hasRecords?: boolean;
}

const systems: System[] = [
  {
    card: 'Jira Cloud',
    fields: {
      'Address of the site': `${sandbox}/jira`,
      'E-mail of the account': accounts.jira.username,
      'API token': accounts.jira.token,
      'JQL filter': 'project in (DEV,QA,PROD)',
    },
    hasRecords: true,
  },
  {
    card: 'GitHub',
    fields: { 'Address of GitHub': `${sandbox}/github`, 'Token or private key': accounts.github.fineGrained },
    hasRecords: true,
  },
  {
    card: 'REST API',
    fields: {
      'Base URL': `${sandbox}/rest`,
      'Token, key or password': accounts.rest.bearer,
      'Address that tells who we are': 'me',
      'Address of the records': 'orders',
      'Where the answer has the list': '/data',
      'Where a record has its title': '/title',
    },
    hasRecords: true,
  },
  {
    card: 'OpenAI',
    fields: { 'Base URL': `${sandbox}/openai/v1`, 'API key': accounts.openai.key, Model: 'gpt-4o-mini' },
  },
  {
    card: 'Azure OpenAI',
    // Pasted whole from the portal; the product takes it apart.
    fields: {
      'Base URL': `${sandbox}/azure/openai/deployments/${accounts.azure.deployment}/chat/completions?api-version=${accounts.azure.apiVersion}`,
      'API key': accounts.azure.key,
      Model: 'gpt-4o',
    },
  },
  {
    card: 'WEX AI Gateway',
    fields: { 'Base URL': `${sandbox}/wex/v1`, 'API key': accounts.wex.key, Model: 'gpt-4o-mini' },
  },
  {
    card: 'Custom AI API',
    fields: {
      'Base URL': `${sandbox}/llm`,
      Header: 'X-LLM-Key',
      'API key': accounts.llm.key,
      'Path of chat': '/api/generate-v1',
      Model: accounts.llm.model,
    },
    choices: { 'Key goes': 'Header of its own' },
  },
  {
    card: 'Slack',
    // The whole address of the webhook.
    fields: { 'Base URL': `${sandbox}/slack${accounts.slack.path}` },
  },
  {
    card: 'E-mail (SMTP)',
    fields: {
      'Mail server': mail,
      Username: accounts.smtp.username,
      Password: accounts.smtp.password,
      From: 'ims@example.com',
    },
    lists: { To: 'on-call@example.com' },
    advanced: { 'Certificate authority': certificateOfTheSandbox() },
  },
  { card: 'Webhook', fields: { Address: `${sandbox}/webhook`, 'Signing secret': accounts.webhook.secret } },
];

function certificateOfTheSandbox(): string {
  const file = join(process.env.JOURNEYS_DATA ?? '', 'sandbox/sandbox-keys.json');
  try {
    return JSON.parse(readFileSync(file, 'utf8')).keys.certificates.ca;
  } catch {
    // The list of tests is also read before the product has started.
    return '';
  }
}

test('an admin connects each of the ten systems, sees it tested, and sees it work', async ({ page, request }) => {
  test.setTimeout(300_000);
  const email = await newTenant(request);
  await signIn(page, email, password);
  for (const system of systems) await test.step(system.card, () => connect(page, system));
});

async function connect(page: Page, system: System): Promise<void> {
  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: /Connect a system/ }).click();
  await dialog.getByRole('textbox').first().fill(system.card);
  await dialog
    .getByRole('link', { name: new RegExp(`^${escaped(system.card)}`) })
    .first()
    .click();
  await fillIn(page, dialog, system);

  await dialog.getByRole('button', { name: 'Test connection' }).click();
  await expect(dialog.getByText(/Connected as/).first()).toBeVisible();
  await dialog.getByRole('button', { name: 'Connect', exact: true }).click();
  await expect(dialog).toBeHidden();

  const row = page.getByRole('row').filter({ hasText: system.card }).first();
  await expect(row).toContainText('Healthy', { timeout: 30_000 });
  if (system.hasRecords) await lookAtRecords(page, row);
}

async function fillIn(page: Page, dialog: Locator, { fields, choices = {}, lists = {}, advanced = {} }: System) {
  for (const [label, choice] of Object.entries(choices)) {
    await dialog.getByRole('combobox', { name: label }).click();
    await page.getByRole('option', { name: choice }).click();
  }
  for (const [label, value] of Object.entries(fields)) await field(dialog, label).fill(value);
  for (const [label, value] of Object.entries(lists)) {
    await dialog.getByRole('combobox', { name: label, exact: true }).fill(value);
    await page.keyboard.press('Enter');
  }
  if (Object.keys(advanced).length > 0) await dialog.getByRole('button', { name: 'Advanced' }).click();
  for (const [label, value] of Object.entries(advanced)) await field(dialog, label).fill(value);
}

const escaped = (text: string) => text.replaceAll(/[()]/g, '\\$&');

/** A field to type in, whether it offers something to choose as well or not. */
function field(dialog: Locator, label: string): Locator {
  const name = new RegExp(`^${escaped(label)}( \\*)?$`);
  return dialog.getByRole('textbox', { name }).or(dialog.getByRole('combobox', { name })).first();
}

async function lookAtRecords(page: Page, row: Locator): Promise<void> {
  await row.getByRole('link').first().click();
  await page
    .getByRole('button', { name: /preview|records/i })
    .first()
    .click();
  await expect(
    page
      .getByRole('table')
      .filter({ hasText: /Updated|Title/ })
      .getByRole('row')
      .nth(1),
  ).toBeVisible();
  await page.getByRole('link', { name: 'Integrations', exact: true }).first().click();
}

const password = 'a-password-of-the-journey';

/** A tenant that has nothing yet. */
async function newTenant(request: APIRequestContext): Promise<string> {
  const slug = `journey-${randomUUID().slice(0, 8)}`;
  const email = `ada@${slug}.example`;
  const answer = await request.post('/api/v1/platform/tenants', {
    headers: { authorization: `Bearer ${process.env.JOURNEYS_OPERATOR_KEY}` },
    data: { slug, name: 'Journey', admin: { email, name: 'Ada', password } },
  });
  expect(answer.status()).toBe(201);
  return email;
}
