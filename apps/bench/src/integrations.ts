import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { compare, type Pair, type Result, type Run, tell } from './compare.ts';
import { type Load, perSecond } from './load.ts';
import { openStand, type Stand } from './stand.ts';
import { type Answer, ask, createTenant, fill, newIntegration, type Tenant } from './tenant.ts';

const ROWS = 100;
const PATH = '/api/v1/admin/integrations';

/** The same work asked of both servers. */
interface Scenario {
  name: string;
  /** Least wanted ratio of product to reference; none where the reference is there for scale. */
  goal?: number;
  reference: Load;
  product: Load;
  /** Whose credentials the product is asked with. */
  tenant?: Tenant;
  /** Throws unless both did the same work, and the product all that it is supposed to do besides. */
  agree(reference: Answer, product: Answer): void | Promise<void>;
}

/** The product against what one would write by hand, on one database. */
export async function integrations(run: Run): Promise<Result[]> {
  await using stand = await openStand();
  // Checks would go out to systems that do not exist, and write what the comparison reads.
  await using api = await stand.startApi(run.signal, { JOBS: 'off' });
  tell(`creating two tenants, one of them with ${ROWS} integrations`);
  const reader = await createTenant(stand, api.url, 'reader');
  const writer = await createTenant(stand, api.url, 'writer');
  await fill(reader, api.url, ROWS, stand.database);
  await stand.database.query(
    'CREATE SCHEMA reference; CREATE TABLE reference.integrations (LIKE public.integrations INCLUDING ALL)',
  );
  await using reference = await stand.startReference(reader.id, run.signal);
  await assertGuarded(stand, api.url, reader, writer);
  const id = await firstId(stand, reader);
  const scenarios: Scenario[] = [
    {
      name: 'constant JSON',
      reference: { url: `${reference.url}/constant` },
      product: { url: `${api.url}/healthz` },
      agree: sameBody,
    },
    {
      name: `list ${ROWS}`,
      goal: 1,
      reference: { url: `${reference.url}/integrations` },
      product: { url: `${api.url}${PATH}?limit=${ROWS}` },
      tenant: reader,
      agree: sameRows,
    },
    {
      name: 'get one',
      goal: 0.6,
      reference: { url: `${reference.url}/integrations/${id}` },
      product: { url: `${api.url}${PATH}/${id}` },
      tenant: reader,
      agree: sameIntegration,
    },
    {
      name: 'create',
      goal: 0.5,
      reference: creation(`${reference.url}/integrations`),
      product: creation(`${api.url}${PATH}`),
      tenant: writer,
      agree: (...answers) => sameCreation(stand, ...answers),
    },
  ];
  return await compare(scenarios.map(toPair), run);
}

function toPair({ name, goal, reference, product, tenant, agree }: Scenario): Pair {
  return {
    name,
    unit: 'req/s',
    goal: goal === undefined ? undefined : { text: `≥ ${goal.toFixed(1)}`, met: ({ ratio }) => ratio.median >= goal },
    reference: (seconds) => perSecond(reference, seconds),
    product: async (seconds) => {
      const load = { ...product, headers: { ...product.headers, ...(await tenant?.credentials()) } };
      await agree(await askOnce(reference), await askOnce(load));
      return perSecond(load, seconds);
    },
  };
}

const askOnce = ({ url, body, ...rest }: Load) => ask(url, { ...rest, body: body?.replaceAll('[<id>]', randomUUID()) });

const creation = (url: string): Load => ({
  url,
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(newIntegration('p-[<id>]')),
});

async function firstId({ database }: Stand, tenant: Tenant): Promise<number> {
  const { rows } = await database.query<{ id: number }>('SELECT min(id) AS id FROM integrations WHERE tenant_id = $1', [
    tenant.id,
  ]);
  return rows[0]?.id ?? 0;
}

/** A run with a check disabled would count for nothing: nobody, another tenant and an unbound connection see no row. */
async function assertGuarded(stand: Stand, apiUrl: string, owner: Tenant, other: Tenant): Promise<void> {
  const address = `${apiUrl}${PATH}/${await firstId(stand, owner)}`;
  assert.equal((await ask(address)).status, 401);
  assert.equal((await ask(address, { headers: await other.credentials() })).status, 404);
  const { rows } = await stand.database.query<{ role_name: string; password: string }>(
    'SELECT * FROM ims_private.app_login',
  );
  const { role_name: user, password } = rows[0] ?? assert.fail('The application has no login of its own');
  const url = new URL(stand.databaseUrl);
  url.username = user;
  url.password = password;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  const seen = await client.query('SELECT FROM integrations').finally(() => client.end());
  assert.equal(seen.rowCount, 0, 'row-level security is off');
}

type Row = Record<string, unknown>;

function sameBody(reference: Answer, product: Answer): void {
  assert.equal(product.status, reference.status);
  assert.deepEqual(product.body, reference.body);
}

const shared = (row: Row) => {
  const {
    id,
    provider,
    type,
    display_name,
    base_url,
    username,
    model,
    logo_filename,
    active,
    last_sync_at,
    version,
    created_at,
    last_updated_at,
  } = row;
  return {
    id,
    provider,
    type,
    display_name,
    base_url,
    username,
    model,
    logo_filename,
    active,
    last_sync_at,
    version,
    created_at,
    last_updated_at,
  };
};

function sameRows(reference: Answer, product: Answer): void {
  const [expected, rows] = [reference.body as Row[], product.body as Row[]];
  assert.equal(rows.length, ROWS);
  assert.deepEqual(rows.map(shared), expected.map(shared));
  for (const row of rows) assertComputed(row);
}

function sameIntegration(reference: Answer, product: Answer): void {
  const [expected, row] = [reference.body as Row, product.body as Row];
  assert.deepEqual(shared(row), shared(expected));
  assert.deepEqual(row.model_config, expected.model_config);
  assertComputed(row);
}

/** What the reference does not work out: the state of health and of the secret, and a signed address of the logo. */
function assertComputed(row: Row): void {
  assert.equal((row.health as Row).status, 'healthy');
  assert.equal(row.config_state, 'ok');
  assert.match(String(row.logo_url), /signature=[0-9a-f]{32}$/);
}

/** One row in each table; the product's with its secret sealed, an audit entry and an event. */
async function sameCreation({ database }: Stand, reference: Answer, product: Answer): Promise<void> {
  assert.equal(reference.status, 201);
  assert.equal(product.status, 201);
  const [expected, row] = [reference.body as Row, product.body as Row];
  for (const field of ['type', 'base_url', 'username', 'model', 'model_config', 'cost_config'])
    assert.deepEqual(row[field], expected[field]);
  const { rows } = await database.query(
    `SELECT password ^@ 'ims1.' AS sealed,
            (SELECT count(*)::int FROM audit_entries WHERE resource_type = 'integration' AND resource_id = i.id) AS audited,
            (SELECT count(*)::int FROM outbox_events WHERE payload ->> 'id' = i.id::text) AS told
       FROM integrations i WHERE id = $1`,
    [row.id],
  );
  assert.deepEqual(rows, [{ sealed: true, audited: 1, told: 1 }]);
}
