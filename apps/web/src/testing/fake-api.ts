import type { Me, Session, Settings } from '@ims/api-client';
import { vi } from 'vitest';
import type { ApiProblem } from '../shared/problem.ts';

type Role = Me['role'];

/** A request as the API got it. */
export interface Sent {
  method: string;
  path: string;
  search: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Answer = (sent: Sent) => Response | Promise<Response>;

const permissions: Record<Role, string[]> = {
  admin: [
    'integrations:read',
    'integrations:read_connection',
    'integrations:write',
    'members:read',
    'members:write',
    'service_accounts:read',
    'service_accounts:write',
    'usage:read',
    'budgets:read',
    'budgets:write',
    'audit:read',
    'tenant:read',
    'tenant:write',
  ],
  user: ['integrations:read', 'integrations:read_connection', 'usage:read', 'budgets:read', 'tenant:read'],
  viewer: ['integrations:read', 'tenant:read'],
};

const tenant = { id: 1, slug: 'wex', name: 'WEX' };

const aMe = (role: Role = 'admin'): Me => ({
  id: 1,
  email: 'wanda@wex.example',
  name: 'Wanda',
  role,
  tenant,
  permissions: permissions[role],
});

export function aSession(role: Role = 'admin', token = 'token-1'): Session {
  const { permissions: _, ...user } = aMe(role);
  return { access_token: token, token_type: 'Bearer', expires_in: 600, user };
}

export const someSettings = (facts: Partial<Settings> = {}): Settings => ({
  ...tenant,
  accent_color: '#3b5bdb',
  time_zone: 'UTC',
  unknown_price: { policy: 'refuse', input: null, output: null },
  version: 1,
  created_at: '2026-01-01T00:00:00.000Z',
  last_updated_at: '2026-01-01T00:00:00.000Z',
  ...facts,
});

export function aProblem(facts: Partial<ApiProblem> & { status: number }, headers: HeadersInit = {}): Response {
  const { status, code = 'some_code', title = 'Something is wrong' } = facts;
  const body = { type: `urn:ims:problem:${code}`, code, title, request_id: 'req-1', ...facts };
  return Response.json(body, { status, headers: { 'Content-Type': 'application/problem+json', ...headers } });
}

/**
 * The API in memory, in the place of the network: answers by method and path (`GET /api/v1/admin/members`), and keeps
 * what was sent. Who is signed in, and the settings, are answered without saying.
 */
export class FakeApi {
  readonly sent: Sent[] = [];
  private readonly answers: Record<string, Answer>;

  constructor(answers: Record<string, Answer> = {}, role: Role = 'admin') {
    this.answers = {
      'GET /api/v1/auth/me': () => Response.json(aMe(role)),
      'GET /api/v1/admin/settings': () => Response.json(someSettings()),
      'GET /api/v1/admin/integrations': () => Response.json([], { headers: { 'X-Total-Count': '0' } }),
      'POST /api/v1/auth/logout': () => new Response(null, { status: 204 }),
      ...answers,
    };
    vi.stubGlobal('fetch', (input: RequestInfo | URL, init?: RequestInit) => this.answer(new Request(input, init)));
  }

  /** From now on, answers this method and path so. */
  on(route: string, answer: Answer): void {
    this.answers[route] = answer;
  }

  sentTo(route: string): Sent[] {
    return this.sent.filter(({ method, path }) => `${method} ${path}` === route);
  }

  private async answer(request: Request): Promise<Response> {
    const { pathname: path, searchParams: search } = new URL(request.url);
    const { method, headers } = request;
    const isJson = headers.get('Content-Type')?.includes('json');
    const sent = { method, path, search, headers, body: isJson ? ((await request.json()) as unknown) : undefined };
    this.sent.push(sent);
    return (await this.answers[`${method} ${path}`]?.(sent)) ?? aProblem({ status: 404, code: 'not_found' });
  }
}
