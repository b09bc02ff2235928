import { BoundSecret } from '@ims/egress';
import { describe, expect, it } from 'vitest';
import type { RecordPage, Settings } from '../connector.ts';
import { ConnectorFault } from '../connector-fault.ts';
import { createContext } from '../context.ts';
import { testToEnd } from '../test-connection.ts';
import { settingsFor } from '../testing/connectors.ts';
import { json, useLoopback } from '../testing/loopback.ts';
import { fromManifest } from './from-manifest.ts';
import { type ManifestInput, manifestSchema } from './manifest.ts';

const loopback = useLoopback();
type RestInput = ManifestInput & { kind: 'rest_source' };

function connector(list: Partial<RestInput['list']> = {}, more: Partial<RestInput> = {}) {
  const manifest = manifestSchema.parse({
    kind: 'rest_source',
    provider: 'tickets',
    display_name: 'Tickets',
    description: 'Our tickets.',
    auth: { scheme: 'bearer' },
    check: { path: 'me', identity: { id: '/id', name: '/name' } },
    list: { path: 'tickets', records: '/data', record: { id: '/id' }, kind: 'ticket', ...list },
    ...more,
  });
  return fromManifest(manifest);
}

async function pages(of: ReturnType<typeof connector>, settings: Partial<Settings> = {}, limit = 100, cursor?: string) {
  const context = createContext({
    connector: of,
    settings: settingsFor(loopback.url, settings),
    secret: new BoundSecret(loopback.url, 'token-of-tickets'),
    client: loopback.client,
    signal: AbortSignal.timeout(10_000),
  });
  const found: RecordPage[] = [];
  for await (const page of of.records?.(context, { limit, cursor }) ?? []) found.push(page);
  return found;
}

const ids = (found: RecordPage[]) => found.map(({ records }) => records.map(({ id }) => id));
const failing = (work: Promise<unknown>) =>
  work.then(
    () => undefined,
    (error: ConnectorFault) => error,
  );

/** Answers each request by its query (or path), as `{data: [{id}], …}`. */
function serve(answers: Record<string, { ids: unknown[]; link?: string; [key: string]: unknown }>): void {
  loopback.answer = (request, response) => {
    const answer = answers[decodeURIComponent(request.url ?? '')];
    if (!answer) return json(response, {}, 404);
    const { ids: found, link, ...rest } = answer;
    json(response, { data: found.map((id) => ({ id })), ...rest }, 200, link ? { link } : {});
  };
}

describe('records of a manifest', () => {
  it('come at once where there are no pages', async () => {
    serve({ '/tickets': { ids: [1, 2] } });
    const found = await pages(connector());
    expect(ids(found)).toEqual([['1', '2']]);
    expect(found[0]?.cursor).toBeNull();
  });

  it('come by the number of the page, until one is empty', async () => {
    serve({ '/tickets?p=1&n=50': { ids: [1] }, '/tickets?p=2&n=50': { ids: [2] }, '/tickets?p=3&n=50': { ids: [] } });
    const pagination = { style: 'page', param: 'p', size_param: 'n', size: 50 } as const;
    expect(ids(await pages(connector({ pagination })))).toEqual([['1'], ['2'], []]);
  });

  it('come by the number of the page, as long as there are more', async () => {
    serve({ '/tickets?p=0': { ids: [1], more: true }, '/tickets?p=1': { ids: [2], more: false } });
    const pagination = { style: 'page', param: 'p', first: 0, more: '/more' } as const;
    expect(ids(await pages(connector({ pagination })))).toEqual([['1'], ['2']]);
  });

  it('come by offset, even where the system gives fewer than asked for', async () => {
    serve({ '/tickets?o=0&n=5': { ids: [1, 2], total: 3 }, '/tickets?o=2&n=5': { ids: [3], total: 3 } });
    const pagination = { style: 'offset', param: 'o', size_param: 'n', total: '/total' } as const;
    expect(ids(await pages(connector({ pagination }), {}, 5))).toEqual([['1', '2'], ['3']]);
  });

  it('come by token', async () => {
    serve({ '/tickets': { ids: [1], next: 'x y' }, '/tickets?c=x+y': { ids: [2], next: '' } });
    const pagination = { style: 'cursor', param: 'c', next: '/next' } as const;
    expect(ids(await pages(connector({ pagination })))).toEqual([['1'], ['2']]);
  });

  it('come by Link header', async () => {
    serve({
      '/tickets': { ids: [1], link: '</tickets?s=2>; rel="next", </tickets>; rel="first"' },
      '/tickets?s=2': { ids: [2] },
    });
    expect(ids(await pages(connector({ pagination: { style: 'link' } })))).toEqual([['1'], ['2']]);
  });

  it('come by the address in the answer', async () => {
    serve({ '/tickets': { ids: [1], links: { next: '/tickets?s=2' } }, '/tickets?s=2': { ids: [2], links: {} } });
    const pagination = { style: 'link', next: '/links/next' } as const;
    expect(ids(await pages(connector({ pagination })))).toEqual([['1'], ['2']]);
  });

  it('go on from the cursor of any page', async () => {
    const pagination = { style: 'cursor', param: 'c', next: '/next' } as const;
    serve({
      '/tickets': { ids: [1], next: 'b' },
      '/tickets?c=b': { ids: [2], next: 'c' },
      '/tickets?c=c': { ids: [3] },
    });
    const [first] = await pages(connector({ pagination }));
    expect(ids(await pages(connector({ pagination }), {}, 100, first?.cursor ?? ''))).toEqual([['2'], ['3']]);
  });

  it('are handed on in portions, each with a cursor of its own', async () => {
    serve({ '/tickets': { ids: [1, 2, 3, 4, 5] } });
    const found = await pages(connector(), {}, 2);
    expect(ids(found)).toEqual([['1', '2'], ['3', '4'], ['5']]);
    expect(ids(await pages(connector(), {}, 2, found[0]?.cursor ?? ''))).toEqual([['3', '4'], ['5']]);
  });

  it('are narrowed by the base search, and named by settings', async () => {
    serve({ '/t/a b/list?state=open&q=x=y': { ids: [1] } });
    const of = connector(
      {
        path: 't/{settings.team}/list',
        query: { state: '{settings.state}', none: '{settings.none}' },
        search_param: 'q',
      },
      {
        settings: {
          team: { type: 'string', title: 'T' },
          state: { type: 'string', title: 'S', default: 'open' },
          none: { type: 'string', title: 'N' },
        },
      },
    );
    expect(ids(await pages(of, { base_search: 'x=y', provider_metadata: { team: 'a b' } }))).toEqual([['1']]);
    for (const team of ['..', '', undefined, { a: 1 }]) {
      const fault = await failing(pages(of, { provider_metadata: { team } }));
      expect(fault).toMatchObject({ errorClass: 'invalid_config', field: '/provider_metadata/team' });
    }
  });

  it('have the same shape as those of any system', async () => {
    const data = { id: 'T-1', name: 'Broken', self: '/browse/T-1', changed: '2026-03-01T00:00:00Z' };
    loopback.answer = (_, response) =>
      json(response, { data: [data, { ...data, id: 2, self: 'javascript:alert(1)' }] });
    const of = connector({ record: { id: '/id', title: '/name', url: '/self', updated_at: '/changed' } });
    const [page] = await pages(of);
    const same = { kind: 'ticket', title: 'Broken', updated_at: '2026-03-01T00:00:00Z' };
    expect(page?.records).toEqual([
      { ...same, id: 'T-1', url: `${loopback.url}/browse/T-1`, data },
      { ...same, id: '2', url: null, data: { ...data, id: 2, self: 'javascript:alert(1)' } },
    ]);
  });
});

describe('a list that leads astray', () => {
  const byToken = { style: 'cursor', param: 'c', next: '/next' } as const;

  it.each<[string, string, Parameters<typeof serve>[0]]>([
    [
      'in a circle',
      'The system leads from page to page without end.',
      {
        '/tickets': { ids: [1], next: 'b' },
        '/tickets?c=b': { ids: [2], next: 'c' },
        '/tickets?c=c': { ids: [3], next: 'b' },
      },
    ],
    [
      'nowhere new',
      'The list gives the same page again in place of the next one.',
      { '/tickets': { ids: [1], next: 'b' }, '/tickets?c=b': { ids: [1], next: 'c' } },
    ],
  ])('%s is a fault', async (_, message, answers) => {
    serve(answers);
    const fault = await failing(pages(connector({ pagination: byToken })));
    expect(fault).toMatchObject({
      errorClass: 'unexpected_content',
      message,
    });
  });

  it.each(['http://127.0.0.1:9/tickets', '//evil.example/', 'http://169.254.169.254/'])(
    'to %s is not followed',
    async (next) => {
      serve({ '/tickets': { ids: [1], links: { next } } });
      const fault = await failing(pages(connector({ pagination: { style: 'link', next: '/links/next' } })));
      expect(fault).toMatchObject({ errorClass: 'unexpected_content' });
      expect(loopback.seen).toEqual(['GET /tickets']);
    },
  );

  it.each([
    ['has no list', { data: {} }, 'no list'],
    ['has records without id', { data: [{ id: null }] }, 'no id'],
  ])('as its answer %s is a fault', async (_, body, message) => {
    loopback.answer = (__, response) => json(response, body);
    expect((await failing(pages(connector())))?.message).toContain(message);
  });
});

describe('a cursor', () => {
  const pagination = { style: 'link', next: '/links/next' } as const;
  const refused = {
    errorClass: 'invalid_config',
    message: 'The cursor does not belong to this integration as it is configured now.',
  };

  /** A cursor of this list with something else in it. */
  async function forged(change: object): Promise<string> {
    serve({ '/tickets': { ids: [1], links: { next: '/tickets?s=2' } }, '/tickets?s=2': { ids: [2] } });
    const [first] = await pages(connector({ pagination }));
    loopback.seen.length = 0;
    const known = JSON.parse(Buffer.from(first?.cursor ?? '', 'base64url').toString());
    return Buffer.from(JSON.stringify({ ...known, at: { ...known.at, ...change } })).toString('base64url');
  }

  it.each([
    ['with a negative skip', { skip: -1 }],
    ['with a further field', { x: 1 }],
    ['to a page by its number', { at: 1 }],
    ['to another host', { at: 'http://169.254.169.254/' }],
    ['to another path', { at: 'http://127.0.0.1:9/tickets' }],
  ])('%s is refused', async (_, change) => {
    const cursor = await forged(change);
    expect(await failing(pages(connector({ pagination }), {}, 100, cursor))).toMatchObject(refused);
    expect(loopback.seen).toEqual([]);
  });

  it('of ours is taken', async () => {
    expect(ids(await pages(connector({ pagination }), {}, 100, await forged({})))).toEqual([['2']]);
  });

  it.each<[string, () => ReturnType<typeof connector>, Partial<Settings>]>([
    ['another search', () => connector({ pagination, search_param: 'q' }), { base_search: 'x' }],
    ['another list', () => connector({ pagination, path: 'orders' }), {}],
    ['another style of pages', () => connector({ pagination: { style: 'link' } }), {}],
    ['other headers', () => connector({ pagination }, { headers: { 'X-Team': 'blue' } }), {}],
  ])('of %s is refused', async (_, of, settings) => {
    const cursor = await forged({});
    expect(await failing(pages(of(), settings, 100, cursor))).toMatchObject(refused);
    expect(loopback.seen).toEqual([]);
  });
});

describe('a list of numbered pages', () => {
  const pagination = { style: 'page', param: 'page', size_param: 'size', first: 0, size: 100 } as const;
  const all = Array.from({ length: 23 }, (_, index) => String(index + 1));

  /** Divides as it is asked to, into pages of so many at most. */
  function divide(most: number): void {
    loopback.answer = (request, response) => {
      const { searchParams } = new URL(request.url ?? '', loopback.url);
      const size = Math.min(Number(searchParams.get('size') ?? 10), most);
      const start = Number(searchParams.get('page')) * size;
      json(response, { data: all.slice(start, start + size).map((id) => ({ id })) });
    };
  }

  it.each([
    [3, 100],
    [5, 2],
    [7, 5],
    [10, 4],
    [1, 23],
  ])('loses nothing and repeats nothing when a reader of %i goes on with %i at a time', async (limit, then) => {
    divide(100);
    for (const { records, cursor } of await pages(connector({ pagination }), {}, limit)) {
      if (cursor === null) break;
      const rest = await pages(connector({ pagination }), {}, then, cursor);
      const read = rest.flatMap((page) => page.records);
      expect(read.map(({ id }) => id)).toEqual(all.slice(all.indexOf(records.at(-1)?.id ?? '') + 1));
      expect(rest.every((page) => page.records.length <= then)).toBe(true);
    }
  });

  it('is read to its end where the system gives less than asked for', async () => {
    divide(4);
    expect(ids(await pages(connector({ pagination }), {}, 10)).flat()).toEqual(all);
  });

  it('that the system divides as it likes goes on page by page, handed on in portions', async () => {
    divide(100);
    const fixed = { style: 'page', param: 'page', first: 0 } as const;
    const [first] = await pages(connector({ pagination: fixed }), {}, 4);
    expect(first?.records).toHaveLength(4);
    const rest = await pages(connector({ pagination: fixed }), {}, 50, first?.cursor ?? '');
    expect(ids(rest).flat()).toEqual(all.slice(4));
    expect(loopback.seen).toEqual(['0', '1', '2', '3', '0', '1', '2', '3'].map((page) => `GET /tickets?page=${page}`));
  });
});

describe('the check of a manifest', () => {
  const test = (of = connector()) =>
    testToEnd({
      connector: of,
      settings: settingsFor(loopback.url),
      secret: new BoundSecret(loopback.url, 'token-of-tickets'),
      client: loopback.client,
    });

  function system(anonymous: number, records: unknown[] = [{ id: 1 }]): void {
    loopback.answer = (request, response) => {
      if (request.url === '/tickets') return json(response, { data: records });
      const known = request.headers.authorization === 'Bearer token-of-tickets';
      json(response, { id: 7, name: 'ada' }, known ? 200 : anonymous);
    };
  }

  it('names who we are, and a record', async () => {
    system(401);
    const outcome = await test();
    expect(outcome).toMatchObject({ status: 'healthy', identity: { id: '7', name: 'ada' } });
    expect(outcome.stages.at(-1)?.message).toBe('Records can be read, such as 1.');
  });

  it('proves nothing where anybody gets the same answer', async () => {
    system(200);
    expect(await test()).toMatchObject({ ok: false, error_class: 'auth_not_verifiable' });
  });

  it('warns where the counter-check gets no answer', async () => {
    system(503);
    expect(await test()).toMatchObject({ ok: true, status: 'degraded' });
  });

  it('warns of an empty list', async () => {
    system(401, []);
    expect(await test()).toMatchObject({ status: 'degraded', message: 'The list has no records.' });
  });

  it('wants what the manifest expects', async () => {
    system(401);
    const check = { path: 'me', identity: { id: '/id', name: '/name' }, expect: '/account' };
    expect(await test(connector({}, { check }))).toMatchObject({ ok: false, error_class: 'unexpected_content' });
  });

  it('needs no proof where the system wants no credentials', async () => {
    system(200);
    expect(await test(connector({}, { auth: { scheme: 'none' } }))).toMatchObject({ status: 'healthy' });
  });
});
