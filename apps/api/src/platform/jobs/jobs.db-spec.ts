import { Logger } from '@nestjs/common';
import pg from 'pg';
import { PgBoss } from 'pg-boss';
import { afterAll, describe, expect, test } from 'vitest';
import { testTransactions } from '../../../test/support/test-transactions.ts';
import type { TenantScope } from '../access/tenant-scope.ts';
import type { Config } from '../config/config.ts';
import { Secret } from '../config/secret.ts';
import { Metrics } from '../telemetry/index.ts';
import { Jobs } from './jobs.ts';
import { defineQueue, type Handler, type Queue } from './queue.ts';

type Payload = { tenantId: number; number: number };

Logger.overrideLogger(false);
const { transactions, owner, newScope, appUrl } = await testTransactions();
const scope = await newScope();
const started: Jobs[] = [];
afterAll(() => stopAll());
let queues = 0;

const newQueue = (options: Partial<Queue<Payload>> = {}) => {
  queues += 1;
  const usual = { actor: 'tests', concurrency: 20, perTenant: 20, expireSeconds: 60, retries: 2, retrySeconds: 1 };
  return defineQueue<Payload>(`queue-${queues}`, { ...usual, ...options });
};

/** An instance of the application as far as its jobs go. */
async function instance(queue: Queue<Payload>, handler: Handler<Payload>, isWorking = true): Promise<Jobs> {
  const config = { jobs: isWorking, database: { appUrl: new Secret(appUrl) } } as Config;
  const jobs = new Jobs(config, transactions, new Metrics());
  jobs.work(queue, handler);
  await jobs.onApplicationBootstrap();
  started.push(jobs);
  return jobs;
}

async function stopAll(): Promise<void> {
  await Promise.all(started.splice(0).map((jobs) => jobs.beforeApplicationShutdown()));
}

const idle: Handler<Payload> = async () => undefined;
const payload = (number: number, { tenantId }: TenantScope = scope): Payload => ({ tenantId, number });

async function statesOf({ name }: Queue<Payload>): Promise<string[]> {
  const { rows } = await owner.query('SELECT state FROM pgboss.job WHERE name = $1 ORDER BY created_on', [name]);
  return rows.map(({ state }) => state);
}

/** Lets handlers begin and wait, and knows how many do. */
function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((done) => {
    open = done;
  });
  const inside = { now: 0, most: 0, ever: 0 };
  const handler: Handler<Payload> = async () => {
    inside.now += 1;
    inside.ever += 1;
    inside.most = Math.max(inside.most, inside.now);
    await opened;
    inside.now -= 1;
  };
  return { open, inside, handler };
}

describe('a job', () => {
  test('is done as its tenant, with what it was told', async () => {
    const seen: unknown[] = [];
    const queue = newQueue();
    const jobs = await instance(queue, async ({ tenantId, actor }, { number }, { isLast }) => {
      seen.push({ tenantId, actor, number, isLast });
    });
    await jobs.send(queue, payload(7));
    await expect
      .poll(() => seen)
      .toEqual([
        { tenantId: scope.tenantId, actor: { kind: 'system', id: null, name: 'tests' }, number: 7, isLast: false },
      ]);
    await expect.poll(() => statesOf(queue)).toEqual(['completed']);
  });

  test('sent in a transaction exists exactly when that commits', async () => {
    const queue = newQueue();
    const jobs = await instance(queue, idle, false);
    await transactions.run(scope, (tx) => jobs.send(queue, payload(1), { tx }));
    const undone = transactions.run(scope, async (tx) => {
      await jobs.send(queue, payload(2), { tx });
      await jobs.hasten(queue, payload(3), { key: 'three', tx });
      throw new Error('undone');
    });
    await expect(undone).rejects.toThrow('undone');
    const { rows } = await owner.query('SELECT data FROM pgboss.job WHERE name = $1', [queue.name]);
    expect(rows).toEqual([{ data: payload(1) }]);
  });

  test('of a suspended tenant is over without being done', async () => {
    const suspended = await newScope();
    await owner.query("UPDATE tenants SET status = 'suspended' WHERE id = $1", [suspended.tenantId]);
    const seen: number[] = [];
    const queue = newQueue();
    const jobs = await instance(queue, async ({ tenantId }) => void seen.push(tenantId));
    await jobs.send(queue, payload(1, suspended));
    await jobs.send(queue, payload(1));
    await expect.poll(() => statesOf(queue)).toEqual(['completed', 'completed']);
    expect(seen).toEqual([scope.tenantId]);
  });

  test('that fails is tried again as often as the queue says, and its words are kept nowhere', async () => {
    const last: boolean[] = [];
    const queue = newQueue();
    const jobs = await instance(queue, async (_scope, _payload, { isLast }) => {
      last.push(isLast);
      throw new TypeError('a secret slipped into it');
    });
    await jobs.send(queue, payload(1));
    await expect.poll(() => statesOf(queue)).toEqual(['failed']);
    expect(last).toEqual([false, false, true]);
    const { rows } = await owner.query('SELECT output FROM pgboss.job WHERE name = $1', [queue.name]);
    expect(rows).toEqual([{ output: { error: 'TypeError' } }]);
  });

  test('whose process was killed runs again in another', async () => {
    const queue = newQueue();
    const jobs = await instance(queue, idle, false);
    await jobs.send(queue, payload(1));
    await owner.query(
      "UPDATE pgboss.job SET state = 'active', started_on = now() - interval '1 hour' WHERE name = $1",
      [queue.name],
    );
    const pool = new pg.Pool({ connectionString: appUrl });
    const db = { executeSql: (text: string, values?: unknown[]) => pool.query(text, values) };
    const supervisor = new PgBoss({ db, migrate: false, supervise: false, schedule: false, registerInstance: false });
    await supervisor.start();
    await supervisor.supervise(queue.name, { reindex: false });
    await supervisor.stop({ graceful: false });
    await pool.end();
    await expect.poll(() => statesOf(queue)).toEqual(['retry']);
    const seen: number[] = [];
    await instance(queue, async (_scope, { number }) => void seen.push(number));
    await expect.poll(() => statesOf(queue)).toEqual(['completed']);
    expect(seen).toEqual([1]);
  });
});

describe('an exclusive job', () => {
  test('is the only one of its key, and lets its successor follow in the transaction that ends it', async () => {
    const { open, inside, handler } = gate();
    const queue = newQueue({ exclusive: true });
    const jobs = await instance(queue, async (tenant, { number }, attempt) => {
      await handler(tenant, payload(number), attempt);
      await transactions.run(tenant, (tx) => attempt.again(tx, { key: 'a', afterMs: 3_600_000 }));
    });
    await jobs.send(queue, payload(1), { key: 'a' });
    await expect.poll(() => inside.now).toBe(1);
    await jobs.send(queue, payload(2), { key: 'a' });
    expect(await statesOf(queue)).toEqual(['active']);
    open();
    await expect.poll(() => statesOf(queue)).toEqual(['completed', 'created']);
  });

  test('runs again when the transaction that ends it fails', async () => {
    const queue = newQueue({ exclusive: true, retrySeconds: 60 });
    const jobs = await instance(queue, (tenant, _payload, attempt) =>
      transactions.run(tenant, async (tx) => {
        await attempt.again(tx, { key: 'a', afterMs: 0 });
        throw new Error('undone');
      }),
    );
    await jobs.send(queue, payload(1), { key: 'a' });
    await expect.poll(() => statesOf(queue)).toEqual(['retry']);
  });
});

describe('jobs of one key', () => {
  test('run one at a time in all instances together', async () => {
    const { open, inside, handler } = gate();
    const queue = newQueue({ keyed: true });
    const jobs = await instance(queue, handler);
    await instance(queue, handler);
    await jobs.send(queue, payload(1), { key: 'a' });
    await expect.poll(() => inside.now).toBe(1);
    await jobs.send(queue, payload(2), { key: 'a' });
    await jobs.send(queue, payload(3), { key: 'b' });
    await expect.poll(() => inside.now).toBe(2);
    expect(await statesOf(queue)).toEqual(['active', 'created', 'active']);
    open();
    await expect.poll(() => statesOf(queue)).toEqual(['completed', 'completed', 'completed']);
    expect(inside.most).toBe(2);
  });

  test('wait once, and run at once when somebody wants it', async () => {
    const seen: number[] = [];
    const queue = newQueue({ keyed: true });
    const jobs = await instance(queue, async (_scope, { number }) => void seen.push(number));
    const hour = { key: 'a', afterMs: 3_600_000 };
    await jobs.send(queue, payload(1), hour);
    await jobs.send(queue, payload(2), hour);
    await jobs.sendMany(queue, [{ payload: payload(3), ...hour }]);
    expect(await statesOf(queue)).toEqual(['created']);
    await transactions.run(scope, (tx) => jobs.hasten(queue, payload(4), { key: 'a', tx }));
    await expect.poll(() => seen).toEqual([4]);
    await expect.poll(() => statesOf(queue)).toEqual(['completed']);
  });

  test('are another for another tenant', async () => {
    const queue = newQueue({ keyed: true });
    const jobs = await instance(queue, idle, false);
    await jobs.send(queue, payload(1), { key: 'a' });
    await jobs.send(queue, payload(1, await newScope()), { key: 'a' });
    expect(await statesOf(queue)).toEqual(['created', 'created']);
  });
});

test('a tenant with much to do takes no more than its share', async () => {
  const { open, inside, handler } = gate();
  const queue = newQueue({ concurrency: 6, perTenant: 4 });
  const waiting = await instance(queue, idle, false);
  const other = await newScope();
  await waiting.sendMany(
    queue,
    [scope, scope, scope, scope, scope, scope, other].map((who, index) => ({ payload: payload(index, who) })),
  );
  await instance(queue, handler);
  await expect.poll(() => inside.now).toBe(5);
  expect((await statesOf(queue)).filter((state) => state === 'created')).toHaveLength(2);
  open();
  await expect.poll(() => inside.ever).toBe(7);
});

test('a process that stops tells the jobs under way, which run again later', async () => {
  let isTold = false;
  const queue = newQueue();
  const jobs = await instance(queue, async (_scope, _payload, { signal }) => {
    await new Promise((_done, fail) => {
      signal.addEventListener('abort', () => {
        isTold = true;
        fail(signal.reason);
      });
    });
  });
  await jobs.send(queue, payload(1));
  await expect.poll(() => statesOf(queue)).toEqual(['active']);
  await stopAll();
  expect(isTold).toBe(true);
  expect(await statesOf(queue)).toEqual(['retry']);
});
