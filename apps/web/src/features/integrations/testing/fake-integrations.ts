import type { CreateIntegrationBody, Integration, Me } from '@ims/api-client';
import type { ApiProblem } from '../../../shared/problem.ts';
import { aProblem, FakeApi, type Sent } from '../../../testing/fake-api.ts';
import { TestAnswer } from '../../../testing/test-answer.ts';
import { anIntegration } from './an-integration.ts';
import { someConnectors } from './some-connectors.ts';

const LIST = '/api/v1/admin/integrations';
type Refusal = Partial<ApiProblem> & { status: number; used_by?: unknown };

/** The integrations of a tenant behind our API, in memory. */
export class FakeIntegrations {
  private readonly api: FakeApi;
  private readonly refusals = new Map<string, Refusal[]>();

  constructor(
    readonly rows: Integration[] = [],
    role: Me['role'] = 'admin',
  ) {
    this.api = new FakeApi({}, role);
    this.on(`GET ${LIST}`, (sent) => this.list(sent));
    this.on('GET /api/v1/admin/connectors', () => this.connectors());
    this.on(`POST ${LIST}/test`, () => this.startTest());
    this.on(`POST ${LIST}`, ({ body }) => this.create(body as CreateIntegrationBody));
    for (const { id } of rows) this.serve(id);
  }

  /** Answers the next such request with a problem. */
  refuseNext(route: string, refusal: Refusal): void {
    this.refusals.set(route, [...(this.refusals.get(route) ?? []), refusal]);
  }

  connectors = () => Response.json(someConnectors());

  /** What the server makes of something that is created. */
  normalize: () => Partial<Integration> = () => ({});

  /** The tests that were asked for, each waiting to be answered. */
  readonly tests: TestAnswer[] = [];

  /** What somebody else saves at the same time. */
  changedElsewhere(id: number, change: Partial<Integration>): void {
    this.patch(id, change);
  }

  sent(method: string): Sent[] {
    return this.api.sent.filter((sent) => sent.method === method);
  }

  lastSent(method: string): Sent {
    const last = this.sent(method).at(-1);
    if (!last) throw new Error(`No ${method} was sent`);
    return last;
  }

  private on(route: string, answer: (sent: Sent) => Response): void {
    this.api.on(route, (sent) => {
      const refusal = this.refusals.get(route)?.shift();
      return refusal ? aProblem(refusal) : answer(sent);
    });
  }

  private serve(id: number): void {
    const address = `${LIST}/${id}`;
    this.on(`GET ${address}`, () => this.one(id, (row) => Response.json(row)));
    this.on(`PUT ${address}`, (sent) =>
      this.current(id, sent, () => Response.json(this.patch(id, sent.body as object))),
    );
    this.on(`DELETE ${address}`, (sent) => this.current(id, sent, (row) => this.remove(row)));
    this.on(`POST ${address}/test`, () => this.startTest());
    this.on(`POST ${address}/logo`, () => {
      this.patch(id, { logo_filename: 'logo.svg' });
      return Response.json({ message: 'Logo uploaded successfully', logo_filename: 'logo.svg', integration_id: id });
    });
  }

  private startTest(): Response {
    const test = new TestAnswer();
    this.tests.push(test);
    return test.response;
  }

  private one(id: number, answer: (row: Integration) => Response): Response {
    const row = this.rows.find((one) => one.id === id);
    return row ? answer(row) : aProblem({ status: 404, code: 'not_found' });
  }

  private current(id: number, { headers }: Sent, answer: (row: Integration) => Response): Response {
    return this.one(id, (row) => {
      if (headers.get('If-Match') === `"${row.version}"`) return answer(row);
      const members = { current_version: row.version };
      return aProblem({ status: 412, code: 'stale_version', ...members });
    });
  }

  private list({ search }: Sent): Response {
    const wanted = (name: string, value: unknown) => search.get(name) === null || search.get(name) === String(value);
    const text = search.get('q') ?? '';
    const found = this.rows.filter(
      (row) =>
        wanted('type', row.type) &&
        wanted('provider', row.provider) &&
        wanted('active', row.active) &&
        wanted('health', row.health.status) &&
        `${row.provider} ${row.display_name}`.toLowerCase().includes(text),
    );
    const from = Number(search.get('cursor')?.slice(3) ?? 0);
    const to = from + Number(search.get('limit') ?? 50);
    const link = to < found.length ? { Link: `<${LIST}?cursor=row${to}>; rel="next"` } : undefined;
    return Response.json(found.slice(from, to), { headers: { 'X-Total-Count': String(found.length), ...link } });
  }

  private create({ password: _written, ...body }: CreateIntegrationBody): Response {
    const message = `Your tenant has an integration of ${body.provider} already.`;
    const errors = [{ pointer: '/provider', code: 'integration_exists', message }];
    if (this.rows.some((row) => row.provider === body.provider)) {
      return aProblem({ status: 409, code: 'integration_exists', errors });
    }
    const id = Math.max(0, ...this.rows.map((row) => row.id)) + 1;
    const row = anIntegration({ ...body, id, display_name: body.display_name ?? body.provider, ...this.normalize() });
    this.rows.push(row);
    this.serve(row.id);
    return Response.json(row, { status: 201 });
  }

  private patch(id: number, change: object): Integration {
    const index = this.rows.findIndex((row) => row.id === id);
    const row = this.rows[index] ?? anIntegration({ id });
    const changed = { ...row, ...change, version: row.version + 1 };
    this.rows[index] = changed;
    return changed;
  }

  private remove(row: Integration): Response {
    this.rows.splice(this.rows.indexOf(row), 1);
    return new Response(null, { status: 204 });
  }
}
