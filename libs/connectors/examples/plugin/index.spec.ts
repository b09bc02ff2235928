import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createContext, type RecordPage, type Settings } from '@ims/connector-sdk';
import { connectorContract } from '@ims/connector-sdk/contract';
import { hostile } from '@ims/connector-sdk/hostile';
import { BoundSecret, Egress, parseAllowList } from '@ims/egress';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import ticketdesk from './index.js';

const token = 'desk-token-0123456789';
const all = [1, 2, 3].map((number) => ({
  number,
  subject: `Ticket ${number}`,
  url: `https://desk.example/${number}`,
  changed_at: `2026-01-0${number}T00:00:00Z`,
}));
const refusals: Record<string, number> = { unauthorized: 401, forbidden: 403, missing: 404, gone: 410, fault: 500 };
const asked = Object.fromEntries(Object.keys(hostile).map((name) => [name, null]));
const expected = {
  ...asked,
  ...Object.fromEntries(Object.keys(refusals).map((name) => [name, hostile[name as 'gone']])),
};

const server = createServer((request, response) => {
  const { status, body = {}, headers } = desk(request);
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function desk(request: IncomingMessage): { status: number; body?: unknown; headers?: Record<string, string> } {
  const { pathname, searchParams } = new URL(request.url ?? '', url);
  const behaviour = /^\/~([^/]+)/.exec(pathname)?.[1] ?? '';
  if (refusals[behaviour]) return { status: refusals[behaviour] };
  if (behaviour === 'suspended') return { status: 403, headers: { 'x-desk-reason': 'suspended' } };
  if (request.headers['x-desk-token'] !== token) return { status: 401 };
  if (pathname.endsWith('/api/me')) {
    const may = behaviour === 'blind' ? [] : ['tickets:read'];
    return { status: 200, body: { id: 7, email: 'ada@desk.example', may } };
  }
  const after = Number(searchParams.get('after') ?? 0);
  const some = all.filter(({ number }) => number > after).slice(0, Number(searchParams.get('limit')));
  const last = some.at(-1)?.number ?? after;
  return { status: 200, body: { tickets: some, next: last < all.length ? `${last}` : null } };
}

connectorContract(ticketdesk, {
  secret: token,
  expected,
  baseUrl: (name) => `${url}${name === null ? '' : `/~${name}`}`,
});

describe('ticketdesk', () => {
  let egress: Egress;
  beforeAll(() => {
    egress = new Egress({ allow: parseAllowList('127.0.0.1') });
  });
  afterAll(() => egress.close());

  function context(behaviour = '') {
    const base_url = `${url}${behaviour}`;
    const rest = { username: null, base_search: null, model: null, model_config: {}, provider_metadata: {} };
    const settings: Settings = { base_url, ...rest };
    const { signal } = new AbortController();
    return createContext({
      connector: ticketdesk,
      settings,
      secret: new BoundSecret(url, token),
      client: egress.open(),
      signal,
    });
  }

  it('reads all tickets page by page, and goes on from a cursor', async () => {
    const pages: RecordPage[] = [];
    for await (const page of ticketdesk.records?.(context(), { limit: 2 }) ?? []) pages.push(page);
    expect(pages.map(({ records, cursor }) => [records.map(({ id }) => id), cursor])).toEqual([
      [['1', '2'], '2'],
      [['3'], null],
    ]);
  });

  it('says what a token may not do', async () => {
    const steps = await ticketdesk.check(context('/~blind'));
    await expect(steps.permissions?.()).rejects.toMatchObject({ errorClass: 'permission_missing' });
  });

  it('says that an account is suspended', async () => {
    const steps = await ticketdesk.check(context('/~suspended'));
    await expect(steps.auth?.()).rejects.toMatchObject({ message: 'The account is suspended.' });
  });
});
