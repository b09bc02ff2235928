import type { CreateIntegrationBody, Integration, NewModelBody } from '@ims/api-client';
import { createModel } from '@ims/api-client';
import type { Sandbox } from '@ims/sandbox';
import { loginAs, makeIntegration, makeTenant, type Person, type TestTenant } from '@ims/test-kit';
import { expect, vi } from 'vitest';
import { type Answer, send } from './http.ts';
import { openaiOf, sandboxed } from './sandboxed.ts';
import { makeService, type TestService } from './service.ts';
import { type TestApp, testApp } from './test-app.ts';

/** An app whose gateway leads to the sandbox, with a tenant, its admin and a service that may call. */
export interface TestGateway {
  app: TestApp;
  sandbox: Sandbox;
  tenant: TestTenant;
  admin: Person;
  service: TestService;
}

export async function testGateway(more: Record<string, string> = {}): Promise<TestGateway> {
  const { sandbox, environment } = await sandboxed();
  const app = await testApp({ ...environment, ...more });
  const tenant = await makeTenant(app);
  const admin = await loginAs('admin', tenant);
  return { app, sandbox, tenant, admin, service: await makeService(admin) };
}

/** Each token costs a thousandth of a dollar, so that a cost counts tokens. */
export const A_TOKEN_USD = 0.001;
const A_TOKEN_NANOS = 1_000_000;

/** As of `expect.poll`, which only tests may call. */
const patience = { timeout: 10_000, interval: 20 };

let made = 0;

/** A provider of the sandbox with a name of its own, once calls find it. `behaviour` is how it misbehaves. */
export async function makeProvider(
  gateway: TestGateway,
  fields: Partial<CreateIntegrationBody> = {},
  behaviour?: string,
): Promise<Integration> {
  made += 1;
  const integration = await makeIntegration(gateway.admin, {
    provider: `ai-${made}`,
    model: 'gpt-4o-mini',
    cost_config: { cost_per_token: A_TOKEN_USD },
    ...openaiOf(gateway.sandbox, behaviour),
    ...fields,
  });
  if (integration.active && integration.model) await untilListed(gateway, integration.provider);
  return integration;
}

export async function registerModel({ admin }: TestGateway, { id }: Integration, body: NewModelBody) {
  return (await createModel({ client: admin.client, path: { id }, body, throwOnError: true })).data;
}

/** Where calls go, and who makes them. */
export interface Entrance {
  app: { url: string };
  service: { token: string };
}

/** Changes reach the gateway by a notification. */
export async function untilListed(gateway: Entrance, name: string, isListed = true): Promise<void> {
  await vi.waitFor(async () => expect((await modelsOf(gateway)).includes(name)).toBe(isListed), patience);
}

export async function modelsOf(gateway: Entrance): Promise<string[]> {
  const { text } = await send(gateway.app, 'GET', '/v1/models', { token: gateway.service.token });
  return (JSON.parse(text) as { data: { id: string }[] }).data.map(({ id }) => id);
}

export const question = (content: string) => [{ role: 'user', content }];

export async function chat(
  { app, service }: Entrance,
  body: object | string,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const whole = typeof body === 'string' ? body : { messages: question('Hi'), ...body };
  return send(app, 'POST', '/v1/chat/completions', {
    token: service.token,
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof whole === 'string' ? whole : JSON.stringify(whole),
  });
}

export interface Streamed {
  status: number;
  headers: Headers;
  text: string;
  /** Whether the answer came to its end, or its connection broke off before. */
  isEnded: boolean;
}

/** Reads a stream to its end, or to where it breaks off. */
export async function stream(
  { app, service }: Entrance,
  body: object,
  path = '/v1/chat/completions',
): Promise<Streamed> {
  const response = await fetch(`${app.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${service.token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ stream: true, ...body }),
  });
  const { status, headers } = response;
  const decoder = new TextDecoder();
  let text = '';
  try {
    for await (const chunk of response.body ?? []) text += decoder.decode(chunk, { stream: true });
    return { status, headers, text, isEnded: true };
  } catch (error) {
    expect(error).toMatchObject({ message: 'terminated' });
    return { status, headers, text, isEnded: false };
  }
}

/** The JSON of each event of a stream; `[DONE]` and comments are left out. */
export const eventsOf = ({ text }: Pick<Streamed, 'text'>) =>
  text
    .split(/\r?\n\r?\n/)
    .map((event) => event.split(/\r?\n/).flatMap((line) => (line.startsWith('data:') ? [line.slice(5)] : [])))
    .map((lines) => lines.join('\n').trim())
    .filter((data) => data.startsWith('{'))
    .map((data) => JSON.parse(data));

export const errorOf = ({ text }: Pick<Answer, 'text'>) => JSON.parse(text).error;

/** The text that a stream has brought. */
export const textOf = (streamed: Pick<Streamed, 'text'>): string =>
  eventsOf(streamed)
    .map(({ choices }) => choices?.[0]?.delta.content ?? '')
    .join('');

/** One attempt as it was written down. */
export interface Attempt {
  request_id: string;
  attempt: number;
  integration_id: number;
  service_account_id: number | null;
  operation: string;
  model_asked: string;
  model_served: string;
  is_stream: boolean;
  is_final: boolean;
  outcome: string;
  status: number | null;
  input_tokens: number;
  output_tokens: number;
  is_estimated: boolean;
  /** What it cost, in tokens of {@link A_TOKEN_USD}. */
  cost: number | null;
  price_id: number | null;
  latency_ms: number;
  first_token_ms: number | null;
  raw: unknown;
}

/** The attempts of all calls for this name, in order; waits until there are so many. */
export async function attemptsOf({ app, tenant }: TestGateway, asked: string, count: number): Promise<Attempt[]> {
  const read = async () => {
    const { rows } = await app.database.owner.query<Attempt & { cost_nanos: string | null }>(
      'SELECT * FROM usage_events WHERE tenant_id = $1 AND model_asked = $2 ORDER BY at, attempt',
      [tenant.id, asked],
    );
    return rows.map(({ cost_nanos, ...row }) => ({
      ...row,
      cost: cost_nanos === null ? null : Number(cost_nanos) / A_TOKEN_NANOS,
    }));
  };
  return vi.waitFor(async () => {
    const attempts = await read();
    expect(attempts).toHaveLength(count);
    return attempts;
  }, patience);
}

/** What arrived at the sandbox of the calls whose body holds `mark`. */
export const arrivedWith = ({ sandbox }: TestGateway, mark: string) =>
  sandbox.requests.filter(({ body }) => body.includes(mark));

let marks = 0;

/** A text that only one call has. */
export const markOfCall = () => `mark-${++marks}-of-the-gateway`;
