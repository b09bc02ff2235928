import { expect, test } from '@playwright/test';
import { signIn } from './people.ts';

test('an admin makes a key, a program calls a model with it, and the page of usage tells who spent what', async ({
  page,
  request,
}) => {
  await signIn(page, 'admin@wex.example');
  await page.getByRole('link', { name: 'Access' }).click();
  await page.getByRole('tab', { name: /service/i }).click();
  await page
    .getByRole('button', { name: /service account/i })
    .first()
    .click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Claims assistant');
  await dialog.getByRole('checkbox', { name: /ai:invoke/ }).check();
  await dialog.getByRole('button', { name: 'Create' }).click();
  const key = (await dialog.getByText(/^ims_sk_[\w-]{43}$/).textContent()) ?? '';
  await dialog.getByRole('button', { name: 'I have copied it' }).click();

  const answer = await request.post('/v1/chat/completions', {
    headers: { authorization: `Bearer ${key}` },
    data: { model: 'chat', messages: [{ role: 'user', content: 'Summarise the claim.' }] },
  });
  expect(answer.status(), await answer.text()).toBe(200);
  expect(answer.headers()).toMatchObject({ 'x-ims-integration': 'wex_ai_gateway', 'x-ims-model': 'gpt-4o-mini' });
  expect(await answer.json()).toMatchObject({ choices: [{ finish_reason: 'stop' }] });

  await expect(async () => {
    await page.goto('/usage?by=service_account');
    await expect(page.getByRole('row', { name: /Claims assistant/ })).toContainText('$', { timeout: 2000 });
  }).toPass();
});
