import { expect, test } from 'vitest';
import { type BilledTenant, makeBilledTenant } from './support/billed.ts';
import { silence, windowsOf } from './support/budget-instances.ts';
import { chat, type Entrance, errorOf, eventsOf, question, type Streamed, stream, textOf } from './support/gateway.ts';
import type { Answer } from './support/http.ts';
import { makeInstallation } from './support/installation.ts';
import { sandboxed } from './support/sandboxed.ts';

const { sandbox, environment } = await sandboxed();
const installation = await makeInstallation(environment);
const { owner } = installation.database;
const here = await installation.start();

// Whatever was taken of a window at any time, so that nothing is missed between two looks.
await owner.query(`
  CREATE TABLE window_states (tenant int, taken bigint);
  CREATE FUNCTION note_window_state() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    INSERT INTO public.window_states VALUES (NEW.tenant_id, NEW.spent + NEW.unaccounted + NEW.reserved);
    RETURN NULL;
  END $$;
  CREATE TRIGGER note_state AFTER INSERT OR UPDATE ON budget_windows FOR EACH ROW EXECUTE FUNCTION note_window_state()`);

/** The most that was ever spent, unaccounted and reserved together, in cents. */
async function mostTaken({ scope }: BilledTenant): Promise<number> {
  const text = 'SELECT (max(taken) / 1e7)::float8 AS most FROM window_states WHERE tenant = $1';
  const { rows } = await owner.query<{ most: number }>(text, [scope.tenantId]);
  return rows[0]?.most ?? 0;
}

const windowOf = async ({ scope }: BilledTenant) => (await windowsOf(owner, scope))[0];
/** Of a window, in billionths of a dollar. */
const nanos = (cents = 0) => Math.round(cents * 10_000_000);

interface Row {
  outcome: string;
  output_tokens: number;
  nanos: number;
  ended_at: Date;
}

/** What was recorded, in the order in which it ended. */
async function recorded({ scope }: BilledTenant): Promise<Row[]> {
  const { rows } = await owner.query<Row>(
    `SELECT outcome, output_tokens, cost_nanos::float8 AS nanos, at + latency_ms * interval '1 ms' AS ended_at
       FROM usage_events WHERE tenant_id = $1 ORDER BY ended_at`,
    [scope.tenantId],
  );
  return rows;
}

const costOf = (rows: Row[]) => rows.reduce((total, { nanos }) => total + nanos, 0);
const many = <T>(count: number, make: (index: number) => T) => Array.from({ length: count }, (_none, at) => make(at));

/** `lost` where the process that should answer is gone. */
const unlessLost = <T>(answer: Promise<T>): Promise<T | 'lost'> =>
  answer.catch((error: unknown) => {
    expect(error).toBeInstanceOf(TypeError);
    return 'lost';
  });

/** A call that is estimated to cost a cent, and does. */
const cent = (entrance: Entrance, model = 'steady') => chat(entrance, { model, max_completion_tokens: 8 });
const eightForACent = { input: 0, output: 1_250_000 };

function expectRefusal({ headers, text, status }: Answer): void {
  expect([status, headers.get('x-should-retry')]).toEqual([429, 'false']);
  expect(errorOf({ text })).toMatchObject({ code: 'budget_exceeded', budget: { limit_usd: 0.5 } });
}

/** Splits answers into how many passed and how many were lost; every other is the refusal of the budget. */
function sortOut(answers: (Answer | 'lost')[]): { passed: number; lost: number } {
  const lost = answers.filter((answer) => answer === 'lost').length;
  const whole = answers.filter((answer) => answer !== 'lost');
  const passed = whole.filter(({ status }) => status === 200).length;
  for (const answer of whole) if (answer.status !== 200) expectRefusal(answer);
  return { passed, lost };
}

/** Spends what is left cent by cent, as soon as processes that hold more than they need have given it back. */
async function spendTo(most: number, tenant: BilledTenant, entrances: Entrance[]): Promise<void> {
  const spendMore = async () => {
    sortOut(await Promise.all(entrances.map((entrance) => cent(entrance))));
    return windowOf(tenant);
  };
  await expect.poll(spendMore).toMatchObject({ spent: most });
  await expect.poll(() => windowOf(tenant)).toMatchObject({ spent: most, reserved: 0, leased: 0 });
  for (const entrance of entrances) expectRefusal(await cent(entrance));
}

/** Lets processes that are gone be noticed at once, and waits until what they held is booked. */
async function swept(tenant: BilledTenant) {
  await silence(owner, tenant.scope);
  await expect.poll(() => windowOf(tenant), { timeout: 20_000 }).toMatchObject({ reserved: 0, leased: 0 });
  const window = await windowOf(tenant);
  return { spent: window?.spent ?? 0, unaccounted: window?.unaccounted ?? 0 };
}

test('two hundred calls at once through two processes spend a budget to the last cent and no further', async () => {
  const facts = { sandbox, limitUsd: 0.5, price: eightForACent, providers: { steady: undefined } };
  const [tenant, there] = await Promise.all([makeBilledTenant(here, facts), installation.start()]);
  const entrances = [await tenant.through(here), await tenant.through(there)] as const;
  const { passed } = sortOut(await Promise.all(many(200, (call) => cent(entrances[call % 2 ? 0 : 1]))));
  expect(passed).toBeGreaterThan(0);
  expect(passed).toBeLessThanOrEqual(50);
  expect(tenant.bill().requests).toBe(passed);

  await spendTo(50, tenant, [...entrances]);
  expect(tenant.bill()).toEqual({ requests: 50, aborted: 0, nanos: nanos(50) });
  expect(await recorded(tenant)).toHaveLength(50);
  expect(await mostTaken(tenant)).toBe(50);
  expect(await there.end('SIGTERM')).toEqual([0, null]);
});

test('a process that is killed in the middle of calls takes nobody over a budget', { timeout: 60_000 }, async () => {
  const providers = { steady: undefined, silent: 'stall' };
  const facts = { sandbox, limitUsd: 0.5, price: eightForACent, providers };
  const [tenant, there] = await Promise.all([makeBilledTenant(here, facts), installation.start()]);
  const [near, far] = [await tenant.through(here), await tenant.through(there)];
  const held = many(20, () => unlessLost(cent(far, 'silent')));
  await expect.poll(() => tenant.journal().length).toBe(20);
  const answersNear = many(90, () => cent(near));
  const answersFar = many(90, () => unlessLost(cent(far, 'silent')));
  await Promise.race(answersNear);
  expect(await there.end('SIGKILL')).toEqual([null, 'SIGKILL']);
  expect(sortOut(await Promise.all(held))).toEqual({ passed: 0, lost: 20 });
  expect(sortOut(await Promise.all(answersFar)).passed).toBe(0);
  const { passed } = sortOut(await Promise.all(answersNear));

  const { spent, unaccounted } = await swept(tenant);
  const asked = tenant.bill().requests;
  expect(asked).toBeLessThanOrEqual(50);
  await expect.poll(() => tenant.bill().aborted).toBe(asked - passed);
  expect(spent).toBe(passed);
  expect(unaccounted).toBeGreaterThanOrEqual(asked - passed);
  // Leases hold parts of cents; whole ones are what is left to spend.
  await spendTo(Math.floor(50 - unaccounted), tenant, [near]);
  expect(tenant.bill().requests).toBeLessThanOrEqual(50);
  expect(await mostTaken(tenant)).toBeGreaterThan(49);
  expect(await mostTaken(tenant)).toBeLessThanOrEqual(50);
});

const cheap = { input: 150, output: 600 };
const slowly = { steady: 'slow-100ms', paced: 'paced-5ms' };

/** A plain call whose answer has so many tokens, by which it is known everywhere. */
const plain = (entrance: Entrance, tokens: number) =>
  chat(entrance, { model: 'steady', messages: question(`count to ${tokens}`), max_completion_tokens: tokens });
const paced = (entrance: Entrance, tokens: number) =>
  stream(entrance, { model: 'paced', messages: question(`count to ${tokens}`), max_completion_tokens: tokens });

/** Has eight clients send one plain call after the other, and eight more streams, each until it gets no whole answer. */
function underLoad(entrance: Entrance): Promise<{ plain: Answer[]; streamed: Streamed[] }> {
  let tokens = 0;
  const client = async <T extends Answer | Streamed>(call: (entrance: Entrance, tokens: number) => Promise<T>) => {
    const answers: T[] = [];
    for (;;) {
      tokens += 1;
      const answer = await unlessLost(call(entrance, tokens));
      if (answer === 'lost' || answer.status !== 200 || ('isEnded' in answer && !answer.isEnded)) return answers;
      answers.push(answer);
    }
  };
  return Promise.all([Promise.all(many(8, () => client(plain))), Promise.all(many(8, () => client(paced)))]).then(
    ([plain, streamed]) => ({ plain: plain.flat(), streamed: streamed.flat() }),
  );
}

/** How many calls are under way, plain ones and streams. */
const underWay = (tenant: BilledTenant) => {
  const open = tenant.journal().filter(({ closed_at }) => !closed_at);
  const streams = open.filter(({ behaviour }) => behaviour === slowly.paced).length;
  return { streams, plain: open.length - streams };
};

test('a process that is told to end answers what it has begun, and writes down every nano of it', async () => {
  const facts = { sandbox, limitUsd: 10, price: cheap, providers: slowly };
  const [tenant, there] = await Promise.all([makeBilledTenant(here, facts), installation.start()]);
  const load = underLoad(await tenant.through(there));
  await expect.poll(() => tenant.journal().length).toBeGreaterThan(100);
  const { streams, plain } = underWay(tenant);
  expect(await there.end('SIGTERM')).toEqual([0, null]);
  const whole = await load;
  expect(streams).toBeGreaterThan(0);
  expect(plain).toBeGreaterThan(0);

  // Everybody whose call had reached the provider has a whole answer.
  const { requests, nanos: bill } = tenant.bill();
  expect(tenant.journal().filter(({ closed_early }) => closed_early)).toEqual([]);
  expect([whole.plain.length + whole.streamed.length, tenant.journal().length]).toEqual([requests, requests]);
  for (const streamed of whole.streamed) {
    expect(streamed.text.endsWith('\n\ndata: [DONE]\n\n')).toBe(true);
    const numbers = textOf(streamed).split(' ');
    expect(numbers.at(-1)).toBe(String(numbers.length));
  }
  const rows = await recorded(tenant);
  expect(rows.filter(({ outcome }) => outcome !== 'success')).toEqual([]);
  expect([rows.length, costOf(rows)]).toEqual([requests, bill]);
  const window = await windowOf(tenant);
  expect(window).toMatchObject({ unaccounted: 0, reserved: 0, leased: 0 });
  expect(nanos(window?.spent)).toBe(bill);
});

test('a process that is killed loses what it knew of its last second, but not the money', {
  timeout: 60_000,
}, async () => {
  const facts = { sandbox, limitUsd: 10, price: cheap, providers: slowly };
  const [tenant, there] = await Promise.all([makeBilledTenant(here, facts), installation.start()]);
  const near = await tenant.through(here);
  const load = underLoad(await tenant.through(there));
  const lately = async () => {
    const rows = await recorded(tenant);
    const last = rows.at(-1)?.ended_at.getTime() ?? 0;
    return rows.length > 60 && Date.now() - last < 500;
  };
  await expect.poll(lately).toBe(true);
  const killedAt = Date.now();
  expect(await there.end('SIGKILL')).toEqual([null, 'SIGKILL']);
  await load;
  await expect.poll(() => underWay(tenant)).toEqual({ streams: 0, plain: 0 });

  const known = (await recorded(tenant)).map(({ output_tokens }) => output_tokens);
  expect(new Set(known).size).toBe(known.length);
  const tokensOf = (body: string) => Number(/count to (\d+)/.exec(body)?.[1]);
  const lost = tenant.journal().filter(({ body }) => !known.includes(tokensOf(body)));
  expect(lost.length).toBeGreaterThan(0);
  expect(lost.length + known.length).toBe(tenant.journal().length);
  for (const { closed_at } of lost) expect(closed_at?.getTime()).toBeGreaterThan(killedAt - 1000);

  // Another process has to be at work to notice.
  expect((await plain(near, 1)).status).toBe(200);
  const { spent, unaccounted } = await swept(tenant);
  expect(nanos(spent)).toBe(costOf(await recorded(tenant)));
  expect(nanos(spent + unaccounted)).toBeGreaterThanOrEqual(tenant.bill().nanos);
});

test('a client that leaves a stream early stops it at the provider, and pays for what came', async () => {
  const providers = { patient: 'paced-100ms' };
  const tenant = await makeBilledTenant(here, { sandbox, limitUsd: 10, price: cheap, providers });
  const { app, service } = await tenant.through(here);
  const leaving = new AbortController();
  const answer = await fetch(`${app.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.token}` },
    body: JSON.stringify({ model: 'patient', messages: question('count to 60'), stream: true }),
    signal: leaving.signal,
  });
  const decoder = new TextDecoder();
  const pieces = (text: string) => eventsOf({ text }).filter(({ choices }) => choices[0]?.delta.content).length;
  let text = '';
  for await (const chunk of answer.body ?? []) {
    text += decoder.decode(chunk, { stream: true });
    if (pieces(text) >= 10) break;
  }
  leaving.abort();
  expect(pieces(text)).toBeGreaterThanOrEqual(10);

  await expect.poll(() => tenant.journal()).toMatchObject([{ closed_early: true }]);
  expect(tenant.journal()[0]?.chunks_sent).toBeLessThanOrEqual(pieces(text) + 5);
  await expect.poll(() => recorded(tenant)).toMatchObject([{ outcome: 'client_gone' }]);
  const cost = costOf(await recorded(tenant));
  const [asked] = sandbox.ledger.entries.filter(({ api_key }) => api_key.endsWith(tenant.scope.tenantSlug));
  expect(cost).toBeGreaterThan(0);
  expect(cost).toBeLessThan((asked?.input_tokens ?? 0) * cheap.input + 60 * cheap.output);
  await expect.poll(() => windowOf(tenant)).toMatchObject({ unaccounted: 0, reserved: 0, leased: 0 });
  expect(nanos((await windowOf(tenant))?.spent)).toBe(cost);
});
