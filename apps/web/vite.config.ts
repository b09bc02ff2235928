import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';
import { firstPageBudget } from './first-page-budget.ts';
import { usedMantineStyles } from './used-mantine-styles.ts';

// The host stays the page's own: the API lets only its own pages use the session cookie.
const api = { target: process.env.API_URL ?? 'http://127.0.0.1:3000', changeOrigin: false };

export default defineConfig({
  plugins: [
    react(),
    usedMantineStyles(),
    firstPageBudget({
      limit: 175,
      pages: {
        '/login': ['src/features/auth/login-page.tsx'],
        '/integrations': ['src/app/shell/shell.tsx', 'src/app/integrations-route.tsx'],
      },
    }),
  ],
  server: { proxy: { '/api': api, '/assets': api } },
  // `/assets/` is where the API serves logos; built files live elsewhere.
  build: {
    assetsDir: 'static',
    assetsInlineLimit: 0,
    // Every browser that the build is for can preload modules, or does without.
    modulePreload: { polyfill: false },
    // What nearly every part needs travels as one file: compressed together it is smaller. What dialogs and menus share,
    // which are more than half of the parts, stays out of it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'base', minShareCount: 22 }] } } },
  },
  test: {
    name: 'web',
    environment: 'jsdom',
    include: ['src/**/*.spec.ts', 'src/**/*.test.tsx'],
    setupFiles: ['src/testing/setup.ts'],
    // Generous, since a busy machine is no reason to fail.
    testTimeout: 30_000,
  },
});
