import { BoundSecret } from '@ims/egress';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ConnectorFault } from './connector-fault.ts';
import type { HttpRequest } from './connector-http.ts';
import { type HttpOptions, httpOverEgress } from './http-over-egress.ts';
import { createScrubber } from './scrubber.ts';
import { json, useLoopback } from './testing/loopback.ts';

const loopback = useLoopback();
const secretText = 'a-secret-token';
const now = new Date('2026-03-01T12:00:00Z');
const shape = z.object({ name: z.string() });

function http(more: Partial<HttpOptions> = {}) {
  const secret = new BoundSecret(loopback.url, secretText);
  return httpOverEgress({
    client: loopback.client,
    baseUrl: `${loopback.url}/api`,
    credentials: () => [{ place: 'bearer', secret }],
    signal: () => AbortSignal.timeout(10_000),
    now: () => now,
    scrubber: createScrubber(secret),
    ...more,
  });
}

async function faultOf(request: HttpRequest, more?: Partial<HttpOptions>): Promise<ConnectorFault> {
  const thrown = await http(more)
    .json(request, shape)
    .catch((error: unknown) => error);
  if (!(thrown instanceof ConnectorFault)) throw new Error('no fault', { cause: thrown });
  return thrown;
}

function answerWith(status: number, headers: Record<string, string> = {}, body: unknown = {}): void {
  loopback.answer = (_, response) => json(response, body, status, headers);
}

describe('a request of a connector', () => {
  it('goes below the base URL with query, JSON and the credentials of the connector', async () => {
    const bodies: unknown[] = [];
    loopback.answer = (request, response) => {
      request.setEncoding('utf8').on('data', (chunk) => bodies.push(JSON.parse(chunk)));
      request.on('end', () => json(response, { name: request.headers.authorization }));
    };
    const query = { q: 'a b&c', page: 2, none: undefined };
    const answer = await http().json({ method: 'POST', to: '/find', query, json: { a: 1 } }, shape);
    expect(loopback.seen).toEqual(['POST /api/find?q=a+b%26c&page=2']);
    expect(bodies).toEqual([{ a: 1 }]);
    expect(answer.data.name).toBe(`Bearer ${secretText}`);
  });

  it('sends other credentials when it is given some, and none for an empty list', async () => {
    loopback.answer = (request, response) => json(response, { name: request.headers.authorization ?? 'nobody' });
    expect((await http().json({ to: 'me', credentials: [] }, shape)).data.name).toBe('nobody');
  });

  it('goes where a URL says, but not with the secret of another origin', async () => {
    answerWith(200, {}, { name: 'x' });
    await http().json({ to: new URL(`${loopback.url}/elsewhere`) }, shape);
    expect(loopback.seen).toEqual(['GET /elsewhere']);
    const fault = await faultOf({ to: new URL('http://127.0.0.1:9/') });
    expect(fault.errorClass).toBe('invalid_config');
  });

  it('never leaves the base URL', async () => {
    expect((await faultOf({ to: '../admin' })).errorClass).toBe('invalid_config');
    expect(loopback.seen).toEqual([]);
  });

  it('gives any answer to those who want it as it is', async () => {
    answerWith(418, { 'x-kind': 'teapot' }, { short: true });
    const answer = await http().send({ to: 'tea' });
    expect(answer).toMatchObject({ status: 418, text: '{"short":true}' });
    expect(answer.headers['x-kind']).toBe('teapot');
  });
});

describe('an answer that is no success', () => {
  it.each([
    [400, 'unexpected_content'],
    [401, 'auth_invalid'],
    [403, 'permission_missing'],
    [404, 'not_found_wrong_base_url'],
    [405, 'not_found_wrong_base_url'],
    [408, 'timeout'],
    [410, 'endpoint_gone'],
    [429, 'rate_limited'],
    [500, 'upstream_5xx'],
    [503, 'upstream_5xx'],
  ])('of status %i is %s', async (status, errorClass) => {
    answerWith(status);
    const fault = await faultOf({ to: 'me' });
    expect(fault).toMatchObject({ errorClass, upstream: { status, request_id: null }, retryAt: undefined });
  });

  it('tells an expired token from a wrong one where the system does', async () => {
    answerWith(401, { 'www-authenticate': 'Bearer error="invalid_token", error_description="The token expired"' });
    expect((await faultOf({ to: 'me' })).errorClass).toBe('auth_expired');
  });

  it.each([429, 503])('of status %i tells when to come back', async (status) => {
    answerWith(status, { 'retry-after': '7' });
    expect((await faultOf({ to: 'me' })).retryAt).toEqual(new Date('2026-03-01T12:00:07Z'));
  });

  it.each(['x-request-id', 'x-github-request-id', 'atl-traceid', 'apim-request-id', 'x-ms-request-id'])(
    'can be found again by its %s',
    async (name) => {
      answerWith(500, { [name]: 'id-1' });
      expect((await faultOf({ to: 'me' })).upstream).toEqual({ status: 500, request_id: 'id-1' });
    },
  );

  it.each([
    ['http://login.example:8080/sso?token=x', 'The system sends us to http://login.example:8080.'],
    ['/login?next=x', 'The system sends us to another path of the same host.'],
    ['javascript:alert(1)', 'The system sends us to another address.'],
  ])('names only the origin of a redirect to %s', async (location, message) => {
    answerWith(302, { location });
    expect(await faultOf({ to: 'me' })).toMatchObject({ errorClass: 'redirect_blocked', message });
    expect(loopback.seen).toHaveLength(1);
  });

  it('is first for the connector to explain', async () => {
    answerWith(404);
    const fault = await faultOf({ to: 'me', explain: () => new ConnectorFault('sso_required') });
    expect(fault.errorClass).toBe('sso_required');
  });

  it('is explained also when its status is 200', async () => {
    answerWith(200, { 'x-seraph-loginreason': 'AUTHENTICATED_FAILED' }, { name: 'anonymous' });
    const explain: HttpRequest['explain'] = ({ headers }) =>
      headers['x-seraph-loginreason'] ? new ConnectorFault('auth_invalid') : undefined;
    expect((await faultOf({ to: 'me', explain })).errorClass).toBe('auth_invalid');
  });

  it('does not repeat the secret', async () => {
    answerWith(400);
    const fault = await faultOf({
      to: 'me',
      explain: () => new ConnectorFault('auth_invalid', { message: `Refused ${secretText}.`, retry_at: now }),
    });
    expect(fault).toMatchObject({ message: 'Refused [secret].', retryAt: now });
  });
});

describe('an answer of other content', () => {
  it.each([
    ['a web page', 'text/html', '<!doctype html><title>Log in</title>', 'The answer is a web page, not JSON.'],
    ['a page of another name', 'application/json', '<html></html>', 'The answer is a web page, not JSON.'],
    ['nothing', 'application/json', '', 'The answer is empty.'],
    ['half of it', 'application/json', '{"name":', 'The answer is not readable JSON.'],
    [
      'another shape',
      'application/json',
      '{"name":5}',
      'The answer is JSON, but not of the shape this system gives (at /name).',
    ],
  ])('is told: %s', async (_, type, body, message) => {
    loopback.answer = (__, response) => void response.writeHead(200, { 'content-type': type }).end(body);
    expect(await faultOf({ to: 'me' })).toMatchObject({ errorClass: 'unexpected_content', message });
  });

  it('that never comes is the fault of the system', async () => {
    loopback.answer = (request) => void request.socket.destroy();
    expect((await faultOf({ to: 'me' })).errorClass).toBe('upstream_5xx');
  });

  it('that is too large is not read', async () => {
    loopback.answer = (_, response) => void response.writeHead(200).end(Buffer.alloc(2_000_000, 'x'));
    expect((await faultOf({ to: 'me' })).errorClass).toBe('unexpected_content');
  });

  it('is given up when the signal ends', async () => {
    const leave = new AbortController();
    loopback.answer = () => leave.abort();
    expect((await faultOf({ to: 'me' }, { signal: () => leave.signal })).errorClass).toBe('timeout');
  });
});

describe('patience', () => {
  function patient(maxWaitMs: number) {
    const waits: number[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    return { waits, options: { patience: { maxWaitMs }, wait } };
  }

  function refusing(times: number, status: number, headers: Record<string, string> = {}): void {
    let left = times;
    loopback.answer = (_, response) => {
      left -= 1;
      if (left < 0) json(response, { name: 'x' });
      else json(response, {}, status, headers);
    };
  }

  it('waits until the time a system names, and a little more', async () => {
    const { waits, options } = patient(60_000);
    refusing(2, 429, { 'retry-after': '7' });
    expect((await http(options).json({ to: 'me' }, shape)).data.name).toBe('x');
    expect(waits).toHaveLength(2);
    for (const ms of waits) expect(ms >= 7_000 && ms < 8_000).toBe(true);
  });

  it('waits longer from try to try where no time is named', async () => {
    const { waits, options } = patient(60_000);
    refusing(3, 429);
    await http(options).json({ to: 'me' }, shape);
    expect(waits.map((ms) => Math.floor(Math.log2(ms / 1000)))).toEqual([0, 1, 2]);
  });

  it('does not begin to wait for longer than it may', async () => {
    const { waits, options } = patient(5_000);
    refusing(1, 429, { 'retry-after': '7' });
    const fault = await faultOf({ to: 'me' }, options);
    expect(fault).toMatchObject({ errorClass: 'rate_limited', retryAt: new Date('2026-03-01T12:00:07Z') });
    expect(waits).toEqual([]);
  });

  it('ends after six tries', async () => {
    const { options } = patient(Number.MAX_SAFE_INTEGER);
    refusing(100, 429, { 'retry-after': '0' });
    expect((await faultOf({ to: 'me' }, options)).errorClass).toBe('rate_limited');
    expect(loopback.seen).toHaveLength(6);
  });

  it('covers limits that only the connector can read', async () => {
    const { options } = patient(60_000);
    refusing(1, 403);
    const explain: HttpRequest['explain'] = ({ status }) =>
      status === 403 ? new ConnectorFault('rate_limited', { retry_at: now }) : undefined;
    await http(options).json({ to: 'me', explain }, shape);
    expect(loopback.seen).toHaveLength(2);
  });

  it('repeats what writes only where it was refused for its rate', async () => {
    const { options } = patient(60_000);
    refusing(1, 503, { 'retry-after': '1' });
    expect((await faultOf({ method: 'POST', to: 'x' }, options)).errorClass).toBe('upstream_5xx');
    refusing(1, 503, { 'retry-after': '1' });
    await http(options).json({ to: 'x' }, shape);
    refusing(1, 429, { 'retry-after': '1' });
    await http(options).json({ method: 'POST', to: 'x' }, shape);
    expect(loopback.seen).toEqual(['POST /api/x', 'GET /api/x', 'GET /api/x', 'POST /api/x', 'POST /api/x']);
  });

  it('ends when the caller leaves', async () => {
    const leave = new AbortController();
    loopback.answer = (_, response) => {
      response.on('finish', () => leave.abort());
      json(response, {}, 429, { 'retry-after': '30' });
    };
    const fault = await faultOf({ to: 'me' }, { patience: { maxWaitMs: 60_000 }, signal: () => leave.signal });
    expect(fault.errorClass).toBe('timeout');
  });

  it('is not there unless asked for', async () => {
    refusing(1, 429, { 'retry-after': '0' });
    expect((await faultOf({ to: 'me' })).errorClass).toBe('rate_limited');
    expect(loopback.seen).toHaveLength(1);
  });
});
