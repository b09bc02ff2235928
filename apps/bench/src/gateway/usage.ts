import assert from 'node:assert/strict';
import { compare, type Pair, type Result, type Run, tell } from '../compare.ts';
import type { Service } from '../service.ts';
import { openStand, type Stand } from '../stand.ts';
import { type Answer, ask, askAs, createTenant, newIntegration, type Tenant } from '../tenant.ts';
import { ingestPair } from './ingest.ts';
import { latenciesInTurn, percentile } from './latency.ts';
import { DAYS, seedUsage } from './usage-seed.ts';

const FEW = 100_000;
const INTEGRATIONS = 5;
const ACCOUNTS = 3;

/** Usage as services report it, and the pages that show what was used: over many events, next to the same over few. */
export async function usage(run: Run & { events: number }): Promise<Result[]> {
  await using few = await openStand();
  await using many = await openStand();
  await using fewApi = await few.startApi(run.signal);
  await using manyApi = await many.startApi(run.signal);
  const ingest = await ingestPair(few, fewApi);
  const pages = {
    few: await seed(few, fewApi, Math.min(FEW, run.events)),
    many: await seed(many, manyApi, run.events),
  };
  const pairs = [
    ingest,
    pagePair(
      { name: 'summary of 30 days by integration, p95', page: 'summary?group_by=integration', days: DAYS },
      pages,
    ),
    pagePair(
      { name: 'days of 30 days by model, p95', page: 'timeseries?interval=day&group_by=model', days: DAYS },
      pages,
    ),
    pagePair(
      { name: 'hours of 7 days by integration, p95', page: 'timeseries?interval=hour&group_by=integration', days: 7 },
      pages,
    ),
  ];
  return await compare(pairs, run);
}

/** A tenant with so much to show, and where. */
interface Seeded {
  stand: Stand;
  url: string;
  tenant: Tenant;
}

async function seed(stand: Stand, { url }: Service, events: number): Promise<Seeded> {
  const tenant = await createTenant(stand, url, 'pages');
  const create = async (path: string, body: unknown) =>
    ((await askAs(tenant, `${url}/api/v1/admin/${path}`, 'POST', body)) as { id: number }).id;
  const [integrations, accounts]: number[][] = [[], []];
  for (let at = 0; at < INTEGRATIONS; at += 1)
    integrations?.push(await create('integrations', newIntegration(`p-${at}`)));
  for (let at = 0; at < ACCOUNTS; at += 1) {
    accounts?.push(await create('service-accounts', { name: `service ${at}`, scopes: ['ai:invoke'] }));
  }
  tell(`writing ${events.toLocaleString('en')} events of ${DAYS} days`);
  await seedUsage(stand.database, tenant.id, events, { integrations: integrations ?? [], accounts: accounts ?? [] });
  return { stand, url, tenant };
}

interface Page {
  name: string;
  page: string;
  days: number;
}

function pagePair({ name, page, days }: Page, { few, many }: { few: Seeded; many: Seeded }): Pair {
  const to = new Date();
  const from = new Date(to.getTime() - days * 86_400_000);
  from.setUTCMinutes(0, 0, 0);
  const checked = async ({ stand, url, tenant }: Seeded) => {
    const address = `${url}/api/v1/admin/usage/${page}&from=${from.toISOString()}&to=${to.toISOString()}`;
    const load = { url: address, headers: await tenant.credentials() };
    const told = requestsIn(await ask(address, load));
    assert.equal(told, await eventsSince(stand, tenant, from), `${address} does not show every event`);
    return load;
  };
  return {
    name,
    unit: 'ms',
    goal: { text: '≤ 1.3', met: ({ ratio }) => ratio.median <= 1.3 },
    both: async (seconds) => {
      const [reference = [], product = []] = await latenciesInTurn([await checked(few), await checked(many)], seconds);
      return { reference: percentile(reference, 0.95), product: percentile(product, 0.95) };
    },
  };
}

async function eventsSince({ database }: Stand, { id }: Tenant, from: Date): Promise<number> {
  const { rows } = await database.query<{ count: number }>(
    'SELECT count(*)::int AS count FROM usage_events WHERE tenant_id = $1 AND at >= $2',
    [id, from],
  );
  return rows[0]?.count ?? 0;
}

interface Numbers {
  requests: number;
}

function requestsIn({ status, body }: Answer): number {
  assert.equal(status, 200, JSON.stringify(body));
  const page = body as { totals?: Numbers; series?: { points: { numbers: Numbers }[] }[] };
  const points = (page.series ?? []).flatMap((series) => series.points.map(({ numbers }) => numbers));
  return (page.totals ? [page.totals] : points).reduce((sum, { requests }) => sum + requests, 0);
}
