import { existsSync } from 'node:fs';
import { defineConfig } from 'vitest/config';
import { TotalReporter } from './libs/test-kit/src/total-reporter.ts';

const web = 'apps/web/vite.config.ts';

/**
 * Four sizes of tests, each a project: `vitest run --project unit`. Journeys in a browser are apps/e2e's. Files of one size
 * share their modules where nothing in them depends on being first: loading Nest for each would take longer than the tests.
 */
export default defineConfig({
  test: {
    globalSetup: 'apps/api/test/support/global-setup.ts',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // Waits for what happens elsewhere; long, because a busy machine may take its time.
    expect: { poll: { timeout: 10_000, interval: 20 } },
    reporters: ['default', new TotalReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          isolate: false,
          include: ['{apps/api,apps/sandbox,libs/*}/src/**/*.spec.ts', 'libs/*/examples/**/*.spec.ts'],
        },
      },
      {
        extends: true,
        test: { name: 'database', include: ['{apps/api,libs/*}/src/**/*.db-spec.ts'], testTimeout: 60_000 },
      },
      { extends: true, test: { name: 'e2e', isolate: false, include: ['apps/api/test/**/*.{e2e-spec,spec}.ts'] } },
      ...(existsSync(web) ? [web] : []),
    ],
  },
});
