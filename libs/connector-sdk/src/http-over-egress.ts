import { setTimeout as sleep } from 'node:timers/promises';
import type { Credential, EgressClient } from '@ims/egress';
import { below } from './base-url.ts';
import { ConnectorFault } from './connector-fault.ts';
import type { ConnectorHttp, HttpAnswer, HttpRequest } from './connector-http.ts';
import { faultOfEgress, faultOfStatus, readJson } from './general-faults.ts';
import type { Scrubber } from './scrubber.ts';

/** Willingness to wait where a system asks us to slow down; for reading records, never for tests. */
export interface Patience {
  /** All waits of one request together, in ms. */
  maxWaitMs: number;
}

export interface HttpOptions {
  client: EgressClient;
  baseUrl: string;
  credentials(): Credential[];
  signal(): AbortSignal;
  now(): Date;
  scrubber: Scrubber;
  patience?: Patience;
  /** Replaced in tests. */
  wait?(ms: number, signal: AbortSignal): Promise<unknown>;
}

const maxTries = 6;

/** {@link ConnectorHttp} over the egress client of one integration. */
export function httpOverEgress(options: HttpOptions): ConnectorHttp {
  return {
    send: async (request) => (await exchange(options, request)).answer,
    async json(request, shape) {
      const { answer, fault } = await exchange(options, request);
      if (fault) throw fault;
      return { ...answer, data: readJson(answer, shape) };
    },
  };
}

/** The answer and what is wrong with it, after as many tries as patience allows. */
async function exchange(
  options: HttpOptions,
  request: HttpRequest,
): Promise<{ answer: HttpAnswer; fault?: ConnectorFault }> {
  let left = options.patience?.maxWaitMs ?? 0;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await once(options, request);
    const fault = scrubbed(options.scrubber, request.explain?.(answer) ?? general(answer, options.now()));
    const pause = fault && attempt < maxTries ? pauseAfter(fault, request, attempt, options.now()) : Infinity;
    if (pause > left) return { answer, fault };
    left -= pause;
    await waitFor(options, pause);
  }
}

async function once(options: HttpOptions, request: HttpRequest): Promise<HttpAnswer> {
  const credentials = request.credentials ?? options.credentials();
  for (const { secret } of credentials) options.scrubber.learn(secret);
  const json = request.json === undefined ? undefined : JSON.stringify(request.json);
  try {
    const response = await options.client.request({
      method: request.method ?? 'GET',
      url: addressOf(options.baseUrl, request),
      headers: { accept: 'application/json', ...(json && { 'content-type': 'application/json' }), ...request.headers },
      body: json,
      credentials,
      signal: options.signal(),
    });
    return { status: response.status, headers: response.headers, text: await response.text(), url: response.url };
  } catch (error) {
    throw faultOfEgress(error);
  }
}

function addressOf(baseUrl: string, request: HttpRequest): URL {
  const url = typeof request.to === 'string' ? below(baseUrl, request.to) : new URL(request.to);
  for (const [name, value] of Object.entries(request.query ?? {})) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}

function general(answer: HttpAnswer, now: Date): ConnectorFault | undefined {
  return answer.status >= 200 && answer.status < 300 ? undefined : faultOfStatus(answer, now);
}

/** Upstreams repeat what they were sent; a fault that does is told again without. */
function scrubbed(scrubber: Scrubber, fault: ConnectorFault | undefined): ConnectorFault | undefined {
  if (!fault) return undefined;
  const [message, remedy] = [scrubber.clean(fault.message), scrubber.clean(fault.remedy)];
  if (message === fault.message && remedy === fault.remedy) return fault;
  const { errorClass, field, upstream, retryAt } = fault;
  return new ConnectorFault(errorClass, { message, remedy, field, upstream, retry_at: retryAt });
}

/**
 * How long to wait before the next try, in ms; Infinity when trying again is of no use. A request refused for its rate
 * was not carried out; after a fault of the system that is known of reading requests only.
 */
function pauseAfter(fault: ConnectorFault, request: HttpRequest, attempt: number, now: Date): number {
  const reads = ['GET', 'HEAD'].includes(request.method ?? 'GET');
  const waits = fault.errorClass === 'rate_limited' || (fault.errorClass === 'upstream_5xx' && fault.retryAt && reads);
  if (!waits) return Infinity;
  // Jitter keeps many workers from coming back in the same moment; never before the named time.
  if (fault.retryAt) return Math.max(0, fault.retryAt.getTime() - now.getTime()) + Math.random() * 1000;
  return 1000 * 2 ** (attempt - 1) * (1 + Math.random());
}

async function waitFor(options: HttpOptions, ms: number): Promise<void> {
  const wait = options.wait ?? ((pause, signal) => sleep(pause, undefined, { signal }));
  const signal = options.signal();
  try {
    await wait(ms, signal);
  } catch (error) {
    if (signal.aborted) throw new ConnectorFault('timeout', { cause: error });
    throw error;
  }
}
