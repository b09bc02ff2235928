import assert from 'node:assert/strict';
import { type Comparison, compare, type Pair, type Result, type Run, tell } from '../compare.ts';
import { answered, type Load, perSecond } from '../load.ts';
import type { Service } from '../service.ts';
import { openStand, type Stand } from '../stand.ts';
import { ask } from '../tenant.ts';
import { bodies, MODEL, READY } from './fixture.ts';
import { accounted, assertBooked, createGatewayTenant, type GatewayTenant, gatewayEnv } from './gateway-tenant.ts';
import { latencies, percentile } from './latency.ts';
import { installPortkey } from './portkey.ts';
import { streams } from './stream-load.ts';

const STREAMS_AT_ONCE = 16;

export const startFixture = (stand: Stand, signal: AbortSignal) =>
  stand.startScript(import.meta.resolve('./fixture-server.ts'), {}, READY, signal);

/**
 * The gateway, with keys, budgets, prices, fallback and records of usage, next to a proxy that has none of it and to what
 * one would pick instead; all in front of the same provider, which costs nothing.
 */
export async function gateway(run: Run): Promise<Result[]> {
  const { signal } = run;
  await using stand = await openStand();
  await using parts = new AsyncDisposableStack();
  const fixture = parts.use(await startFixture(stand, signal));
  const api = parts.use(await stand.startApi(signal, gatewayEnv));
  const raw = parts.use(
    await stand.startScript(import.meta.resolve('./raw-proxy.ts'), { UPSTREAM: fixture.url }, READY, signal),
  );
  const express = parts.use(await stand.startReference(0, signal));
  // Only if it is compared with: it may have to be fetched first.
  let portkey: Promise<Service> | undefined;
  const startPortkey = async () => {
    const env = { PORTKEY_SCRIPT: await installPortkey(), TRUSTED_CUSTOM_HOSTS: '127.0.0.1' };
    return parts.use(await stand.startScript(import.meta.resolve('./portkey-server.ts'), env, '/', signal));
  };
  tell('creating a tenant with a budget, prices and a fallback');
  const tenant = await createGatewayTenant(stand, api.url, fixture.url);
  await assertGuarded(api.url, raw.url, tenant);
  const proxies: Proxies = {
    stand,
    tenant,
    product: api.url,
    raw: raw.url,
    portkey: async () => {
      portkey ??= startPortkey();
      return { url: (await portkey).url, headers: portkeyHeaders(fixture.url) };
    },
  };
  const results = await compare(
    [...chatPairs(proxies), ...streamPairs(proxies), ...servicePairs(proxies, express.url)],
    run,
  );
  await assertBooked(stand, tenant);
  return results;
}

interface Proxies {
  stand: Stand;
  tenant: GatewayTenant;
  product: string;
  raw: string;
  portkey(): Promise<{ url: string; headers: Record<string, string> }>;
}

const plainHeaders = { 'content-type': 'application/json', authorization: 'Bearer sk-of-nobody' };
const portkeyHeaders = (upstream: string) => ({
  ...plainHeaders,
  'x-portkey-provider': 'openai',
  'x-portkey-custom-host': `${upstream}/v1`,
});

const call = (url: string, path: string, headers: Record<string, string>, body: string): Load => ({
  url: `${url}/v1/${path}`,
  method: 'POST',
  headers,
  body,
});

function chatPairs({ stand, tenant, product, raw, portkey }: Proxies): Pair[] {
  const own = call(product, 'chat/completions', tenant.headers, bodies.chat(tenant.chatModel));
  const rawChat = call(raw, 'chat/completions', plainHeaders, bodies.chat(MODEL));
  const ownEmbeddings = call(product, 'embeddings', tenant.headers, bodies.embeddings(tenant.embeddingModel));
  const rawEmbeddings = call(raw, 'embeddings', plainHeaders, bodies.embeddings(MODEL));
  const rate = async (load: Load, seconds: number) => (await accounted(stand, () => answered(load, seconds))).perSecond;
  const median = async (load: Load, seconds: number) => percentile(await latencies(load, seconds), 0.5);
  return [
    {
      name: 'chat, raw proxy',
      unit: 'req/s',
      goal: atLeast(0.6),
      reference: (seconds) => perSecond(rawChat, seconds),
      product: (seconds) => rate(own, seconds),
    },
    {
      name: 'chat, Portkey',
      unit: 'req/s',
      goal: atLeast(5),
      reference: async (seconds) => {
        const { url, headers } = await portkey();
        return perSecond(call(url, 'chat/completions', headers, bodies.chat(MODEL)), seconds);
      },
      product: (seconds) => rate(own, seconds),
    },
    {
      name: 'chat at 1 connection, p50, raw proxy',
      unit: 'ms',
      goal: added(0.5),
      reference: (seconds) => median(rawChat, seconds),
      product: (seconds) => median(own, seconds),
    },
    {
      name: 'embeddings, raw proxy',
      unit: 'req/s',
      reference: (seconds) => perSecond(rawEmbeddings, seconds),
      product: (seconds) => rate(ownEmbeddings, seconds),
    },
  ];
}

function streamPairs({ stand, tenant, product, raw }: Proxies): Pair[] {
  const own = call(product, 'chat/completions', tenant.headers, bodies.stream(tenant.chatModel));
  const rawStream = call(raw, 'chat/completions', plainHeaders, bodies.stream(MODEL));
  const ofProduct = (connections: number, seconds: number) =>
    accounted(stand, () => streams(own, connections, seconds));
  return [
    {
      name: 'streams of 60 chunks, raw proxy',
      unit: 'streams/s',
      goal: atLeast(0.6),
      reference: async (seconds) => (await streams(rawStream, STREAMS_AT_ONCE, seconds)).perSecond,
      product: async (seconds) => (await ofProduct(STREAMS_AT_ONCE, seconds)).perSecond,
    },
    {
      name: 'first content of a stream, p50, raw proxy',
      unit: 'ms',
      goal: added(1),
      reference: async (seconds) => percentile((await streams(rawStream, 1, seconds)).firstContent, 0.5),
      product: async (seconds) => percentile((await ofProduct(1, seconds)).firstContent, 0.5),
    },
  ];
}

/** What services ask for besides: a secret, and whether the list they know is still right. */
function servicePairs({ tenant, product }: Proxies, express: string): Pair[] {
  const base = `${product}/api/v1/service/integrations`;
  const constant = (seconds: number) => perSecond({ url: `${express}/constant` }, seconds);
  const credentials: Load = { url: `${base}/${tenant.provider}/credentials`, method: 'POST', headers: tenant.headers };
  return [
    {
      name: 'credentials, Express constant JSON',
      unit: 'req/s',
      goal: atLeast(0.5),
      reference: constant,
      product: (seconds) => perSecond(credentials, seconds),
    },
    {
      name: 'unchanged list (304), Express constant JSON',
      unit: 'req/s',
      goal: atLeast(0.5),
      reference: constant,
      product: async (seconds) => {
        const { headers } = await ask(base, { headers: tenant.headers });
        const known = headers.get('etag') ?? assert.fail('The list has no ETag');
        return perSecond({ url: base, headers: { ...tenant.headers, 'if-none-match': known }, status: 304 }, seconds);
      },
    },
  ];
}

const atLeast = (least: number): Pair['goal'] => ({
  text: `≥ ${least.toFixed(1)}`,
  met: ({ ratio }: Comparison) => ratio.median >= least,
});

const added = (most: number): Pair['goal'] => ({
  text: `≤ ${most} ms more`,
  met: ({ reference, product }: Comparison) => product.median - reference.median <= most,
});

/** A run with a check disabled would count for nothing: nobody gets in without a key, and the answer is the provider's. */
async function assertGuarded(apiUrl: string, rawUrl: string, tenant: GatewayTenant): Promise<void> {
  const chat = (url: string, headers: Record<string, string>, model: string) =>
    ask(`${url}/v1/chat/completions`, { method: 'POST', headers, body: bodies.chat(model) });
  assert.equal((await chat(apiUrl, plainHeaders, tenant.chatModel)).status, 401);
  const own = await chat(apiUrl, tenant.headers, tenant.chatModel);
  assert.equal(own.status, 200, JSON.stringify(own.body));
  assert.deepEqual(own.body, (await chat(rawUrl, plainHeaders, MODEL)).body);
  assert.ok(Number(own.headers.get('x-ims-cost-usd')) > 0, 'The answer does not say what it cost');
}
