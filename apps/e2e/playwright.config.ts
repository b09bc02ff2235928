import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import { findChromium } from './chromium.ts';

const root = process.getuid?.() === 0;
const port = Number(process.env.JOURNEYS_PORT ?? 3917);
const address = `http://127.0.0.1:${port}`;

// For the journeys too: what they need to know of the product that is started for them.
process.env.JOURNEYS_DATA ??= freshDataFolder();
process.env.JOURNEYS_OPERATOR_KEY ??= randomBytes(24).toString('hex');
process.env.JOURNEYS_SANDBOX ??= `http://127.0.0.1:${port + 1}`;
process.env.JOURNEYS_MAIL ??= `smtp://127.0.0.1:${port + 2}`;

/** The product as `npm start` runs it, on a fresh data folder that the database's own account may enter. */
function freshDataFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ims-journeys-'));
  chmodSync(folder, 0o711);
  return folder;
}

export default defineConfig({
  testDir: 'journeys',
  outputDir: 'test-results',
  workers: 1,
  forbidOnly: true,
  timeout: 120_000,
  reporter: [['list']],
  use: {
    baseURL: address,
    actionTimeout: 15_000,
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: findChromium(),
      // Chromium's sandbox cannot be set up by root; its own errands would be refused on a closed network.
      args: [
        ...(root ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  webServer: {
    command: `node ../api/dist/main.js`,
    url: `${address}/readyz`,
    timeout: 60_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 10_000 },
    stdout: 'ignore',
    stderr: 'pipe',
    env: {
      PORT: String(port),
      HOST: '127.0.0.1',
      DATA_DIR: process.env.JOURNEYS_DATA,
      OPERATOR_KEY: process.env.JOURNEYS_OPERATOR_KEY,
      LOG_LEVEL: 'warn',
      DATABASE_URL: '',
      DEMO: 'on',
      // A journey is quicker than a person.
      THROTTLE_TESTS_PER_MINUTE: '100',
      SANDBOX_PORT: String(port + 1),
      SANDBOX_SMTP_PORT: String(port + 2),
    },
  },
});
