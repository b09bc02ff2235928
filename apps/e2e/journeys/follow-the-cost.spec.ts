import { expect, test } from '@playwright/test';
import { signIn } from './people.ts';

test.use({ viewport: { width: 360, height: 800 } });

test('an admin follows the cost from an integration to a model and back, on a phone', async ({ page }) => {
  await signIn(page, 'admin@wex.example');
  await page.goto('/usage?range=30d');
  const table = page.getByRole('region', { name: 'Usage by group' });
  const chip = (name: string) => page.getByRole('button', { name: `${name}, remove the filter` });
  await expect(table.getByRole('row', { name: /Azure OpenAI.*requests.*p95/ })).toContainText('$');
  const hidden = await table.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
  expect(hidden, 'the table scrolls sideways').toBeLessThanOrEqual(0);

  await table.getByRole('link', { name: 'WEX AI Gateway', exact: true }).click();
  await expect(chip('Integration: WEX AI Gateway')).toBeVisible();
  await table.getByRole('link', { name: 'gpt-4o-mini' }).click();
  await expect(chip('Model: gpt-4o-mini')).toBeVisible();
  await expect(table.getByRole('columnheader', { name: 'Service account' })).toBeVisible();

  await page.goBack();
  await expect(table.getByRole('columnheader', { name: 'Model' })).toBeVisible();
  await chip('Integration: WEX AI Gateway').click();
  await expect(table.getByRole('link', { name: 'gpt-4o', exact: true })).toBeVisible();
  await expect(page).toHaveURL('/usage?range=30d&by=model');
});
