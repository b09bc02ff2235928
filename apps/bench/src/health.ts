import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { compare, type Result, type Run, tell } from './compare.ts';
import { openStand, type Stand } from './stand.ts';
import { ask, createTenant, type Tenant } from './tenant.ts';

const TENANTS = 100;
const EACH = 100;
const HOSTS = 50;
/** How often each is to be checked in an installation, and how often here: so often that all are due all the time. */
const EVERY_SECONDS = 300;
const HURRIED_SECONDS = 10;
const TOKEN = 'a-token-of-the-benchmark';
/** Creating is no part of the measurement; so many at once keep the server busy. */
const AT_ONCE = 8;

/**
 * Whether one instance keeps up with ten thousand integrations: how many checks it gets done in a second while all of
 * them are due, next to how many come due in a second when each is checked every five minutes.
 */
export async function health(run: Run): Promise<Result[]> {
  await using stand = await openStand();
  const systems = await Promise.all(Array.from({ length: HOSTS }, startSystem));
  try {
    await create(stand, systems.map(urlOf), run.signal);
    const env = { EGRESS_ALLOW: '127.0.0.0/8', HEALTH_EVERY_SECONDS: String(HURRIED_SECONDS) };
    await using _api = await stand.startApi(run.signal, env);
    const due = (TENANTS * EACH) / EVERY_SECONDS;
    return await compare(
      [
        {
          name: `checks of ${TENANTS * EACH} integrations`,
          unit: 'checks/s',
          goal: { text: '≥ 1.0', met: ({ ratio }) => ratio.median >= 1 },
          reference: async () => due,
          product: async (seconds) => {
            const before = await checks(stand);
            await pause(seconds * 1000, undefined, { signal: run.signal });
            return ((await checks(stand)) - before) / seconds;
          },
        },
      ],
      run,
    );
  } finally {
    for (const system of systems) system.close().closeAllConnections();
  }
}

/** Whom the token belongs to, and a list with a record: without one, the system would be degraded. */
const answer = { id: '1', name: 'Benchmark', data: [{ id: '1', title: 'A record' }] };

/** A system of its own address, which asks for a token and tells whose it is. */
async function startSystem(): Promise<Server> {
  const server = createServer((request, response) => {
    const known = request.headers.authorization === `Bearer ${TOKEN}`;
    response.writeHead(known ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(known ? answer : { error: 'unauthorized' }));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

const urlOf = (server: Server) => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

async function create(stand: Stand, urls: string[], signal: AbortSignal): Promise<void> {
  await using api = await stand.startApi(signal, { JOBS: 'off' });
  tell(`creating ${TENANTS} tenants with ${EACH} integrations each`);
  const left = Array.from({ length: TENANTS }, (_none, index) => index);
  const work = async () => {
    for (let index = left.pop(); index !== undefined; index = left.pop()) {
      signal.throwIfAborted();
      await fillTenant(await createTenant(stand, api.url, `tenant-${index}`), api.url, urls);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
}

async function fillTenant(tenant: Tenant, apiUrl: string, urls: string[]): Promise<void> {
  const headers = await tenant.credentials();
  for (let index = 0; index < EACH; index += 1) {
    const body = JSON.stringify({
      provider: `system-${index}`,
      type: 'data_source',
      base_url: urls[index % urls.length],
      password: TOKEN,
      provider_metadata: { auth_scheme: 'bearer', check_path: 'me', list_path: 'items', records_pointer: '/data' },
    });
    const { status, body: answer } = await ask(`${apiUrl}/api/v1/admin/integrations`, {
      method: 'POST',
      headers,
      body,
    });
    assert.equal(status, 201, JSON.stringify(answer));
  }
}

/** How many checks there have been. Throws unless each found its system healthy: others are sooner done, or later. */
async function checks({ database }: Stand): Promise<number> {
  const { rows } = await database.query<{ status: string; count: number; message: string }>(
    'SELECT status, count(*)::int AS count, min(message) AS message FROM health_checks GROUP BY status',
  );
  for (const { status, count, message } of rows) assert.equal(status, 'healthy', `${count} checks: ${message}`);
  return rows[0]?.count ?? 0;
}
