import { readFileSync } from 'node:fs';
import { ConnectorFault, fromManifest, manifestSchema } from '@ims/connector-sdk';
import { connectorFor } from '@ims/connectors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { caseContract } from '../testing/case-contract.ts';
import { restApi } from './cases.ts';
import { type Bench, openBench, readAll, type Typed } from './connection.ts';

/** No connector of its own: what serves it is the generic one. */
const rest = connectorFor('order-desk', 'data_source');
let sandbox: Sandbox;
let bench: Bench;

beforeAll(async () => {
  sandbox = await startSandbox();
  bench = openBench();
});
afterAll(async () => {
  await bench.close();
  await sandbox.close();
});

const typed = (metadata: Record<string, unknown> = {}, behaviour = ''): Typed => ({
  base_url: `${sandbox.url}${behaviour}/rest`,
  provider_metadata: { ...restApi, ...metadata },
});

caseContract('REST API', () => sandbox);

describe('a test of a REST API', () => {
  it.each<[string, Record<string, unknown>, string]>([
    ['a bearer token', {}, accounts.rest.bearer],
    ['a key in a header', { auth_scheme: 'header', header_name: 'X-Api-Key' }, accounts.rest.key],
    ['a key in the address', { auth_scheme: 'query', query_name: 'api_key' }, accounts.rest.key],
    ['user name and password', { auth_scheme: 'basic' }, accounts.rest.password],
  ])('names the account with %s', async (_, metadata, secret) => {
    const outcome = await bench.test(rest, { ...typed(metadata), username: accounts.rest.username }, secret);
    expect(outcome).toMatchObject({
      ok: true,
      status: 'healthy',
      identity: { id: 'acc_1001', name: 'Integration account' },
    });
  });

  it('is not content with an address that answers anybody', async () => {
    const metadata = { check_path: 'health', identity_id: '/status', identity_name: '/status' };
    const outcome = await bench.test(rest, typed(metadata), accounts.rest.bearer);
    expect(outcome).toMatchObject({ ok: false, error_class: 'auth_not_verifiable' });
  });

  it('asks for the secret that the way to log in needs', async () => {
    expect(await bench.test(rest, typed())).toMatchObject({ error_class: 'invalid_config', field: '/password' });
  });
});

describe('records of a REST API', () => {
  it.each<[string, number, Record<string, unknown>]>([
    ['numbered pages', 137, {}],
    [
      'an offset',
      60,
      {
        list_path: 'customers',
        records_pointer: '/result/items',
        pagination: 'offset',
        page_param: 'offset',
        size_param: 'limit',
        total_pointer: '/result/count',
      },
    ],
    [
      'a token',
      230,
      {
        list_path: 'events',
        records_pointer: '/events',
        pagination: 'cursor',
        page_param: 'cursor',
        size_param: 'limit',
        next_pointer: '/meta/next_cursor',
      },
    ],
    ['a Link header', 84, { list_path: 'products', records_pointer: '', pagination: 'link', size_param: 'size' }],
  ])('are read to the end by %s, and on from a cursor', async (_, count, metadata) => {
    const pages = (cursor?: string) => bench.pages(rest, typed(metadata), accounts.rest.bearer, { cursor, limit: 25 });
    const read = await readAll(pages());
    const ids = read.flatMap(({ records }) => records.map(({ id }) => id));
    expect(new Set(ids).size).toBe(count);
    expect(ids).toHaveLength(count);
    const remaining = await readAll(pages(read[0]?.cursor ?? ''));
    expect(remaining.flatMap(({ records }) => records.map(({ id }) => id))).toEqual(ids.slice(25));
  });

  it('have their parts where the settings say', async () => {
    const [page] = await readAll(bench.pages(rest, typed(), accounts.rest.bearer, { limit: 100 }));
    expect(page?.records[0]).toMatchObject({
      id: 'ord_1001',
      kind: 'order',
      title: 'Order 1001',
      updated_at: '2026-01-05T08:00:00.000Z',
      data: { customer_id: 'cus_1' },
    });
  });

  it('are narrowed by the base search', async () => {
    const settings = { ...typed({ search_param: 'status' }), base_search: 'open' };
    const read = await readAll(bench.pages(rest, settings, accounts.rest.bearer, { limit: 100 }));
    const states = read.flatMap(({ records }) => records.map(({ data }) => (data as { status: string }).status));
    expect(new Set(states)).toEqual(new Set(['open']));
  });

  it.each(['unauthorized', 'missing', 'rate-limited', 'fault', 'html', 'wrong-shape'])(
    'are a fault, not an empty list, when the system answers with %s',
    async (behaviour) => {
      const read = readAll(bench.pages(rest, typed({}, `/~${behaviour}`), accounts.rest.bearer, { limit: 10 }));
      await expect(read).rejects.toBeInstanceOf(ConnectorFault);
    },
  );
});

it('the example of a manifest reads records, pointed at the orders', async () => {
  const file = new URL('../../../../libs/connectors/examples/ticket-desk.rest.json', import.meta.url);
  const example = manifestSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (example.kind !== 'rest_source') throw new Error('The example is of another kind.');
  const desk = fromManifest({ ...example, list: { ...example.list, path: 'orders' } });
  const settings = { base_url: `${sandbox.url}/rest`, provider_metadata: { status: 'paid' } };
  expect(await bench.test(desk, settings, accounts.rest.key)).toMatchObject({ ok: true });
  const read = await readAll(bench.pages(desk, settings, accounts.rest.key, { limit: 100 }));
  expect(read.flatMap(({ records }) => records).every(({ kind }) => kind === 'ticket')).toBe(true);
});
