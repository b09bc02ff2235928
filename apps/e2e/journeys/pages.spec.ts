import { AxeBuilder } from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { signIn } from './people.ts';

const pages = [
  '/integrations',
  '/integrations?create=',
  '/integrations?create=openai',
  '/integrations/1',
  '/usage',
  '/usage?range=30d&integration_id=4&by=model',
  '/usage?budgets=edit',
  '/connectors',
  '/connectors/jira',
  '/connectors/_new',
  '/audit',
  '/access',
  '/access?tab=keys',
  '/settings',
];
const looks = [
  { colorScheme: 'light', width: 1440 },
  { colorScheme: 'dark', width: 1440 },
  { colorScheme: 'light', width: 390 },
  { colorScheme: 'dark', width: 390 },
] as const;

for (const { colorScheme, width } of looks) {
  test.describe(`in ${colorScheme} at ${width} pixels`, () => {
    test.use({ colorScheme, viewport: { width, height: 900 } });

    test('every page is accessible, fits, and breaks no rule of its content policy', async ({ page }) => {
      const complaints: string[] = [];
      page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));

      await page.goto('/login');
      await look('/login');
      await signIn(page, 'admin@wex.example');
      for (const path of pages) {
        await page.goto(path);
        await look(path);
      }
      expect(complaints).toEqual([]);

      async function look(path: string) {
        await page.waitForLoadState('networkidle');
        await expect(page.locator('[data-loading], .mantine-Skeleton-root')).toHaveCount(0);
        await page.screenshot({ path: `screenshots/${colorScheme}-${width}${path.replaceAll(/\W+/g, '-')}.png` });
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect(violations.map(({ id, nodes }) => `${path} ${id}: ${nodes[0]?.html}`)).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        expect(overflow, `${path} scrolls sideways`).toBeLessThanOrEqual(0);
      }
    });
  });
}
