import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testDatabase } from '@ims/test-kit';
import { pino } from 'pino';
import { afterAll, expect, test } from 'vitest';
import { readConfig } from '../src/platform/config/config.ts';
import { settle } from '../src/settle.ts';
import { randomSecretKey } from './support/test-app.ts';

const database = await testDatabase();
const dataDir = mkdtempSync(join(tmpdir(), 'ims-settle-'));
afterAll(async () => {
  await database.drop();
  rmSync(dataDir, { recursive: true });
});

const noDatabase = { DATABASE_URL: Object.assign(new URL(database.ownerUrl), { pathname: '/there-is-none' }).href };

const begin = (environment: Record<string, string>) =>
  settle(
    readConfig({
      DATABASE_URL: database.ownerUrl,
      DATABASE_APP_URL: database.appUrl,
      SECRET_KEY: randomSecretKey(),
      DATA_DIR: dataDir,
      SANDBOX_PORT: '0',
      SANDBOX_SMTP_PORT: '0',
      ...environment,
    }),
    pino({ level: 'silent' }),
  );

test('the sandbox of the demo may be called, until it is stopped with the rest', async () => {
  const { config, sandbox, stop } = await begin({});
  const url = sandbox?.url ?? '';
  expect(config.egress.allow).toContain(new URL(url).host);
  expect((await fetch(url)).status).toBe(200);
  await stop();
  await expect(fetch(url)).rejects.toThrow();
});

test('without a demo there is none', async () => {
  const { config, sandbox, stop } = await begin({ DEMO: 'off' });
  expect(sandbox).toBeUndefined();
  expect(config.egress.allow).toBe('');
  await stop();
});

test('a database that refuses takes the sandbox with it', async () => {
  const free = await listening();
  await free.close();
  await expect(begin({ ...noDatabase, SANDBOX_PORT: free.port })).rejects.toThrow('there-is-none');
  await expect(fetch(`http://127.0.0.1:${free.port}`)).rejects.toThrow();
});

test('a port that the sandbox cannot have is told by name, a database that refuses before it', async () => {
  const taken = await listening();
  await expect(begin({ SANDBOX_PORT: taken.port })).rejects.toThrow(`Port ${taken.port} or 0`);
  await expect(begin({ ...noDatabase, SANDBOX_PORT: taken.port })).rejects.toThrow('there-is-none');
  await taken.close();
});

async function listening() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { port: String(port), close: promisify(server.close.bind(server)) };
}
