import { getIntegration, type IntegrationListItem, type ListIntegrationsData, listIntegrations } from '@ims/api-client';
import { loginAs, makeIntegration, makeTenant } from '@ims/test-kit';
import { describe, expect, test } from 'vitest';
import { send } from './support/http.ts';
import { testApp } from './support/test-app.ts';

type Query = NonNullable<ListIntegrationsData['query']>;

const COUNT = 120;
const app = await testApp();
const { owner } = app.database;
const tenant = await makeTenant(app);
const admin = await loginAs('admin', tenant);
const viewer = await loginAs('viewer', tenant);
const { client } = admin;

// Few distinct values, so that every order has many ties; ids run against the names.
await owner.query(
  `INSERT INTO integrations (tenant_id, provider, type, base_url, username, model, display_name, active, created_at, last_updated_at, last_sync_at, health_status)
   SELECT $1, format('%sx-%s', CASE n % 3 WHEN 0 THEN 'A' WHEN 1 THEN 'a' ELSE 'b' END, 1000 - n),
          (ARRAY['data_source', 'ai_provider', 'notification'])[n % 3 + 1], format('https://host-%s.example.com/x', n), format('user-%s', n),
          CASE WHEN n % 2 = 0 THEN 'gpt-4o' END, CASE WHEN n % 10 = 0 THEN 'Ünïque ' || n END, n % 4 <> 0,
          '2026-01-01'::timestamptz + (n / 7) * interval '1 microsecond', '2026-02-01'::timestamptz + (n % 5) * interval '1 day',
          CASE WHEN n % 6 <> 0 THEN '2026-03-01'::timestamptz + (n % 4) * interval '1 hour' END,
          (ARRAY['unknown', 'healthy', 'degraded', 'failing'])[n % 4 + 1]
     FROM generate_series(1, $2::int) AS n`,
  [tenant.id, COUNT],
);
const { data: everything = [] } = await listIntegrations({ client, query: { limit: 200 } });

async function allPages(query: Query): Promise<IntegrationListItem[]> {
  const rows: IntegrationListItem[] = [];
  let path: string | undefined = `/api/v1/admin/integrations?${new URLSearchParams(query as Record<string, string>)}`;
  while (path) {
    const answer = await send(app, 'GET', path, { token: admin.token });
    expect(answer.headers.get('x-total-count')).toBe(String(COUNT));
    rows.push(...JSON.parse(answer.text));
    path = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '')?.[1];
  }
  return rows;
}

const keys: Record<string, (row: IntegrationListItem) => string> = {
  provider: (row) => row.provider.toLowerCase(),
  type: (row) => row.type,
  created_at: (row) => row.created_at,
  last_updated_at: (row) => row.last_updated_at,
  last_sync_at: (row) => row.last_sync_at ?? '',
};
const orders = Object.keys(keys).flatMap((name) => [name, `-${name}`]);

describe('paging', () => {
  test.each(orders)('by %s shows every row once, in order', async (sort) => {
    const rows = await allPages({ sort: sort as Query['sort'], limit: 7 });
    expect(rows.map((row) => row.id).toSorted((a, b) => a - b)).toEqual(
      everything.map((row) => row.id).toSorted((a, b) => a - b),
    );
    const descending = sort.startsWith('-');
    const key = keys[sort.replace('-', '')] ?? (() => '');
    const direction = descending ? -1 : 1;
    const expected = everything.toSorted((a, b) => direction * (compare(key(a), key(b)) || a.id - b.id));
    expect(rows.map((row) => row.id)).toEqual(expected.map((row) => row.id));
  });

  const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));

  test('has 50 rows a page by default, at most 200 and at least 1', async () => {
    expect((await listIntegrations({ client })).data).toHaveLength(50);
    expect((await listIntegrations({ client, query: { limit: 1 } })).data).toHaveLength(1);
    for (const limit of [0, 201, -1, 1.5])
      expect((await listIntegrations({ client, query: { limit } })).response?.status).toBe(422);
  });

  test('ends without a further page when the last one is full', async () => {
    const { data, response } = await listIntegrations({ client, query: { limit: COUNT } });
    expect(data).toHaveLength(COUNT);
    expect(response?.headers.get('link')).toBeNull();
  });

  test('goes on where it was when rows come and go meanwhile', async () => {
    const first = await listIntegrations({ client, query: { limit: 100 } });
    const next = /<([^>]+)>/.exec(first.response?.headers.get('link') ?? '')?.[1] ?? '';
    const extra = await makeIntegration(admin, { provider: '0-comes-first' });
    await owner.query('DELETE FROM integrations WHERE id = $1', [first.data?.at(-1)?.id]);
    const rest: IntegrationListItem[] = JSON.parse((await send(app, 'GET', next, { token: admin.token })).text);
    expect(rest.map((row) => row.id)).toEqual(everything.slice(100).map((row) => row.id));
    await owner.query('DELETE FROM integrations WHERE id = $1', [extra.id]);
  });

  test('keeps filters and order in the link, and refuses a cursor in another order', async () => {
    const { response } = await listIntegrations({
      client,
      query: { limit: 2, sort: '-type', active: 'true', q: 'example' },
    });
    const next = new URL(/<([^>]+)>/.exec(response?.headers.get('link') ?? '')?.[1] ?? '', app.url);
    expect(Object.fromEntries(next.searchParams)).toMatchObject({
      limit: '2',
      sort: '-type',
      active: 'true',
      q: 'example',
    });
    const cursor = next.searchParams.get('cursor') ?? '';
    const other = await listIntegrations({ client, query: { sort: 'type', cursor } });
    expect([other.response?.status, other.error?.code]).toEqual([400, 'unreadable_request']);
  });
});

describe('a filter', () => {
  const filters: [Query, (row: IntegrationListItem) => boolean][] = [
    [{ type: 'ai_provider' }, (row) => row.type === 'ai_provider'],
    [{ active: 'false' }, (row) => !row.active],
    [{ active: 'true' }, (row) => row.active],
    [{ health: 'failing' }, (row) => row.health.status === 'failing'],
    [{ provider: 'AX-901' }, (row) => row.provider.toLowerCase() === 'ax-901'],
    [
      { type: 'data_source', active: 'true', q: 'GPT' },
      (row) => row.type === 'data_source' && row.active && row.model !== null,
    ],
    [{ q: 'Ünïque 3' }, (row) => row.display_name === 'Ünïque 30'],
    [{ q: 'ünÏQUE' }, (row) => row.display_name.startsWith('Ünïque')],
    [{ q: 'HOST-7.' }, (row) => row.base_url?.includes('host-7.') ?? false],
    [{ q: 'user-11' }, (row) => row.username?.includes('user-11') ?? false],
    [{ q: '%' }, () => false],
    [{ q: '_' }, () => false],
    [{ q: "'" }, () => false],
    [{ q: '' }, () => true],
  ];

  test.each(filters)('%j finds exactly what it says', async (query, matches) => {
    const current = (await listIntegrations({ client, query: { limit: 200 } })).data ?? [];
    const { data, response } = await listIntegrations({ client, query: { ...query, limit: 200 } });
    const expected = current.filter(matches);
    expect(data?.map((row) => row.id)).toEqual(expected.map((row) => row.id));
    expect(response?.headers.get('x-total-count')).toBe(String(expected.length));
  });

  test('that is unknown or has an unknown value is refused', async () => {
    for (const query of [
      'nonsense=1',
      'type=nothing',
      'active=yes',
      'health=sick',
      'sort=password',
      'sort=id;drop',
      'tenant_id=1',
    ])
      expect(
        (await send(app, 'GET', `/api/v1/admin/integrations?${query}`, { token: admin.token })).status,
        query,
      ).toBe(422);
  });
});

describe('a viewer', () => {
  test('sees neither addresses nor users, in lists and details', async () => {
    const made = await makeIntegration(admin, {
      base_url: 'https://hidden-host.example/path',
      username: 'hidden-user',
      password: 'hidden',
    });
    const { data: list = [] } = await listIntegrations({ client: viewer.client, query: { limit: 200 } });
    expect(list.every((row) => row.base_url === null && row.username === null)).toBe(true);
    const { data: detail } = await getIntegration({ client: viewer.client, path: { id: made.id } });
    expect(detail).toMatchObject({ id: made.id, base_url: null, username: null });
    expect(JSON.stringify([list, detail])).not.toMatch(/hidden-host|hidden-user|host-\d|user-\d/);
  });

  test('learns nothing of them by searching or sorting', async () => {
    for (const q of ['hidden-host', 'hidden-user', 'host-7', 'user-11', 'https://', 'example.com', 'ax-901 Ünïque'])
      expect((await listIntegrations({ client: viewer.client, query: { q } })).data, q).toEqual([]);
    const found = await listIntegrations({ client: viewer.client, query: { q: 'ünïque' } });
    expect(found.data).toHaveLength(COUNT / 10);
    for (const sort of ['base_url', 'username', '-base_url'])
      expect((await send(app, 'GET', `/api/v1/admin/integrations?sort=${sort}`, { token: viewer.token })).status).toBe(
        422,
      );
  });

  test('and a user see the same rows; the user also addresses', async () => {
    const user = await loginAs('user', tenant);
    const { data: seen } = await listIntegrations({ client: user.client, query: { limit: 200 } });
    const { data: all } = await listIntegrations({ client, query: { limit: 200 } });
    expect(seen).toEqual(all);
  });
});
