import { expect, type Page, test } from '@playwright/test';
import { signIn, signOut } from './people.ts';

const logo = Buffer.from(
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><circle cx="12" cy="12" r="10" fill="#10a37f"/></svg>',
);
const row = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('an admin connects OpenAI with a logo, edits it, and no other tenant sees it', async ({ page }) => {
  await signIn(page, 'admin@wex.example');
  await page.getByRole('button', { name: /Connect a system/ }).click();
  await page
    .getByRole('dialog')
    .getByRole('link', { name: /^OpenAI/ })
    .click();

  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Base URL').fill('https://api.openai.com/v1');
  await dialog.getByRole('combobox', { name: 'Model', exact: true }).fill('gpt-4o-mini');
  await writeJson(page, 'Model configuration', '{"temperature": 0.7, "max_tokens": 1000}');
  await writeJson(page, 'Cost configuration', '{"monthly_limit": 500.00}');
  await dialog.getByLabel('Logo file').setInputFiles({ name: 'openai.svg', mimeType: 'image/svg+xml', buffer: logo });
  await dialog.getByRole('button', { name: /^(Connect|Create|Save)/ }).click();
  await expect(dialog).toBeHidden();

  await expect(row(page, 'api.openai.com')).toContainText('gpt-4o-mini');
  const picture = row(page, 'api.openai.com').locator('img');
  await expect(picture).toHaveAttribute('src', /^\/assets\/wex\/integrations\/openai\.svg\?/);
  await expect(picture).toHaveJSProperty('complete', true);
  expect(await picture.evaluate((image: HTMLImageElement) => image.naturalWidth)).toBeGreaterThan(0);

  await row(page, 'api.openai.com')
    .getByRole('button', { name: /actions|More/i })
    .click();
  await page.getByRole('menuitem', { name: 'Edit' }).click();
  await expect(dialog.getByLabel('Base URL')).toHaveValue('https://api.openai.com/v1');
  await dialog.getByRole('textbox', { name: 'Name', exact: true }).fill('OpenAI for support');
  await dialog.getByRole('button', { name: /^Save/ }).click();
  await expect(dialog).toBeHidden();
  await expect(row(page, 'OpenAI for support')).toBeVisible();

  await page.getByRole('link', { name: 'Audit log' }).click();
  await expect(page.getByText('OpenAI for support').first()).toBeVisible();

  await signOut(page);
  await signIn(page, 'admin@apple.example');
  await expect(row(page, 'Orchard LLM').first()).toBeVisible();
  await expect(page.getByText('OpenAI for support')).toHaveCount(0);
});

test('a viewer sees the integrations but neither addresses nor ways to change them', async ({ page }) => {
  await signIn(page, 'viewer@wex.example');
  await expect(row(page, 'Jira Cloud')).toBeVisible();
  await expect(page.getByText('127.0.0.1')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /Connect a system/ })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
});

test('a session survives a reload and ends with signing out', async ({ page }) => {
  await signIn(page, 'user@wex.example');
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Integrations', level: 1 })).toBeVisible();
  await signOut(page);
  await page.goto('/integrations');
  await expect(page).toHaveURL(/\/login/);
});

/** The editor is not an input: its text is replaced as a person would. */
async function writeJson(page: Page, label: string, text: string): Promise<void> {
  const editor = page.getByRole('dialog').getByRole('textbox', { name: label });
  await editor.click();
  await page.keyboard.press('ControlOrMeta+A');
  await page.keyboard.insertText(text);
}
