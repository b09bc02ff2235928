import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { TotalReporter } from './libs/test-kit/src/total-reporter.ts';

const web = 'apps/web/vite.config.ts';
const databaseSpecs = '**/*.db-spec.ts';

/** Four sizes of tests, each a project: `vitest run --project unit`. Journeys in a browser are apps/e2e's. */
export default defineConfig({
  test: {
    globalSetup: 'apps/api/test/support/global-setup.ts',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    reporters: ['default', new TotalReporter()],
    projects: [
      { extends: true, test: { name: 'unit', include: ['apps/api/src/**/*.spec.ts', 'libs/**/*.spec.ts'] } },
      { extends: true, test: { name: 'database', include: [databaseSpecs], testTimeout: 60_000 } },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['apps/api/test/**/*.{e2e-spec,spec}.ts'],
          isolate: false,
        },
      },
      ...(existsSync(web) ? [web] : []),
    ],
  },
});
