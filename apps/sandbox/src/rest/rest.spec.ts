import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { accounts, type Sandbox, startSandbox } from '../index.ts';
import { ask, basic, bearer, type Told } from '../testing/request.ts';

const { username, password, key, bearer: token } = accounts.rest;

let sandbox: Sandbox;
let base: string;
beforeAll(async () => {
  sandbox = await startSandbox();
  base = `${sandbox.url}/rest`;
});
afterAll(() => sandbox.close());

const get = (path: string): Promise<Told> => ask(base + path, { headers: bearer(token) });

it.each([
  ['basic', basic(username, password), ''],
  ['bearer', bearer(token), ''],
  ['header', { 'x-api-key': key }, ''],
  ['query', {}, `?api_key=${key}`],
])('lets in by %s', async (scheme, headers, query) => {
  const told = await ask(`${base}/me${query}`, { headers: headers as Record<string, string> });
  expect(told).toMatchObject({ status: 200, json: { id: 'acc_1001', authenticated_by: scheme } });
});

it.each([
  ['nothing', {}],
  ['a wrong pair', basic(username, 'wrong')],
  ['a wrong token', bearer('wrong')],
  ['a wrong key', { 'x-api-key': 'wrong' }],
])('refuses %s', async (_what, headers) => {
  const told = await ask(`${base}/orders`, { headers: headers as Record<string, string> });
  expect(told.status).toBe(401);
  expect(told.headers['content-type']).toContain('application/problem+json');
});

describe('paging', () => {
  it('orders by number of page', async () => {
    const { json } = await get('/orders?page=6&per_page=25');
    expect(json).toMatchObject({ page: 6, per_page: 25, total: 137, total_pages: 6 });
    expect(json.data).toHaveLength(12);
    expect((await get('/orders?page=7')).json.data).toEqual([]);
  });

  it('customers by offset', async () => {
    const { json } = await get('/customers?offset=50&limit=25');
    expect(json.result).toMatchObject({ offset: 50, count: 60 });
    expect(json.result.items[0].id).toBe('cus_51');
    expect(json.result.items).toHaveLength(10);
  });

  it('events by cursor', async () => {
    const ids: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const { json }: Told = await get(`/events?limit=100${cursor && `&cursor=${cursor}`}`);
      ids.push(...json.events.map(({ id }: { id: string }) => id));
      cursor = json.meta.next_cursor;
    }
    expect(new Set(ids).size).toBe(230);
    expect((await get('/events?cursor=bm9uc2Vuc2U')).status).toBe(400);
  });

  it('products by link', async () => {
    const first = await get('/products?size=50&status=listed');
    const next = /<([^>]+)>; rel="next"/.exec(first.headers.link ?? '')?.[1];
    expect(next).toBe(`${base}/products?size=50&status=listed&page=2`);
    const second = await ask(next ?? '', { headers: bearer(token) });
    expect(second.headers).not.toHaveProperty('link');
    expect(first.json.length + second.json.length).toBe(56);
  });
});

it('filters by last change and status', async () => {
  const { json } = await get('/orders?updated_since=2026-01-30T00:00:00Z&status=paid&per_page=100');
  expect(json.total).toBeGreaterThan(0);
  expect(json.total).toBeLessThan(137);
  const rows: { status: string; updated_at: string }[] = json.data;
  expect(rows.every(({ status, updated_at }) => status === 'paid' && updated_at >= '2026-01-30')).toBe(true);
});

it('gives one row, and 404 for another', async () => {
  expect(await get('/orders/ord_1001')).toMatchObject({ status: 200, json: { title: 'Order 1001' } });
  expect((await get('/orders/ord_1')).status).toBe(404);
});
