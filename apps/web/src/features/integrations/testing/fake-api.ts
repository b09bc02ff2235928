import type { Integration, Me } from '@ims/api-client';
import { vi } from 'vitest';

type Role = Me['role'];

interface ProblemFacts {
  status: number;
  code: string;
  title?: string;
  [member: string]: unknown;
}

interface Sent {
  method: string;
  path: string;
  search: URLSearchParams;
  headers: Headers;
  body: unknown;
}

const permissions: Record<Role, string[]> = {
  admin: ['integrations:read', 'integrations:read_connection', 'integrations:write'],
  user: ['integrations:read', 'integrations:read_connection'],
  viewer: ['integrations:read'],
};

let lastId = 0;

/** An integration as the API answers it. */
export function anIntegration(facts: Partial<Integration> = {}): Integration {
  const id = facts.id ?? ++lastId;
  const provider = facts.provider ?? 'jira';
  const type = facts.type ?? 'data_source';
  return {
    id,
    name: provider,
    provider,
    integration_type: type,
    type,
    display_name: provider,
    base_url: 'https://company.example.com',
    username: null,
    model: null,
    logo_filename: null,
    logo_url: null,
    active: true,
    last_sync_at: null,
    health: { status: 'unknown', checked_at: null, latency_ms: null },
    config_state: 'ok',
    version: 1,
    created_at: '2026-01-01T00:00:00.000Z',
    last_updated_at: '2026-01-01T00:00:00.000Z',
    base_search: null,
    model_config: {},
    provider_metadata: {},
    cost_config: {},
    fallback_integration_id: null,
    password_masked: null,
    password_updated_at: null,
    secret_origin: null,
    ...facts,
  };
}

/** As `anIntegration`, with a secret that was entered for its address. */
export function withSecret(facts: Partial<Integration> = {}): Integration {
  return anIntegration({
    base_url: 'https://company.example.com',
    password_masked: '•'.repeat(16),
    password_updated_at: '2026-01-01T00:00:00.000Z',
    secret_origin: 'https://company.example.com',
    ...facts,
  });
}

/** The part of our API that the feature uses, in memory. It takes the place of the network. */
export class FakeApi {
  readonly sent: Sent[] = [];
  private readonly refusals: { method: string; path: RegExp; problem: ProblemFacts }[] = [];

  constructor(
    readonly rows: Integration[] = [],
    private readonly role: Role = 'admin',
  ) {
    vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => this.answer(new Request(input, init)));
  }

  /** Answers the next such request with a problem. */
  refuseNext(method: string, path: RegExp, problem: ProblemFacts): void {
    this.refusals.push({ method, path, problem });
  }

  /** What somebody else saves at the same time. */
  changedElsewhere(id: number, change: Partial<Integration>): void {
    this.patch(id, change);
  }

  lastSent(method: string): Sent {
    const found = this.sent.findLast((request) => request.method === method);
    if (!found) throw new Error(`No ${method} was sent`);
    return found;
  }

  private async answer(request: Request): Promise<Response> {
    const { pathname: path, searchParams: search } = new URL(request.url);
    const { method, headers } = request;
    const isJson = headers.get('Content-Type')?.includes('json');
    const sent = { method, path, search, headers, body: isJson ? await request.json() : undefined };
    this.sent.push(sent);
    const index = this.refusals.findIndex((refusal) => refusal.method === method && refusal.path.test(path));
    const [refusal] = index < 0 ? [] : this.refusals.splice(index, 1);
    return refusal ? problem(refusal.problem) : this.route(sent);
  }

  private route({ method, path, search, headers, body }: Sent): Response {
    if (path === '/api/v1/auth/me') return Response.json(this.me());
    const id = Number(/integrations\/(\d+)/.exec(path)?.[1]);
    if (path.endsWith('/logo')) return this.logo(method, id);
    if (!id) return method === 'POST' ? this.create(body as Partial<Integration>) : this.list(search);
    const row = this.rows.find((one) => one.id === id);
    if (!row) return problem({ status: 404, code: 'not_found' });
    const stale = headers.get('If-Match') !== null && headers.get('If-Match') !== `"${row.version}"`;
    if (stale) return problem({ status: 412, code: 'stale_version', current_version: row.version });
    if (method === 'PUT') return Response.json(this.patch(id, body as Partial<Integration>));
    if (method === 'DELETE') this.rows.splice(this.rows.indexOf(row), 1);
    return method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json(row);
  }

  private list(search: URLSearchParams): Response {
    const wanted = (name: string, value: unknown) => search.get(name) === null || search.get(name) === String(value);
    const found = this.rows.filter(
      (row) =>
        wanted('type', row.type) &&
        wanted('provider', row.provider) &&
        wanted('active', row.active) &&
        wanted('health', row.health.status) &&
        `${row.provider} ${row.display_name}`.toLowerCase().includes((search.get('q') ?? '').toLowerCase()),
    );
    const from = Number(search.get('cursor')?.slice(3) ?? 0);
    const to = from + Number(search.get('limit') ?? 50);
    const next = to < found.length ? { Link: `</api/v1/admin/integrations?cursor=row${to}>; rel="next"` } : undefined;
    return Response.json(found.slice(from, to), { headers: { 'X-Total-Count': String(found.length), ...next } });
  }

  private create(body: Partial<Integration>): Response {
    const taken = this.rows.some((row) => row.provider === body.provider);
    const message = `Your tenant has an integration of ${body.provider} already.`;
    const errors = [{ pointer: '/provider', code: 'integration_exists', message }];
    if (taken) return problem({ status: 409, code: 'integration_exists', errors });
    const row = anIntegration({ display_name: body.provider, ...visible(body) });
    this.rows.push(row);
    return Response.json(row, { status: 201 });
  }

  private patch(id: number, change: Partial<Integration>): Integration {
    const index = this.rows.findIndex((row) => row.id === id);
    const row = this.rows[index] as Integration;
    const changed = { ...row, ...visible(change), version: row.version + 1 };
    this.rows[index] = changed;
    return changed;
  }

  private logo(method: string, id: number): Response {
    this.patch(id, { logo_filename: method === 'POST' ? 'logo.svg' : null });
    return method === 'POST'
      ? Response.json({ message: 'ok', logo_filename: 'logo.svg', integration_id: id })
      : new Response(null, { status: 204 });
  }

  private me(): Me {
    const tenant = { id: 1, slug: 'wex', name: 'WEX' };
    return {
      id: 1,
      email: 'wanda@wex.example',
      name: 'Wanda',
      role: this.role,
      tenant,
      permissions: permissions[this.role],
    };
  }
}

/** A secret goes in and never comes out. */
function visible(body: Partial<Integration> & { password?: unknown }): Partial<Integration> {
  const { password: _written, ...rest } = body;
  return rest;
}

function problem({ status, code, title = code, ...members }: ProblemFacts): Response {
  const document = { type: `urn:ims:problem:${code}`, title, status, code, request_id: 'req-1', ...members };
  return new Response(JSON.stringify(document), { status, headers: { 'Content-Type': 'application/problem+json' } });
}
